"""Putting the pieces together: from a store, a clock, chance, a key and words to every service."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.content import Pack
from bot.content.when import speak
from bot.privacy import Randomness, key_check, same_key
from bot.scheduling import Clock
from bot.services import (
    AnswerService,
    AuditService,
    AuthorService,
    BoardService,
    CardService,
    DebriefService,
    Desk,
    DutyService,
    GroupService,
    HandOnService,
    HelpService,
    MeasureService,
    OwnDataService,
    PresenceService,
    ReminderService,
    ReportService,
    RetentionService,
    RulesService,
    SealingService,
    SessionService,
    SignUpService,
    StatisticsService,
    StepService,
    UpkeepService,
    WeekService,
)
from bot.services.better_time import BetterTimeService
from bot.services.endings import EndingService
from bot.services.events import EventService
from bot.services.expected import ExpectedService
from bot.services.export import ExportService
from bot.services.feedback import FeedbackService
from bot.services.funder_report import FunderReportService
from bot.services.hellos import HelloService
from bot.services.insight import InsightService
from bot.services.keepsakes import KeepsakeService
from bot.services.library import LibraryService
from bot.services.new_time import NewTimeService
from bot.services.outcomes import OutcomeService
from bot.services.own_prompts import OwnPromptService
from bot.services.practice import PracticeService
from bot.services.programmes import ProgrammeService
from bot.services.quotes import QuoteService
from bot.services.reading import ReadingService
from bot.services.rehearse import RehearseService
from bot.services.rota import RotaService
from bot.services.rounds import RoundService
from bot.services.schedule import ScheduleService
from bot.services.sense import SenseService
from bot.services.session_roles import SessionRoleService
from bot.services.setup import SetupService
from bot.services.sign_votes import SignVoteService
from bot.services.signs import SignService
from bot.services.status import StatusService
from bot.services.timers import TimerService
from bot.services.topics import TopicService
from bot.services.turns import TurnService
from bot.services.ways import WayService
from bot.services.we_did import WeDidService
from bot.storage import Store, Unit
from bot.storage.erasures import Erasures
from cogs.steps import FACES

STEPS = {face.step.id: face.step for face in FACES}


class WrongKey(Exception):  # noqa: N818  it is read aloud to an operator
    """The master key is not the one that this database was made with."""


@dataclass(frozen=True)
class Services:
    """Every service, over one desk."""

    desk: Desk
    answers: AnswerService
    audit: AuditService
    authors: AuthorService
    better_time: BetterTimeService
    board: BoardService
    cards: CardService
    debriefs: DebriefService
    duty: DutyService
    endings: EndingService
    events: EventService
    expected: ExpectedService
    feedback: FeedbackService
    groups: GroupService
    hand_ons: HandOnService
    hellos: HelloService
    help: HelpService
    library: LibraryService
    exports: ExportService
    funder_reports: FunderReportService
    keepsakes: KeepsakeService
    insight: InsightService
    measures: MeasureService
    outcomes: OutcomeService
    new_time: NewTimeService
    own_data: OwnDataService
    own_prompts: OwnPromptService
    practice: PracticeService
    presence: PresenceService
    report: ReportService
    programmes: ProgrammeService
    quotes: QuoteService
    rehearsals: RehearseService
    reminders: ReminderService
    retention: RetentionService
    rota: RotaService
    rounds: RoundService
    rules: RulesService
    schedule: ScheduleService
    sealing: SealingService
    senses: SenseService
    session_roles: SessionRoleService
    sessions: SessionService
    setup: SetupService
    sign_ups: SignUpService
    sign_votes: SignVoteService
    signs: SignService
    statistics: StatisticsService
    status: StatusService
    steps: StepService
    timers: TimerService
    topics: TopicService
    turns: TurnService
    upkeep: UpkeepService
    ways: WayService
    reading: ReadingService
    we_did: WeDidService
    week: WeekService


def wire(
    *,
    store: Store,
    clock: Clock,
    randomness: Randomness,
    master: bytes,
    pack: Pack,
    erasures: Erasures | None = None,
) -> Services:
    """Build the services over one store, and let days and times be written in the words of the pack.

    Without ``erasures`` no list of deletions is kept: a rehearsal needs none.
    """
    speak(pack.calendar)
    desk = Desk(
        store=store, clock=clock, randomness=randomness, master=master, pack=pack, steps=STEPS, erasures=erasures
    )
    return _over(desk)


def _over(desk: Desk) -> Services:
    sealing = SealingService(desk)
    sessions = SessionService(desk, sealing)
    groups = GroupService(desk)
    return Services(
        desk=desk,
        answers=AnswerService(desk),
        authors=AuthorService(desk),
        better_time=BetterTimeService(desk, sealing),
        board=BoardService(desk),
        debriefs=DebriefService(desk),
        duty=DutyService(desk, sessions, sealing),
        endings=EndingService(desk),
        events=EventService(desk),
        expected=ExpectedService(desk),
        groups=groups,
        feedback=FeedbackService(desk),
        hand_ons=HandOnService(desk),
        help=HelpService(desk, sealing),
        keepsakes=KeepsakeService(desk, sealing),
        measures=MeasureService(desk, sealing),
        outcomes=OutcomeService(desk, sealing),
        own_data=OwnDataService(desk, sealing),
        report=ReportService(desk),
        programmes=ProgrammeService(desk),
        quotes=QuoteService(desk, sealing),
        reminders=ReminderService(desk, sealing),
        retention=RetentionService(desk, sealing),
        rota=RotaService(desk),
        rounds=RoundService(desk, sealing),
        rules=RulesService(desk),
        schedule=ScheduleService(desk),
        sealing=sealing,
        sessions=sessions,
        setup=SetupService(desk, groups),
        sign_ups=SignUpService(desk),
        steps=StepService(desk, sealing),
        upkeep=UpkeepService(desk),
        we_did=WeDidService(desk),
        week=WeekService(desk, sessions, sealing),
        **(_of_craft(desk) | _of_arriving(desk, sealing) | _of_reading(desk, sealing)),
        **(_of_taking_part(desk) | _of_numbers(desk)),
    )


def _of_craft(desk: Desk) -> dict[str, Any]:
    """Build what helps facilitators to do it well."""
    return {
        "rehearsals": RehearseService(desk),
        "senses": SenseService(desk),
        "timers": TimerService(desk),
        "topics": TopicService(desk),
    }


def _of_arriving(desk: Desk, sealing: SealingService) -> dict[str, Any]:
    """Build what is there for whoever comes or is new, and what a group asks in its own words."""
    return {
        "hellos": HelloService(desk, sealing),
        "own_prompts": OwnPromptService(desk),
        "practice": PracticeService(desk),
        "presence": PresenceService(desk),
    }


def _of_reading(desk: Desk, sealing: SealingService) -> dict[str, Any]:
    """Build what a person reads, and in which way."""
    return {
        "library": LibraryService(desk),
        "reading": ReadingService(desk, BoardService(desk)),
        "ways": WayService(desk, sealing),
    }


def _of_numbers(desk: Desk) -> dict[str, Any]:
    """Build what leads read and take out."""
    return {
        "audit": AuditService(desk),
        "exports": ExportService(desk),
        "funder_reports": FunderReportService(desk),
        "insight": InsightService(desk),
        "new_time": NewTimeService(desk),
        "statistics": StatisticsService(desk),
        "status": StatusService(desk),
    }


def _of_taking_part(desk: Desk) -> dict[str, Any]:
    """Build what members do beside the steps: cards, turns, roles, what the group is known by."""
    return {
        "cards": CardService(desk),
        "session_roles": SessionRoleService(desk, BoardService(desk)),
        "sign_votes": SignVoteService(desk),
        "signs": SignService(desk),
        "turns": TurnService(desk),
    }


async def prepare(services: Services, master: bytes) -> None:
    """Do what must be done before the bot logs in: know the key again, finish what a kill left unsealed.

    Raises ``WrongKey``.
    """
    store = services.desk.store
    check = await store.read(lambda unit: unit.groups.key_check())
    if check is None:
        check = await store.write(partial(_first_check, master))
    if not same_key(master, check):
        raise WrongKey
    await services.week.close_overdue()
    await services.better_time.close_overdue()
    await services.rounds.seal_due()
    await services.sealing.finish()
    await services.retention.daily()


async def _first_check(master: bytes, unit: Unit) -> bytes:
    """Remember by which key this database is known from now on; another program may have come first."""
    check = await unit.groups.key_check()
    if check is None:
        check = key_check(master)
        await unit.groups.set_key_check(check)
    return check
