"""What holds for all tests."""

import gc

COLLECT_AFTER = 50_000  # objects; Python's own 700 costs a tenth of the whole run


def pytest_collection_finish() -> None:
    """Leave alone what was loaded for all tests, and look for garbage less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)
