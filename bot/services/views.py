"""What a screen is drawn from: values that the board reads and the cogs show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.content import Icebreaker
from bot.services.cards import CardsUp
from bot.services.endings import Ending
from bot.services.taking_part import TurnsUp
from bot.session import State, Step
from bot.session.timer import Phase
from bot.storage import Group
from bot.storage.repositories.signs import Sign


@dataclass(frozen=True)
class PlanLine:
    """One line of the agenda."""

    slot: int
    step: str
    skipped: bool
    current: bool


@dataclass(frozen=True)
class Rest:
    """When a break ends, and whether that time is there already: nothing goes on by itself."""

    until: datetime
    over: bool


@dataclass(frozen=True)
class CardView:
    """Everything that a step's card may say. ``shown`` maps a question to its choices, None for "not today"."""

    session_id: int
    version: int
    state: State
    group: Group
    step: Step
    slot: int
    number: int
    of: int
    next_step: str | None
    agenda: tuple[PlanLine, ...]
    item: str
    page: int
    pages: int
    shown: Mapping[str, Mapping[str, object] | None]
    entries: Mapping[str, tuple[tuple[str, str], ...]]
    closed: frozenset[str]
    being_read: frozenset[str]
    rules: tuple[str, ...]
    rules_version: int
    new_rules: frozenset[str]
    starts_at: datetime
    ends_at: datetime
    next_at: datetime | None
    away: bool = False
    stopped: bool = False
    feedback_until: datetime | None = None  # people may still say how a session was that is over
    we_did: str = ""  # the lead's line on what changed, for the first cards of one session
    ending: Ending | None = None
    rest: Rest | None = None  # the break that the group has, if staff have said how long it is
    topic_ahead: str = ""  # the topic that staff have chosen for later in this session
    own_prompts: tuple[Icebreaker, ...] = ()  # the group's own icebreakers, where the step is about one
    more: frozenset[str] = frozenset()  # the optional questions that a facilitator has added
    turns: bool = False  # whether turns are taken now; never whose
    welcomed: bool = False  # whether somebody welcomes people today; never who
    sign: Sign = field(default_factory=Sign)
    vote: tuple[str, str] | None = None  # of what kind a vote of the group is, and how far


@dataclass(frozen=True)
class StepTime:
    """The time of the step, as the panel alone shows it: ``planned`` minutes, of which ``more`` were added.

    ``quiet_at`` is when it was seen that many people had not answered; None when that is not to be said.
    """

    planned: int
    more: int
    phase: Phase
    ends_at: datetime | None
    break_until: datetime | None
    quiet_at: datetime | None


@dataclass(frozen=True)
class HeldBatch:
    """A batch of entries as staff read it: texts in a random order, never authors."""

    question: str
    batch: int
    entries: tuple[tuple[int, str, bool], ...]


@dataclass(frozen=True)
class OpenCall:
    """A call for help as the panel shows it: whether somebody has it, and the alert to jump to. Never whose it is."""

    taken: bool
    alert_xid: int | None


@dataclass(frozen=True)
class PanelView:
    """What the panel adds for staff."""

    card: CardView
    offer: tuple[str, ...]
    batches: tuple[HeldBatch, ...]
    time: StepTime
    asked: bool
    ready: bool
    cards: tuple[CardsUp, ...] = ()
    has_entries: bool = False  # whether any entry of this session has reached staff
    checked: bool = False  # whether staff asked to check on somebody
    on_duty: int = 0
    calls: tuple[OpenCall, ...] = ()
    numbers_old: bool = False
    leads: tuple[str, ...] = ()
    turns: TurnsUp = field(default_factory=TurnsUp)
    roles: tuple[tuple[str, str], ...] = ()
    words_wait: bool = False  # the session is over and staff have not read all that it kept


@dataclass(frozen=True)
class RoomView:
    """A session as the screen must show it, and which messages are known to show it now."""

    session_id: int
    group: Group
    state: State
    card: CardView
    panel: PanelView
    locked: bool
    is_newest: bool
    card_xid: int | None
    card_slot: int | None
    panel_xid: int | None
