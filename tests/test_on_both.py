"""The suite on a PostgreSQL server: a part of it runs with every test run, and what is left out has a reason."""

import os
import re
import subprocess
import sys
from pathlib import Path

from on_postgres import IN_CI, LEFT_OUT

TESTS = Path(__file__).parent
LONGEST = 600.0  # seconds; three others may be using this computer


def test_a_part_of_the_suite_passes_on_postgres() -> None:
    """Many at once, two groups, triggers, sealing, quarters and a programme: the same tests on a real server."""
    environment = {**os.environ, "PEERLIGHT_TEST_DATABASE": "postgres", "PYTHONPATH": str(TESTS.parent)}
    for name in [name for name in environment if name.startswith("PYTEST_")]:
        del environment[name]
    typed = [sys.executable, "-m", "pytest", "-n", "0", "-p", "no:cacheprovider", *(str(TESTS / one) for one in IN_CI)]
    ran = subprocess.run(  # noqa: S603  our own tests
        typed, env=environment, cwd=TESTS.parent, capture_output=True, text=True, timeout=LONGEST, check=False
    )

    assert ran.returncode == 0, ran.stdout[-3000:]
    assert re.search(r"\d{2} passed", ran.stdout)


def test_what_is_left_out_there_is_there_to_be_left_out() -> None:
    """Each file and each test of the list exists; docs/growing.md names every file and every reason."""
    guide = (TESTS.parent / "docs" / "growing.md").read_text(encoding="utf-8")
    for node, why in LEFT_OUT.items():
        file, _colons, name = node.partition("::")
        assert (TESTS / file).exists(), node
        assert not name or f"def {name}(" in (TESTS / file).read_text(encoding="utf-8"), node
        assert file in guide, node
        assert why.partition(" (")[0] in guide.replace("\n", " "), why
