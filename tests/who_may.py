"""Who may do what: one line for each verb, command and menu of the bot. ``test_role_matrix`` holds the bot to it.

Whoever adds a button, a form or a command adds one line here, or that test fails.
"""

from dataclasses import dataclass, field
from typing import Any

from house import House

LEAD, FACILITATOR, SUPPORTER, MEMBER = "lead", "facilitator", "supporter", "member"
OUTSIDER, STRANGER, MANAGER = "outsider", "stranger", "manager"
"""Of the last three, one has no role, one is a facilitator of another group, one manages the server and no group."""

ROLES = frozenset({LEAD, FACILITATOR, SUPPORTER, MEMBER, OUTSIDER, STRANGER, MANAGER})
EVERYBODY = ROLES
"""Help, one's own data, and what the card shows anyway."""

GROUP = frozenset({LEAD, FACILITATOR, SUPPORTER, MEMBER})
GIVERS = frozenset({LEAD, FACILITATOR, MEMBER})
"""A supporter listens."""

STAFF = frozenset({LEAD, FACILITATOR})
STAFF_OR_MANAGER = STAFF | {MANAGER}
ONLY_MEMBER = frozenset({MEMBER})
"""A question that staff's answers would blur."""

ONLY_LEAD = frozenset({LEAD})
ONLY_MANAGER = frozenset({MANAGER})


@dataclass(frozen=True)
class Line:
    """One row of the table: who may, and how it is pressed, chosen, sent or typed.

    ``argument`` is the address's; ``chosen`` is what is picked in a list; ``form`` is (field, text) of a form that is
    sent; ``at`` is the step that the session has to be at (of a press the first one otherwise); ``options`` are those
    of a command. Where something has to be there first, ``test_role_matrix.prepare`` puts it there.
    """

    who: frozenset[str]
    argument: str = ""
    chosen: tuple[str, ...] = ()
    form: tuple[str, str] | None = None
    at: str = ""
    options: dict[str, Any] = field(default_factory=dict)


VERBS: dict[str, Line] = {
    # of everybody: the numbers to call, one's own data, what the card shows anyway
    "help": Line(EVERYBODY),
    "help-numbers": Line(EVERYBODY),
    "help-choose": Line(EVERYBODY, "talk"),
    "help-yes": Line(EVERYBODY, "talk"),
    "help-name": Line(EVERYBODY, "talk"),
    "my-data": Line(EVERYBODY),
    "forget-me": Line(EVERYBODY),
    "forget-me-no": Line(EVERYBODY),
    "forget-me-yes": Line(EVERYBODY),
    "pass": Line(EVERYBODY),
    "break": Line(EVERYBODY),
    "read-rules": Line(EVERYBODY),
    "pick": Line(EVERYBODY, "agree"),
    "write": Line(EVERYBODY, "rule"),
    "check-in": Line(EVERYBODY),
    # of the group
    "here": Line(GROUP, "taking-part"),
    "consent": Line(GROUP, "takes_part.yes.taking-part"),
    "consent-again": Line(GROUP),
    "affirm": Line(GROUP),
    "mine": Line(GROUP, "agree"),
    "withdraw": Line(GROUP, chosen=("agree.1",)),
    "answer": Line(ONLY_MEMBER, "agree=agree"),
    "picked": Line(ONLY_MEMBER, "agree", chosen=("agree",)),
    "wrote": Line(GIVERS, "rule", form=("text", "We wait")),
    # of staff
    "have-this": Line(STAFF, "1"),
    "help-outcome": Line(STAFF, "1.talked"),
    "plan": Line(STAFF),
    "ask-end": Line(STAFF, "1"),
    "ready": Line(STAFF),
    "still-here": Line(STAFF),
    "choose": Line(STAFF, "ice-drink"),
    "ban": Line(STAFF, "ice-drink"),
    "turn": Line(STAFF, "2"),
    "edit-rules": Line(STAFF),
    "edited-rules": Line(STAFF, form=("rules", "We are kind")),
    "adopt-rules": Line(STAFF),
    "reveal": Line(STAFF, "agree"),
    "close-list": Line(STAFF, "rule"),
    "hold": Line(STAFF, "rule.1", chosen=("0",)),
    "show-batch": Line(STAFF, "rule.1"),
    "change-plan": Line(STAFF, "reorder.1", chosen=("3",)),
    "go-to": Line(STAFF, "1", chosen=("3",)),
    "move": Line(STAFF, "next.1"),
    # of the lead
    "programme-end-yes": Line(ONLY_LEAD),
    # of whoever manages the server
    "check-in-switch": Line(ONLY_MANAGER, "1.off"),
    # last, because the session goes to another step for it
    "checked-in": Line(ONLY_MEMBER, form=("week", "good"), at="check-in"),
}

COMMANDS: dict[str, Line] = {
    "help-now": Line(EVERYBODY),
    "my-data": Line(EVERYBODY),
    "forget-me": Line(EVERYBODY),
    "pass": Line(EVERYBODY),
    "break": Line(EVERYBODY),
    "here": Line(GROUP),
    "rules": Line(GIVERS, options={"suggest": "We wait"}, at="ground-rules"),
    "icebreaker": Line(GIVERS, options={"answer": "tea"}, at="icebreaker"),
    "checkin": Line(ONLY_MEMBER, options={"week": "good"}, at="check-in"),
    "feeling": Line(GIVERS, options={"word": "calm"}, at="feeling-words"),
    "topic": Line(GIVERS, options={"suggest": "sleep"}, at="topic"),
    "gratitude": Line(GIVERS, options={"text": "soup"}, at="gratitude"),
    "closing": Line(ONLY_MEMBER, options={"change": "better"}, at="closing"),
    "session start": Line(STAFF),
    "session status": Line(STAFF),
    "session next": Line(STAFF),
    "session back": Line(STAFF),
    "session skip": Line(STAFF),
    "session pause": Line(STAFF),
    "session resume": Line(STAFF),
    "session go-to": Line(STAFF, options={"step": "3"}),
    "check": Line(STAFF_OR_MANAGER),
    "audit": Line(ONLY_LEAD),
    "stats export": Line(ONLY_LEAD),
    "setup": Line(ONLY_MANAGER),
    "programme end": Line(ONLY_LEAD),
    "session end": Line(STAFF),
}

MENUS: dict[str, Line] = {}
"""Commands in the menu of a person or a message; there is none."""


def options_of(home: House, command: str) -> dict[str, Any]:
    """Give what a command needs beside its name; channels and roles are those of the house."""
    if command != "setup":
        return COMMANDS[command].options
    roles = home.stage.guild.roles
    return {
        "name": "Tuesday group",
        "session_channel": home.room,
        "staff_channel": home.stage.guild.channels["c"],  # everybody can see it: Discord lets nobody name another
        "facilitator_role": roles["Facilitator"],
        "lead_role": roles["Lead"],
        "member_role": roles["Member"],
    }
