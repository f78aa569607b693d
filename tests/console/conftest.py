"""Which bureaus does the console show in its tests? Those of the API's."""

from tests.api.conftest import api, bureau, demo, number

__all__ = ["api", "bureau", "demo", "number"]
