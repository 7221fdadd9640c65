"""Whatever is thrown at the bot, at its settings, its words and its backups: a sentence comes back, and never a trace.

A sample; 100,000 inputs are thrown with ``make prove`` (``bad_input``).
"""

from pathlib import Path

import pytest
from bad_input import KINDS, throw_some

SAMPLE = {"presses": 150, "forms": 150, "commands": 150, "suggestions": 60, "settings": 400, "words": 20, "backups": 60}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_broken_gets_a_sentence(tmp_path: Path, kind: str) -> None:
    """Nobody reads "Something went wrong", nothing is logged as an error, nothing raises but a sentence."""
    done = throw_some(tmp_path, kind, 7, SAMPLE[kind])

    assert done
    assert all(done)
