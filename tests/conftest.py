"""What holds for all tests."""

import gc

import pytest
from made import ON_POSTGRES
from on_postgres import reason

COLLECT_AFTER = 50_000  # objects; Python's own 700 costs a tenth of the whole run


def pytest_collection_finish() -> None:
    """Leave alone what was loaded for all tests, and look for garbage less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """On a server leave out what is about a file, each with its reason."""
    for item in items if ON_POSTGRES else ():
        if why := reason(item.nodeid):
            item.add_marker(pytest.mark.skip(reason=why))
