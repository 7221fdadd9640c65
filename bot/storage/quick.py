"""A simple answer, stored by one statement: the press that comes most often, and many at once.

Its place (session, slot, group) was read before. The statement stores the answer only if none of the three has changed
since, which their versions tell, and only for a person who takes part, is not
away, and has no ways of their own. It decides nothing else: where
it stores nothing, the whole request is done, and that one finds out why.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class QuickAnswer:
    """An answer to a question with one choice, already hidden, and what must still be so."""

    session_id: int
    session_version: int
    slot_id: int
    slot_revision: int
    group_id: int
    group_revision: int
    person: bytes
    way: bytes
    tag: bytes
    question: str
    hidden: bytes
    from_member: bool

    def __repr__(self) -> str:
        return "QuickAnswer(hidden)"

    @property
    def parameters(self) -> dict[str, Any]:
        """Give what the statement is filled in with."""
        return vars(self)


STATEMENT = """\
INSERT INTO answers (slot_id, tag, question, ordinal, hidden, counted, from_member, status)
SELECT :slot_id, :tag, :question, 0, :hidden, coalesce(p.counted, false) AND :from_member, :from_member, 'waiting'
FROM slots AS s
JOIN sessions AS e ON e.id = :session_id AND e.version = :session_version
JOIN groups AS g ON g.id = :group_id AND g.revision = :group_revision
LEFT JOIN people AS p ON p.key = :person
WHERE s.id = :slot_id AND s.revision = :slot_revision AND coalesce(p.takes_part, true)
AND NOT EXISTS (
    SELECT 1 FROM measures AS m
    WHERE m.person = :person AND m.group_id = :group_id AND m.kind IN ('away', 'left') AND m.state IN ('wanted', 'on')
)
AND NOT EXISTS (SELECT 1 FROM ways AS w WHERE w.person = :way)
ON CONFLICT (slot_id, tag, question, ordinal) DO UPDATE
SET hidden = excluded.hidden, counted = excluded.counted, from_member = excluded.from_member
"""
