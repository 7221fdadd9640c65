"""The pages of /setup, asked of the service: one thing after the other, with mistakes, by two leads, and started."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from circle import BEGINNING, FACILITATOR, LEAD, MEMBER, SUPPORTER, Circle, open_circle, services_over
from hypothesis import given
from hypothesis import strategies as st

from bot.scheduling import Break
from bot.services.calendars import calendar_of
from bot.services.schedule import Where
from bot.services.setup_view import NEEDED, Server, SetupView, missing, over
from bot.session import Caller, Refused
from bot.storage import Group, GroupDraft

SERVER = Server(1, frozenset({1, 20, 21, 30, 31, 32, FACILITATOR, LEAD, MEMBER, SUPPORTER}))
WHOLE = {"name": "Friday group", "session": 30, "staff": 31, "member": MEMBER, "facilitator": FACILITATOR, "lead": LEAD}
FRIDAY = date(2026, 11, 27)


def manager(circle: Circle) -> Caller:
    """Let the lead manage the server."""
    return replace(circle.lead, manages_server=True)


async def chooses(circle: Circle, values: Mapping[str, Any], group_id: int = 0) -> SetupView:
    """Choose these things, one after the other; return what the last page shows."""
    setup, who = circle.services.setup, manager(circle)
    for what, value in values.items():
        await setup.choose(who, SERVER, group_id, what, value)
    return await setup.look(who, SERVER, group_id)


async def starts(circle: Circle, group_id: int = 0) -> Group:
    """Press "Start the group" on the page as it is."""
    view = await circle.services.setup.look(manager(circle), SERVER, group_id)
    return (await circle.services.setup.finish(manager(circle), SERVER, group_id, view.version)).group


async def refused(circle: Circle, what: str, value: Any, group_id: int = 0) -> str:
    """Choose what cannot be, and return the name of the refusal."""
    with pytest.raises(Refused) as refusal:
        await circle.services.setup.choose(manager(circle), SERVER, group_id, what, value)
    return refusal.value.reason


async def test_a_group_is_made_of_one_choice_after_the_other(tmp_path: Path) -> None:
    """Each choice takes one thing off the list of what is missing; the last press makes the group and its programme."""
    async with open_circle(tmp_path, members=0) as circle:
        assert (await circle.services.setup.look(manager(circle), SERVER, 0)).missing == NEEDED
        await chooses(circle, {"name": "Friday group", "session": 30})
        assert (await circle.services.setup.look(manager(circle), SERVER, 0)).missing == NEEDED[2:]
        when = {"weekday": 4, "at": time(17), "length_minutes": 90, "weekly_from": FRIDAY, "sessions": 6}
        await chooses(circle, {**WHOLE, **when, "zone": "Europe/Dublin", "check_in": True, "clean_up_days": 30})
        group = await starts(circle)

        assert (group.name, group.session_channel_xid, group.lead_role_xid) == ("Friday group", 30, LEAD)
        assert (group.weekday, group.at, group.length_minutes, group.zone) == (4, time(17), 90, "Europe/Dublin")
        assert (group.check_in, group.clean_up_days, group.weekly_from) == (True, 30, FRIDAY)
        calendar = await circle.store.read(lambda unit: calendar_of(unit, group))
        assert calendar.last_day() == FRIDAY + timedelta(weeks=5)


async def test_nothing_is_in_force_before_the_last_press_and_nothing_is_kept_after_it(tmp_path: Path) -> None:
    """While it is chosen there is one group, as before; afterwards a second press finds nothing to do."""
    async with open_circle(tmp_path, members=0) as circle:
        view = await chooses(circle, WHOLE)
        assert len(await circle.services.groups.all()) == 1
        await starts(circle)
        with pytest.raises(Refused, match="setup-done"):
            await circle.services.setup.finish(manager(circle), SERVER, 0, view.version)

        assert len(await circle.services.groups.all()) == 2
        assert await circle.store.read(lambda unit: unit.setup_drafts.find(1, 0)) is None


async def test_it_goes_on_after_a_restart_and_by_somebody_else_who_manages_the_server(tmp_path: Path) -> None:
    """Other services over the same database show the same page; no person is in it."""
    async with open_circle(tmp_path, members=0) as circle:
        view = await chooses(circle, {"name": "Friday group", "weekday": 4})
        again = services_over(circle.database, circle.clock)
        colleague = replace(circle.facilitator, manages_server=True)
        assert await again.setup.look(colleague, SERVER, 0) == view
        await again.desk.store.close()


MISTAKES: tuple[tuple[str, Any, str], ...] = (
    ("name", "  ", "no-name"),
    ("name", "tuesday GROUP", "name-taken"),
    ("session", 20, "channel-taken"),
    ("staff", 21, "channel-taken"),
    ("voice", 20, "channel-taken"),
    ("staff", 30, "same-channel"),
    ("lead", MEMBER, "same-role"),
    ("facilitator", 1, "same-role"),
    ("supporter", 99, "not-in-server"),
    ("session", 99, "not-in-server"),
    ("zone", "Europe/Londn", "unknown-zone"),
    ("weekday", 7, "old-button"),
    ("length_minutes", 14, "how-many-minutes"),
    ("length_minutes", 241, "how-many-minutes"),
    ("sessions", 0, "how-many-sessions"),
    ("sessions", 105, "how-many-sessions"),
    ("weekly_from", FRIDAY + timedelta(days=1), "not-that-weekday"),
    ("weekly_from", FRIDAY - timedelta(days=7), "date-over"),
    ("server_xid", 5, "old-button"),
)


async def test_what_cannot_be_is_refused_and_the_rest_stays(tmp_path: Path) -> None:
    """The page after each refusal is the page before it."""
    async with open_circle(tmp_path, members=0) as circle:
        before = await chooses(circle, {"name": "Friday group", "session": 30, "member": MEMBER, "weekday": 4})
        for what, value, reason in MISTAKES:
            assert (what, value, await refused(circle, what, value)) == (what, value, reason)
            assert await circle.services.setup.look(manager(circle), SERVER, 0) == before


async def test_breaks_are_asked_of_the_dates_that_are_chosen_and_public_holidays_are_taken(tmp_path: Path) -> None:
    """A break that hits no date is refused at once; at the start the others and the public holidays are there."""
    async with open_circle(tmp_path, members=0) as circle:
        setup, who = circle.services.setup, manager(circle)
        await chooses(circle, {**WHOLE, "weekday": 4, "weekly_from": FRIDAY, "sessions": 10, "holidays": True})
        wrong = {
            "no-session-then": (date(2026, 12, 5), date(2026, 12, 6)),
            "end-before-start": (date(2026, 12, 12), date(2026, 12, 11)),
            "date-over": (date(2026, 11, 24), date(2026, 11, 27)),
            "break-too-long": (date(2026, 12, 1), date(2027, 4, 30)),
        }
        for reason, (first, last) in wrong.items():
            with pytest.raises(Refused, match=reason):
                await setup.add_break(who, SERVER, 0, Break(first, last))
        await setup.add_break(who, SERVER, 0, Break(date(2026, 12, 11), date(2026, 12, 11), "A trip"))
        await setup.add_break(who, SERVER, 0, Break(date(2026, 12, 3), date(2026, 12, 5)))
        view = await setup.remove_break(who, SERVER, 0, 0)
        assert [one.name for one in view.breaks] == ["A trip"]
        started = await setup.finish(who, SERVER, 0, view.version)

        assert started.holidays[0].first == date(2026, 12, 25)
        calendar = await circle.store.read(lambda unit: calendar_of(unit, started.group))
        assert date(2026, 12, 11) in {one.first for one in calendar.breaks}
        assert not any(
            one.fate.is_on for one in calendar.between(BEGINNING, BEGINNING + timedelta(365)) if one.on_date.day == 25
        )


async def test_a_first_date_that_fits_no_more_is_on_the_list(tmp_path: Path) -> None:
    """The lead chooses another day afterwards, or the date goes by: nothing starts on a wrong day."""
    async with open_circle(tmp_path, members=0) as circle:
        view = await chooses(circle, {**WHOLE, "weekday": 4, "weekly_from": FRIDAY})
        assert view.missing == ()
        assert (await chooses(circle, {"weekday": 3})).missing == ("dates",)
        await chooses(circle, {"weekday": 4})
        circle.clock.advance(timedelta(days=5))
        with pytest.raises(Refused, match="setup-missing"):
            await starts(circle)


async def test_of_two_leads_the_second_is_shown_what_the_first_one_chose(tmp_path: Path) -> None:
    """A press on a page that is older than the newest choice starts nothing."""
    async with open_circle(tmp_path, members=0) as circle:
        seen = await chooses(circle, WHOLE)
        await chooses(circle, {"lead": SUPPORTER})
        with pytest.raises(Refused, match="setup-changed"):
            await circle.services.setup.finish(manager(circle), SERVER, 0, seen.version)
        assert len(await circle.services.groups.all()) == 1


async def test_a_change_of_one_thing_leaves_what_others_changed_meanwhile(tmp_path: Path) -> None:
    """The lead of a group chooses its length; days later, after a new weekly time and a break, saves. Both stay."""
    async with open_circle(tmp_path, members=0) as circle:
        group_id, schedule, where = circle.group_id, circle.services.schedule, Where(20, 1)
        await chooses(circle, {"weekday": 1, "at": time(18)}, group_id)
        await starts(circle, group_id)
        await chooses(circle, {"length_minutes": 45, "name": "Our evening"}, group_id)
        version = (await circle.services.groups.all())[0].schedule_version
        await schedule.set_time(circle.lead, where, date(2026, 12, 8), (2, time(19)), "", version=version)
        dates = Break(date(2026, 12, 23), date(2026, 12, 23))
        await schedule.add_break(circle.lead, where, dates, version=version + 1)
        assert (await circle.services.setup.look(manager(circle), SERVER, group_id)).settings.weekday == 2
        group = await starts(circle, group_id)

        assert (group.name, group.length_minutes, group.id) == ("Our evening", 45, group_id)
        calendar = await circle.store.read(lambda unit: calendar_of(unit, group))
        days = [one.on_date for one in calendar.between(BEGINNING, BEGINNING + timedelta(30)) if one.fate.is_on]
        assert days == [date(2026, 12, 1), date(2026, 12, 9), date(2026, 12, 16)]


async def test_a_group_moves_to_other_rooms_and_a_new_name_and_stays_one_group(tmp_path: Path) -> None:
    """All that tells a group by its looks changes at once; its keys stay."""
    async with open_circle(tmp_path, members=0) as circle:
        (before,) = await circle.services.groups.all()
        await chooses(circle, {"name": "New name", "session": 30, "staff": 31, "voice": 32}, circle.group_id)
        await starts(circle, circle.group_id)
        (after,) = await circle.services.groups.all()

        assert (after.session_channel_xid, after.voice_channel_xid, after.name) == (30, 32, "New name")
        assert (after.id, after.texts_nonce, after.check_in) == (before.id, before.texts_nonce, before.check_in)


async def test_a_channel_that_was_deleted_is_named_and_never_stored(tmp_path: Path) -> None:
    """A needed one is missing again; one that is a choice is told of, and left out."""
    async with open_circle(tmp_path, members=0) as circle:
        await chooses(circle, {**WHOLE, "voice": 32})
        less = replace(SERVER, there=SERVER.there - {30, 32})
        view = await circle.services.setup.look(manager(circle), less, 0)
        assert (view.missing, view.lost) == (("session",), ("session", "voice"))
        less = replace(SERVER, there=SERVER.there - {32})
        started = await circle.services.setup.finish(manager(circle), less, 0, view.version)
        assert started.group.voice_channel_xid == 0


async def test_only_who_manages_the_server_and_only_in_this_server(tmp_path: Path) -> None:
    """A lead without the right, and a group of another server, are refused at every door."""
    async with open_circle(tmp_path, members=0) as circle:
        setup, lead, view = circle.services.setup, circle.lead, await chooses(circle, WHOLE)
        for asked in (
            setup.look(lead, SERVER, 0),
            setup.choose(lead, SERVER, 0, "name", "Mine"),
            setup.add_break(lead, SERVER, 0, Break(FRIDAY, FRIDAY)),
            setup.remove_break(lead, SERVER, 0, 0),
            setup.drop(lead, SERVER, 0),
            setup.where(lead, SERVER, 20),
            setup.finish(lead, SERVER, 0, view.version),
        ):
            with pytest.raises(Refused, match="managers-only"):
                await asked
        elsewhere = Server(2, SERVER.there)
        with pytest.raises(Refused, match="old-button"):
            await setup.choose(manager(circle), elsewhere, circle.group_id, "name", "Mine")
        assert await setup.look(manager(circle), SERVER, 0) == view


async def test_choices_that_nobody_goes_on_with_go_after_seven_days(tmp_path: Path) -> None:
    """Not a day before, counted from the last change."""
    async with open_circle(tmp_path, members=0) as circle:
        await chooses(circle, {"name": "Friday group"})
        circle.clock.advance(timedelta(days=5))
        await chooses(circle, {"weekday": 4})
        circle.clock.advance(timedelta(days=6, hours=23))
        await circle.services.retention.daily()
        assert (await circle.services.setup.look(manager(circle), SERVER, 0)).waiting
        circle.clock.advance(timedelta(hours=1))
        await circle.services.retention.daily()
        assert not (await circle.services.setup.look(manager(circle), SERVER, 0)).waiting


@given(st.permutations(list(WHOLE)), st.integers(min_value=0, max_value=len(WHOLE)))
def test_in_any_order_just_what_is_not_chosen_is_missing(order: list[str], count: int) -> None:
    """And what is chosen comes out as it was chosen."""
    chosen = {what: WHOLE[what] for what in order[:count]}
    settings = over(GroupDraft("", 1, 0, 0, 0, 0), chosen)
    view = SetupView(0, 0, settings, None, (), False, (), (), True, bool(chosen), FRIDAY)

    assert set(missing(view, BEGINNING)) == set(order[count:])
    assert (settings.name, settings.staff_channel_xid) == (chosen.get("name", ""), chosen.get("staff", 0))


def test_a_group_in_which_everybody_is_a_member_can_be_changed_as_it_is() -> None:
    """Such a group comes from the file of settings; a new one needs the role."""
    settings = replace(over(GroupDraft("", 1, 0, 0, 0, 0), WHOLE), member_role_xid=0)
    view = SetupView(0, 0, settings, None, (), False, (), (), True, True, FRIDAY)

    assert missing(view, BEGINNING) == ("member",)
    assert missing(replace(view, group_id=1), BEGINNING) == ()
    assert missing(replace(view, group_id=1, lost=("lead",)), BEGINNING) == ("lead",)
