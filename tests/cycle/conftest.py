"""Which bureau do the tests of the management cycle ask? Each file one of its own."""

from tests.api.conftest import api, bureau, number

__all__ = ["api", "bureau", "number"]
