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
NEW = ROLES - STAFF
"""Who may ask for a hello: also somebody who has no role yet."""

STAFF_OR_MANAGER = STAFF | {MANAGER}
GROUP_OR_MANAGER = GROUP | {MANAGER}
"""Who sees the dates: whoever manages the server sets them up."""

ONLY_MEMBER = frozenset({MEMBER})
"""A question that staff's answers would blur."""

ONLY_ASKER = frozenset({FACILITATOR})
"""Of a swap of dates: the facilitator asked for it, and not even a lead says yes in their place."""

ONLY_LEAD = frozenset({LEAD})
LEAD_OR_MEMBER = frozenset({LEAD, MEMBER})
"""Of a poll for a better time: a lead makes it, and a member chooses in it."""

ONLY_MANAGER = frozenset({MANAGER})

OVER = "over"
"""In place of a step: the session is over."""


@dataclass(frozen=True)
class Line:
    """One row of the table: who may, and how it is pressed, chosen, sent or typed.

    ``argument`` is the address's; ``chosen`` is what is picked in a list; ``form`` is field and text, by turns, of one
    that is sent; ``at`` is the step that the session has to be at (of a press the first one otherwise), or ``OVER``;
    ``options`` are those of a command; ``poll`` is what the poll for a better time has to be: draft, open or closed;
    ``vote`` is what the vote about the group's name has to be: asking, reading, voting or over;
    ``round`` whether a round of outcome questions has to be open or over;
    ``ended`` whether the programme has ended before; ``paused`` whether the group has a break.
    Where something has to be there first, ``test_role_matrix.prepare`` puts it there, or ``asked`` names what staff are
    asked just before. What {braces} name is filled in with what is there.
    """

    who: frozenset[str]
    argument: str = ""
    chosen: tuple[str, ...] = ()
    form: tuple[str, ...] = ()
    at: str = ""
    asked: str = ""
    poll: str = ""
    round: str = ""
    vote: str = ""
    ended: bool = False
    paused: bool = False
    options: dict[str, Any] = field(default_factory=dict)


VERBS: dict[str, Line] = {
    # of everybody: the numbers to call, one's own data, what the card shows anyway
    "help": Line(EVERYBODY),
    "help-numbers": Line(EVERYBODY),
    "help-choose": Line(EVERYBODY, "talk"),
    "help-yes": Line(EVERYBODY, "talk"),
    "help-name": Line(EVERYBODY, "talk"),
    "more": Line(EVERYBODY),
    "practice": Line(EVERYBODY),
    "hello": Line(EVERYBODY),
    "hello-ask": Line(NEW, "any"),
    "hello-name": Line(NEW, "any"),
    "hello-back": Line(EVERYBODY),
    "supporter": Line(EVERYBODY, "page"),
    "hard-words": Line(EVERYBODY, "1"),
    "ways": Line(EVERYBODY),
    "ways-clear": Line(EVERYBODY),
    "my-data": Line(EVERYBODY),
    "forget-me": Line(EVERYBODY),
    "forget-me-no": Line(EVERYBODY),
    "pass": Line(EVERYBODY),
    "break": Line(EVERYBODY),
    "calm": Line(EVERYBODY),
    "read-rules": Line(EVERYBODY),
    "write": Line(EVERYBODY, "rule"),
    "check-in": Line(EVERYBODY),
    "leaving": Line(EVERYBODY),
    "leave": Line(EVERYBODY, "check"),
    # of everybody too: whoever has left the group sees what is kept of them, ends it, and says goodbye
    "reminders": Line(EVERYBODY),
    "remind-again": Line(EVERYBODY),
    "remind-stop": Line(EVERYBODY, "1"),
    "messages-back": Line(EVERYBODY),
    "sign-up-back": Line(EVERYBODY, "1.2026-12-01"),
    "goodbye": Line(EVERYBODY),
    "goodbye-why": Line(EVERYBODY, "time"),
    # of the group
    "here": Line(GROUP, "taking-part"),
    # before a person is asked again, which takes back what waits
    "quote-yes": Line(ONLY_MEMBER, "{own_quote}"),
    "quote-back": Line(ONLY_MEMBER, "{own_quote}"),
    "consent": Line(GROUP, "takes_part.yes.taking-part"),
    "consent-again": Line(GROUP),
    "affirm": Line(GIVERS),
    "simpler": Line(GROUP),
    "meaning": Line(GROUP),
    "my-card": Line(GROUP),
    "way": Line(GROUP, "short.on"),
    "mine": Line(GROUP, "agree"),
    "withdraw": Line(GROUP, chosen=("agree.1",)),
    "answer": Line(ONLY_MEMBER, "agree=agree"),
    "picked": Line(ONLY_MEMBER, "agree", chosen=("agree",)),
    "wrote": Line(GIVERS, "rule", form=("text", "We wait")),
    "report": Line(GROUP),
    "report-what": Line(GROUP, "unkind."),
    "report-send": Line(GROUP, "unkind.no."),
    "remind": Line(GROUP, "day.on"),
    "messages-pause": Line(GROUP),
    "calendar-file": Line(GROUP),
    "expected-more": Line(GROUP, "20261201"),
    "sign-up": Line(ONLY_MEMBER, "1.2026-12-01.coming"),
    "times": Line(ONLY_MEMBER, "{poll}", poll="open"),
    "times-chosen": Line(ONLY_MEMBER, "{poll}.c", chosen=("1",), poll="open"),
    "times-mine": Line(ONLY_MEMBER, "{poll}", poll="open"),
    "times-back": Line(ONLY_MEMBER, "{poll}", poll="open"),
    "we-did": Line(GROUP),
    "library": Line(GROUP),
    "library-list": Line(GROUP, "feelings", chosen=("worried",)),
    "round": Line(ONLY_MEMBER, "{round}", round="open"),
    "round-give": Line(ONLY_MEMBER, "{round}.outcome-fun.yes", round="open"),
    "round-back": Line(ONLY_MEMBER, "{round}", round="open"),
    "cards": Line(ONLY_MEMBER),
    "card-up": Line(ONLY_MEMBER, "green"),
    "card-sign": Line(ONLY_MEMBER, "yes"),
    "card-down": Line(ONLY_MEMBER),
    "book": Line(GROUP),
    "book-feeling": Line(GROUP, chosen=("worried",)),
    "book-page": Line(GROUP),
    "quote": Line(GROUP),
    "quote-write": Line(GROUP),
    "quote-wrote": Line(ONLY_MEMBER, form=("words", "I feel heard")),
    "hand": Line(ONLY_MEMBER),
    "hand-up": Line(ONLY_MEMBER, "speak"),
    "hand-later": Line(ONLY_MEMBER),
    "hand-down": Line(ONLY_MEMBER, "pass"),
    "hand-not-today": Line(ONLY_MEMBER),
    "roles": Line(ONLY_MEMBER),
    "role": Line(ONLY_MEMBER, "reader"),
    "role-take": Line(ONLY_MEMBER, "reader"),
    "role-read": Line(ONLY_MEMBER, "reader"),
    "role-back": Line(ONLY_MEMBER, "reader"),
    "ours": Line(GROUP),
    "ours-back": Line(GROUP),
    "ours-idea": Line(ONLY_MEMBER, vote="asking"),
    "ours-said": Line(ONLY_MEMBER, form=("text", "Kind minds"), vote="asking"),
    "ours-choose": Line(ONLY_MEMBER, "{vote}", chosen=("0",), vote="voting"),
    # of the author of an entry, who is a member here
    "letter": Line(ONLY_MEMBER, "check"),
    "letter-answer": Line(ONLY_MEMBER, "no"),
    # of staff
    "have-this": Line(STAFF, "1"),
    "help-outcome": Line(STAFF, "1.talked"),
    "plan": Line(STAFF),
    "ask-end": Line(STAFF, "{version}"),
    "ready": Line(STAFF),
    "still-here": Line(STAFF),
    "turn": Line(STAFF, "2"),
    "edit-rules": Line(STAFF),
    "edited-rules": Line(STAFF, form=("rules", "We are kind")),
    "adopt-rules": Line(STAFF),
    "reveal": Line(STAFF, "agree"),
    "close-list": Line(STAFF, "rule"),
    "hold": Line(STAFF, "rule.1", chosen=("0",)),
    "show-batch": Line(STAFF, "rule.1"),
    "change-plan": Line(STAFF, "reorder.{version}", chosen=("3",)),
    "go-to": Line(STAFF, "{version}", chosen=("3",)),
    "rehearse": Line(STAFF, "check-in.0"),
    "rehearse-try": Line(STAFF, "1"),
    "say": Line(STAFF, "quiet"),
    "topic-ahead": Line(STAFF, chosen=("sleep-and-rest",)),
    "more-time": Line(STAFF, "5"),
    "break-for": Line(STAFF, "10", paused=True),
    "break-longer": Line(STAFF, "1", paused=True),
    "move": Line(STAFF, "next.{version}"),
    "card-done": Line(STAFF, "red.1"),
    "turns": Line(STAFF),
    "turns-tell": Line(STAFF),
    "turns-next": Line(STAFF, "1"),  # the first press moved them on to 1
    "turns-back": Line(STAFF, "2"),
    "turns-end": Line(STAFF, "yes.3"),
    "ours-write": Line(STAFF, "name"),
    "ours-wrote": Line(STAFF, "greeting", form=("text", "Hello")),
    "ours-symbol": Line(STAFF, chosen=("sun",)),
    "ours-ask": Line(STAFF, "name"),
    "ours-read": Line(STAFF, "{vote}", vote="asking"),
    "ours-vote": Line(STAFF, "{vote}", chosen=("0", "1"), vote="reading"),
    "ours-count": Line(STAFF, "{vote}", vote="voting"),
    "ours-take": Line(STAFF, "{vote}.0", vote="over"),
    "ours-stop": Line(STAFF, "{vote}", vote="asking"),
    "about-entry": Line(STAFF),
    "entry-chosen": Line(STAFF, "0", chosen=("{entry}",)),
    "check-author": Line(STAFF, "{entry}"),
    "block-author": Line(STAFF, "{entry}"),
    "duty": Line(STAFF),
    "partner": Line(STAFF),
    "partner-gone": Line(STAFF, "{partner}"),
    "hand-over": Line(STAFF),
    "take-over": Line(STAFF, "{question}", asked="handover"),
    "am-here": Line(STAFF, "{question}", asked="silent"),
    "have-to-go": Line(STAFF),
    "ask-stop": Line(STAFF),
    "people": Line(STAFF),
    "person": Line(STAFF, chosen=("{person}",)),
    "rung": Line(STAFF, "quiet.{person}"),
    "measure": Line(STAFF, "quiet.{person}", chosen=("rules",)),
    "lift": Line(STAFF, "1"),
    "worry": Line(STAFF),
    "worry-sent": Line(STAFF, form=("words", "Somebody is sad")),
    "checked-numbers": Line(STAFF),
    "sign-ups": Line(STAFF),
    "rota": Line(STAFF),
    "rota-date": Line(STAFF, chosen=("20261222",)),
    "rota-put": Line(STAFF, "20261222.lead"),
    "rota-swap": Line(STAFF, "20261222"),
    "rota-take": Line(STAFF, "{swap}"),
    "rota-withdraw": Line(STAFF, "{swap}"),  # whoever has taken it steps back
    "rota-confirm": Line(ONLY_ASKER, "{own_swap}.1"),
    "feedback-read": Line(STAFF),
    "hello-offer": Line(STAFF, "on"),
    "hello-look": Line(STAFF, "{hello}"),
    "hello-not-now": Line(STAFF, "{hello}"),
    "hello-take": Line(STAFF, "{hello}"),
    "hello-done": Line(STAFF, "{hello}"),
    "own-prompts": Line(STAFF),
    "own-prompt": Line(STAFF, chosen=("{prompt}",)),
    "own-prompt-form": Line(STAFF, "{prompt}"),
    "own-prompt-sent": Line(STAFF, "{prompt}", form=("text", "Tea?", "answer-0", "Yes", "answer-1", "No")),
    "own-prompt-out": Line(STAFF, "{prompt}"),
    # of staff and of whoever manages the server
    "direct-messages": Line(STAFF_OR_MANAGER),
    # of the group and of whoever manages the server
    "schedule": Line(GROUP_OR_MANAGER),
    # of the lead
    "schedule-date": Line(ONLY_LEAD, chosen=("2026-12-01",)),
    "schedule-form": Line(ONLY_LEAD, "break.{schedule}...0."),
    "schedule-filled": Line(ONLY_LEAD, "break.{schedule}...0.", form=("first", "22 December", "last", "29 December")),
    "schedule-ask": Line(ONLY_LEAD, "cancel.{schedule}.20261208..0."),
    "schedule-do": Line(ONLY_LEAD, "cancel.{schedule}.20261208..0."),
    "event-page": Line(ONLY_LEAD),
    "event-switch": Line(ONLY_LEAD, "on"),
    "rota-off": Line(ONLY_LEAD, "20261201", chosen=("{place}",)),
    "better-time": Line(ONLY_LEAD),
    "new-time": Line(ONLY_LEAD),
    "time-open": Line(ONLY_LEAD, poll="draft"),
    "time-close": Line(ONLY_LEAD, "{poll}.yes", poll="open"),
    "time-take": Line(ONLY_LEAD, "{poll}", chosen=("1",), poll="closed"),
    "time-taken": Line(ONLY_LEAD, "{poll}.1", form=("first", "5 January 2027"), poll="closed"),
    "time-add": Line(ONLY_LEAD, poll="draft"),
    "time-added": Line(ONLY_LEAD, form=("number", "4", "at", "5pm"), poll="draft"),
    "time-remove": Line(ONLY_LEAD, chosen=("4.1700",), poll="draft"),
    "we-did-write": Line(ONLY_LEAD),
    "we-did-wrote": Line(ONLY_LEAD, form=("line", "We have a break now")),
    "we-did-out": Line(ONLY_LEAD, chosen=("1",)),
    "library-change": Line(ONLY_LEAD),
    "library-form": Line(ONLY_LEAD, "mind"),
    "library-filled": Line(
        ONLY_LEAD, form=("label", "Walks", "line", "We walk", "address", "https://walks.example", "feeling", "calm")
    ),
    "library-page": Line(ONLY_LEAD, chosen=("mind",)),
    "library-checked": Line(ONLY_LEAD, "mind"),
    "library-remove": Line(ONLY_LEAD, "nhs"),
    "outcomes": Line(ONLY_LEAD),
    "outcomes-switch": Line(ONLY_LEAD, "on"),
    "outcomes-part": Line(ONLY_LEAD, chosen=("middle",), round="over"),
    "outcomes-open": Line(ONLY_LEAD, "middle.plain", round="over"),
    "outcomes-close": Line(ONLY_LEAD, "{round}.yes", round="open"),
    "outcomes-paper": Line(ONLY_LEAD, "end", chosen=("outcome-fun",), round="over"),
    "outcomes-typed": Line(ONLY_LEAD, "end.outcome-fun", form=("numbers", "9\n9\n9\n9"), round="over"),
    "read-worry": Line(ONLY_LEAD, "1"),
    "debriefs": Line(ONLY_LEAD),
    "alone-go-on": Line(ONLY_LEAD, "{question}", asked="alone"),
    "quotes": Line(ONLY_LEAD),
    "quotes-look": Line(ONLY_LEAD, chosen=("{quote}",)),
    "quotes-publish": Line(ONLY_LEAD, "{quote}"),
    "quotes-drop": Line(ONLY_LEAD, "{other_quote}"),
    "where-next": Line(ONLY_LEAD, form=("lines", "The cafe")),
    # of whoever manages the server
    "check-in-switch": Line(ONLY_MANAGER, "1.off"),
    "setup": Line(ONLY_MANAGER, "1.all"),
    "setup-which": Line(ONLY_MANAGER, chosen=("1",)),
    "setup-start": Line(ONLY_MANAGER, "1.0"),  # nothing is chosen yet, so nothing is saved
    "setup-pick": Line(ONLY_MANAGER, "1.zone", chosen=("Europe/Paris",)),
    "setup-set": Line(ONLY_MANAGER, "1.check_in.on"),
    "setup-form": Line(ONLY_MANAGER, "1.name"),
    "setup-typed": Line(ONLY_MANAGER, "1.name", form=("name", "Thursday group")),
    "setup-drop": Line(ONLY_MANAGER, "1.yes"),
    # last, because the session goes to another step for it, or ends
    "sense": Line(STAFF, at="topic"),
    "ask-too": Line(STAFF, "helps", at="feeling-words"),
    "ban": Line(STAFF, "ice-drink", at="icebreaker"),
    "choose": Line(STAFF, "ice-drink", at="icebreaker"),
    "checked-in": Line(ONLY_MEMBER, form=("week", "good"), at="check-in"),
    "pick": Line(EVERYBODY, "thanks", at="gratitude"),
    "write-again": Line(ONLY_MEMBER, "thanks", at="gratitude"),
    "wrote-again": Line(ONLY_MEMBER, "thanks", form=("text", "my cat"), at="gratitude"),
    "forget-me-yes": Line(EVERYBODY),
    "stop-now": Line(STAFF),
    "alone-stop": Line(ONLY_LEAD, "{question}", asked="alone"),
    "debrief": Line(STAFF, at=OVER),
    "debrief-how": Line(STAFF, "good", at=OVER),
    "debrief-worked": Line(STAFF, chosen=("ground-rules",), at=OVER),
    "debrief-write": Line(STAFF, at=OVER),
    "debrief-wrote": Line(STAFF, form=("note", "It went well"), at=OVER),
    "debrief-name": Line(STAFF, "yes", at=OVER),
    "feedback-face": Line(ONLY_MEMBER, "good", at=OVER),
    "feedback-like": Line(ONLY_MEMBER, chosen=("icebreaker",), at=OVER),
    "feedback-write": Line(ONLY_MEMBER, at=OVER),
    "feedback-wrote": Line(ONLY_MEMBER, form=("words", "It went well"), at=OVER),
    "feedback-back": Line(ONLY_MEMBER, at=OVER),
    "report-learned": Line(ONLY_LEAD, "pdf.", form=("learned", "We go slowly"), at=OVER),
    "keepsake": Line(GROUP, at=OVER),
    "keepsake-page": Line(GROUP, at=OVER),
    "keepsake-check": Line(STAFF, at=OVER),
    "keepsake-out": Line(STAFF, "0", chosen=("1",), at=OVER),
    "keepsake-share": Line(STAFF, at=OVER),
    "farewell": Line(GROUP, at=OVER, ended=True),
    "farewell-page": Line(GROUP, at=OVER, ended=True),
    "goodbye-yes": Line(EVERYBODY, "time", at=OVER),
}

COMMANDS: dict[str, Line] = {
    "help-now": Line(EVERYBODY),
    "my-data": Line(EVERYBODY),
    "forget-me": Line(EVERYBODY),
    "pass": Line(EVERYBODY),
    "break": Line(EVERYBODY),
    "here": Line(GROUP),
    "hand": Line(ONLY_MEMBER, at="ground-rules"),
    "our-group": Line(GROUP),
    "reminders": Line(EVERYBODY),
    "practice": Line(EVERYBODY),
    "hello": Line(EVERYBODY),
    "my-ways": Line(EVERYBODY),
    "my-card": Line(GROUP, at="ground-rules"),
    "schedule show": Line(GROUP_OR_MANAGER),
    "programme status": Line(GROUP_OR_MANAGER),
    "rules": Line(GIVERS, options={"suggest": "We wait"}, at="ground-rules"),
    "icebreaker": Line(GIVERS, options={"answer": "warm-drink"}, at="icebreaker"),
    "checkin": Line(ONLY_MEMBER, options={"week": "good"}, at="check-in"),
    "feeling": Line(GIVERS, options={"word": "calm"}, at="feeling-words"),
    "topic": Line(GIVERS, options={"suggest": "sleep"}, at="topic"),
    "gratitude": Line(GIVERS, options={"text": "soup"}, at="gratitude"),
    "closing": Line(ONLY_MEMBER, options={"change": "better"}, at="closing"),
    "session start": Line(STAFF, at="ground-rules"),
    "session rehearse": Line(STAFF),
    "session status": Line(STAFF, at="ground-rules"),
    "session next": Line(STAFF, at="ground-rules"),
    "session back": Line(STAFF, at="icebreaker"),
    "session skip": Line(STAFF, at="ground-rules"),
    "session pause": Line(STAFF, at="ground-rules"),
    "session resume": Line(STAFF, at="ground-rules"),
    "session go-to": Line(STAFF, options={"step": "3"}),
    "resources": Line(GROUP),
    "we-did": Line(GROUP),
    "outcomes": Line(LEAD_OR_MEMBER, round="open"),
    "look-after": Line(STAFF),
    "check": Line(STAFF_OR_MANAGER),
    "feelings-book": Line(GROUP),
    "quote": Line(GROUP),
    "quotes": Line(ONLY_LEAD),
    "sign-ups": Line(STAFF),
    "questions": Line(STAFF),
    "rota": Line(STAFF),
    "schedule better-time": Line(LEAD_OR_MEMBER, poll="open"),
    "schedule move": Line(
        ONLY_LEAD, options={"session": "2026-12-01", "new_date": "2 December 2026", "new_time": "5pm"}
    ),
    "schedule cancel": Line(ONLY_LEAD, options={"session": "2026-12-01"}),
    "schedule restore": Line(ONLY_LEAD, options={"session": "2026-12-15"}),
    "schedule set": Line(ONLY_LEAD, options={"since": "1 January 2027", "day": 2, "at": "6pm"}),
    "schedule break": Line(ONLY_LEAD, options={"first": "22 December 2026", "last": "29 December 2026"}),
    "audit": Line(ONLY_LEAD),
    "debriefs": Line(ONLY_LEAD),
    "stats export": Line(ONLY_LEAD),
    "stats show": Line(STAFF),
    "status": Line(ONLY_LEAD),
    "setup": Line(ONLY_MANAGER),
    "feedback": Line(STAFF | ONLY_MEMBER, at=OVER),
    "programme start": Line(ONLY_LEAD, options={"first": "1 December 2026", "sessions": 6}, at=OVER),
    "keepsake": Line(GROUP, at=OVER),
    "report": Line(ONLY_LEAD, at=OVER),
    "programme where-next": Line(ONLY_LEAD, at=OVER),
    "programme end": Line(ONLY_LEAD, at=OVER),
    "session end": Line(STAFF),
}

MENUS: dict[str, Line] = {
    "Look after this person": Line(STAFF),
    "Tell staff about this": Line(GROUP),
}
"""Commands in the menu of a person or a message."""


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
