"""How are roles granted and revoked, and who holds or held one?"""

from __future__ import annotations

from fastapi import APIRouter

from api.dependencies import Reading
from api.doors import accept
from api.errors import RESPONSES
from api.guard import Guarded
from api.questions import AsOf, BureauNamed, Position
from domain.access.commands import GrantRole, RevokeRole
from projections.grants import Grants, list_grants

routes = APIRouter(tags=["access"], responses=RESPONSES, route_class=Guarded)

accept(routes, "/grants", GrantRole)
accept(routes, "/grants/revocations", RevokeRole)


@routes.get("/grants")
def get_grants(
    conn: Reading, bureau: BureauNamed = None, as_of: AsOf = None, position: Position = None
) -> Grants:
    """Every grant recorded up to a position; `held`: on the day asked for, or today."""
    return list_grants(conn, bureau, as_of, position)
