"""The pages of /setup: one for each part of a group's settings, and the forms that they open."""

from collections.abc import Callable

from bot.content import Pack
from bot.content.when import date_in_words, day_names, weekly_moment_in_words
from bot.services.programmes import has_public_holidays
from bot.services.setup_view import ROLES, ROOMS, SetupView
from cogs.ui.address import Address
from cogs.ui.body import Body, Button, Listed, Look, Option, Row, Select, Tone, bullets, text
from cogs.ui.forms import Field, TextField
from cogs.ui.schedule_page import break_in_words
from cogs.ui.setup_all import ALL, PARTS, draw_all
from cogs.ui.wanted import LONGEST_WORDS

ZONES = (
    *("Europe/London", "Europe/Dublin", "Europe/Lisbon", "Europe/Paris", "Europe/Berlin", "Europe/Helsinki"),
    *("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Toronto"),
    *("Asia/Kolkata", "Asia/Tokyo", "Australia/Perth", "Australia/Sydney", "Pacific/Auckland"),
)
DAYS_KEPT = (0, 7, 30, 90)


def draw_page(pack: Pack, view: SetupView, page: str, said: str = "") -> Body:
    """Draw one page; ``said`` stands above it."""
    if page not in PARTS:
        return draw_all(pack, view, said)
    draws: dict[str, Callable[[Pack, SetupView], tuple[str, tuple[Row, ...]]]] = {
        "name": _name,
        "rooms": _rooms,
        "roles": _roles,
        "zone": _zone,
        "time": _time,
        "dates": _dates,
        "check-in": _check_in,
        "more": _more,
    }
    words, rows = draws[page](pack, view)
    return Body(tuple(block for block in (said, words) if block), (*rows, _ways(pack, view, page)), tone=Tone.STAFF)


def form_address(group_id: int, what: str) -> Address:
    """Say where a form comes back to."""
    return Address(0, 0, "setup-typed", f"{group_id}.{what}")


def fields(pack: Pack, view: SetupView, what: str) -> tuple[Field, ...]:
    """List what a form asks, with what is chosen now; () for a form that is none."""
    say, now = pack.say, view.settings
    day, clock = say("schedule-form.hint-date"), say("schedule-form.hint-time")
    first = date_in_words(now.weekly_from) if now.weekly_from else ""
    sessions = str(view.sessions or "")
    free = say("schedule-form.hint-free")
    asked: dict[str, tuple[Field, ...]] = {
        "name": (TextField("name", say("setup-form.name"), say("setup-form.hint-name"), text=now.name),),
        "zone": (TextField("zone", say("setup-form.zone"), say("setup-form.hint-zone"), text=now.zone),),
        "time": (
            TextField("at", say("setup-form.at"), clock, text=f"{now.at:%H:%M}"),
            TextField(
                "minutes", say("setup-form.minutes"), say("setup-form.hint-minutes"), 3, text=str(now.length_minutes)
            ),
        ),
        "dates": (
            TextField("first", say("schedule-form.first-session"), day, text=first, optional=True),
            TextField(
                "number",
                say("schedule-form.sessions"),
                say("schedule-form.hint-sessions"),
                3,
                text=sessions,
                optional=True,
            ),
        ),
        "break": (
            TextField("first", say("schedule-form.first"), day),
            TextField("last", say("schedule-form.last"), day),
            TextField("words", say("schedule-form.name"), free, LONGEST_WORDS, optional=True),
        ),
    }
    return asked.get(what, ())


def _ways(pack: Pack, view: SetupView, page: str) -> Row:
    """Lead on to the next page, or back to all of it."""
    following = (*PARTS, ALL)[PARTS.index(page) + 1]
    go_on = Button(pack.say("setup-button.go-on"), "setup", f"{view.group_id}.{following}", look=Look.MAIN)
    everything = Button(pack.say("setup-button.all"), "setup", f"{view.group_id}.{ALL}")
    return (go_on,) if following == ALL else (go_on, everything)


def _form(pack: Pack, view: SetupView, what: str) -> Button:
    return Button(pack.say(f"setup-write.{what}"), "setup-form", f"{view.group_id}.{what}")


def _name(pack: Pack, view: SetupView) -> tuple[str, tuple[Row, ...]]:
    chosen = pack.say("setup-line.name", value=view.settings.name) if view.settings.name else ""
    return text(pack.say("setup-page.name"), chosen), ((_form(pack, view, "name"),),)


def _rooms(pack: Pack, view: SetupView) -> tuple[str, tuple[Row, ...]]:
    return pack.say("setup-page.rooms"), tuple(
        Select(
            pack.say(f"setup-button.{room}"),
            "setup-pick",
            f"{view.group_id}.{room}",
            (),
            fewest=0 if room == "voice" else 1,
            listed=Listed.VOICE_CHANNELS if room == "voice" else Listed.TEXT_CHANNELS,
            chosen=view.xid(room),
        )
        for room in ROOMS
    )


def _roles(pack: Pack, view: SetupView) -> tuple[str, tuple[Row, ...]]:
    return pack.say("setup-page.roles"), tuple(
        Select(
            pack.say(f"setup-button.{role}"),
            "setup-pick",
            f"{view.group_id}.{role}",
            (),
            fewest=0 if role == "supporter" else 1,
            listed=Listed.ROLES,
            chosen=0 if view.xid(role) == view.settings.server_xid else view.xid(role),  # it lists no everyone
        )
        for role in ROLES
    )


def _zone(pack: Pack, view: SetupView) -> tuple[str, tuple[Row, ...]]:
    now = view.settings.zone
    zones = ZONES if now in ZONES else (now, *ZONES)
    options = tuple(Option(name, name, chosen=name == now) for name in zones)
    select = Select(pack.say("setup-button.zone"), "setup-pick", f"{view.group_id}.zone", options)
    return pack.say("setup-page.zone"), (select, (_form(pack, view, "zone"),))


def _time(pack: Pack, view: SetupView) -> tuple[str, tuple[Row, ...]]:
    now = view.settings
    none = Option(pack.say("setup-line.no-week").capitalize(), "-1", chosen=now.weekday < 0)
    days = tuple(Option(name, str(day), chosen=day == now.weekday) for day, name in enumerate(day_names()))
    select = Select(pack.say("setup-button.weekday"), "setup-pick", f"{view.group_id}.weekday", (*days, none))
    weekly = weekly_moment_in_words(now.weekday, now.at) if now.weekday >= 0 else ""
    chosen = pack.say("setup-line.when", value=weekly) if weekly else ""
    minutes = pack.say("setup-line.minutes", value=now.length_minutes)
    return text(pack.say("setup-page.time"), chosen, minutes), (select, (_form(pack, view, "time"),))


def _dates(pack: Pack, view: SetupView) -> tuple[str, tuple[Row, ...]]:
    if not view.dated:
        return pack.say("setup-page.dates-known"), ((Button(pack.say("schedule-button.dates"), "schedule"),),)
    if view.settings.weekday < 0:
        return pack.say("setup-page.dates-first"), ()
    buttons = [_form(pack, view, "dates"), _form(pack, view, "break")]
    if has_public_holidays(view.settings.zone):
        turn = "off" if view.holidays else "on"
        buttons.append(
            Button(pack.say(f"setup-button.holidays-{turn}"), "setup-set", f"{view.group_id}.holidays.{turn}")
        )
    now = view.settings
    lines = [
        pack.say("setup-line.first", value=date_in_words(now.weekly_from)) if now.weekly_from else "",
        pack.say("setup-line.sessions", value=view.sessions) if view.sessions else "",
        *(pack.say("setup-line.break-days", value=break_in_words(pack, one)) for one in view.breaks),
        pack.say("setup-line.holidays") if view.holidays else "",
    ]
    rows: tuple[Row, ...] = (tuple(buttons),)
    if view.breaks:
        options = tuple(Option(break_in_words(pack, one), str(place)) for place, one in enumerate(view.breaks))
        rows = (Select(pack.say("setup-button.break-off"), "setup-pick", f"{view.group_id}.break-off", options), *rows)
    return text(pack.say("setup-page.dates"), bullets([line for line in lines if line])), rows


def _check_in(pack: Pack, view: SetupView) -> tuple[str, tuple[Row, ...]]:
    if view.settings.check_in:
        off = Button(pack.say("setup.check-in-no"), "setup-set", f"{view.group_id}.check_in.off")
        return pack.say("setup-page.check-in-chosen"), ((off,),)
    on = Button(pack.say("setup.check-in-yes"), "setup-set", f"{view.group_id}.check_in.on")
    return text(*pack.lines("setup.check-in-page"), pack.say("setup-line.check-in-off")), ((on,),)


def _more(pack: Pack, view: SetupView) -> tuple[str, tuple[Row, ...]]:
    now, group = view.settings, view.group_id
    alone = (
        Option(pack.say("setup-button.alone-ask"), "1", chosen=now.two_facilitators),
        Option(pack.say("setup-button.alone-go-on"), "0", chosen=not now.two_facilitators),
    )
    kept = sorted({*DAYS_KEPT, now.clean_up_days})
    days = tuple(
        Option(
            pack.say("setup-button.days", days=each) if each else pack.say("setup-button.never"),
            str(each),
            chosen=each == now.clean_up_days,
        )
        for each in kept
    )
    return pack.say("setup-page.more"), (
        Select(pack.say("setup-button.two_facilitators"), "setup-pick", f"{group}.two_facilitators", alone),
        Select(pack.say("setup-button.clean_up_days"), "setup-pick", f"{group}.clean_up_days", days),
    )
