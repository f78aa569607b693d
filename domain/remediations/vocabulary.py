"""How does a remediation end, and how is it called?"""

from __future__ import annotations

from typing import Literal

Outcome = Literal["done", "returned"]
RemediationStanding = Literal["open", "reported", "verified", "returned", "overdue"]
"""`overdue`: open or returned, and the day it was due on has passed."""
