"""All that is chosen on the pages of /setup, with what is missing and the last press; and what comes around it."""

from bot.content import Pack
from bot.content.when import date_in_words, weekly_moment_in_words
from bot.services.setup import Started
from bot.services.setup_view import ROLES, ROOMS, SetupView
from bot.storage import Group
from cogs.ui.body import Body, Button, Look, Option, Row, Select, Tone, bullets, text
from cogs.ui.schedule_page import break_in_words

PARTS = ("name", "rooms", "roles", "zone", "time", "dates", "check-in", "more")
ALL = "all"
PART_OF = {  # on which page a thing is chosen; what is not here has a page of its own name
    **dict.fromkeys(ROOMS, "rooms"),
    **dict.fromkeys(ROLES, "roles"),
    "weekday": "time",
    "two_facilitators": "more",
    "clean_up_days": "more",
    "break-off": "dates",
    "check_in": "check-in",
    "holidays": "dates",
    "break": "dates",
}


def draw_all(pack: Pack, view: SetupView, said: str) -> Body:
    """Draw all that is chosen, what is missing, and the press that puts it in force."""
    group = view.group_id
    todo = bullets([pack.say(f"setup-todo.{what}") for what in dict.fromkeys((*view.missing, *view.lost))])
    missing = text(pack.say("setup-page.missing"), todo) if todo else pack.say("setup-page.nothing-missing")
    head = pack.say("setup-page.known", group=view.settings.name) if group else pack.say("setup-page.new")
    waiting = pack.say("setup-page.waiting") if group and view.waiting else ""
    parts = tuple(Option(pack.say(f"setup-part.{part}"), part) for part in PARTS)
    buttons = []
    if view.missing:
        first = PART_OF.get(view.missing[0], view.missing[0])
        buttons.append(Button(pack.say("setup-button.go-on"), "setup", f"{group}.{first}", look=Look.MAIN))
    elif view.waiting:
        key = "setup-button.save" if group else "setup-button.start"
        buttons.append(Button(pack.say(key), "setup-start", f"{group}.{view.version}", look=Look.MAIN))
    if view.waiting:
        buttons.append(Button(pack.say("setup-button.drop"), "setup-drop", str(group), look=Look.STOP))
    rows: tuple[Row, ...] = (
        Select(pack.say("setup-button.part"), "setup", f"{group}.", parts),
        *_elsewhere(pack, view),
    )
    blocks = tuple(block for block in (said, head, bullets(_lines(pack, view)), missing, waiting) if block)
    return Body(blocks, (*rows, tuple(buttons)) if buttons else rows, tone=Tone.STAFF)


def _elsewhere(pack: Pack, view: SetupView) -> tuple[Row, ...]:
    """Lead from a group's settings to what its lead decides on other pages."""
    if not view.group_id:
        return ()
    return (
        (
            Button(pack.say("schedule-button.dates"), "schedule"),
            Button(pack.say("schedule-button.event"), "event-page"),
            Button(pack.say("better-time-button.page"), "better-time"),
            Button(pack.say("rota-button.rota"), "rota"),
        ),
    )


def _lines(pack: Pack, view: SetupView) -> list[str]:
    """Say what is chosen, one thing a line."""
    now = view.settings
    rooms = [(room, f"<#{view.xid(room)}>") for room in ROOMS if view.xid(room)]
    roles = [(role, f"<@&{view.xid(role)}>") for role in ROLES if view.xid(role)]
    weekly = weekly_moment_in_words(now.weekday, now.at) if now.weekday >= 0 else pack.say("setup-line.no-week")
    values = [
        *([("name", now.name)] if now.name else []),
        *rooms,
        *roles,
        ("when", weekly),
        ("minutes", str(now.length_minutes)),
        ("zone", now.zone),
        *([("first", date_in_words(now.weekly_from))] if now.weekly_from else []),
        *([("sessions", str(view.sessions))] if view.sessions else []),
        *(("break-days", break_in_words(pack, one)) for one in view.breaks),
    ]
    lines = [pack.say(f"setup-line.{what}", value=value) for what, value in values]
    free = [pack.say("setup-line.holidays")] if view.holidays else []
    return [*lines, *free, pack.say("setup-line.check-in-on" if now.check_in else "setup-line.check-in-off")]


def draw_which(pack: Pack, groups: tuple[Group, ...]) -> Body:
    """Ask which group's settings these are, or whether it is a new one."""
    options = (
        Option(pack.say("setup-button.new-group"), "0"),
        *(Option(group.name, str(group.id)) for group in groups),
    )
    select = Select(pack.say("setup-button.which"), "setup-which", "", options)
    return Body((pack.say("setup-page.which"),), (select,), tone=Tone.STAFF)


def draw_drop(pack: Pack, group_id: int) -> Body:
    """Ask once more."""
    yes = Button(pack.say("setup-button.drop-yes"), "setup-drop", f"{group_id}.yes", look=Look.STOP)
    back = Button(pack.say("setup-button.all"), "setup", f"{group_id}.{ALL}")
    return Body((pack.say("setup-page.drop"),), ((yes, back),), tone=Tone.STAFF)


def draw_started(pack: Pack, started: Started, still: str) -> Body:
    """Say that it is done, what its rooms ``still`` need, and what can come next."""
    group = started.group
    if started.is_new:
        done = pack.say("setup.done-weekly" if group.weekday >= 0 else "setup.done", group=group.name)
    else:
        done = pack.say("setup-page.saved", group=group.name)
    taken = (
        text(pack.say("setup-page.holidays-taken"), bullets([break_in_words(pack, one) for one in started.holidays]))
        if started.holidays
        else ""
    )
    blocks = tuple(block for block in (done, taken, still, pack.say("setup-page.next")) if block)
    dates = Button(pack.say("schedule-button.dates"), "schedule")
    return Body(blocks, ((dates, Button(pack.say("setup-button.all"), "setup", f"{group.id}.{ALL}")),), tone=Tone.STAFF)
