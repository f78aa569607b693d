"""Does a failed scenario show what was expected? Its assertions are rewritten like a test's own."""

import pytest

pytest.register_assert_rewrite("tests.domain.scenario")
