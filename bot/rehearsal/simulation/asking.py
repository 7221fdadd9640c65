"""What people ask for between two sessions: reminders, a break from them, whether they come, a better time."""

from bot.app.wiring import Services
from bot.rehearsal.simulation.cast import SERVER, Cast
from bot.rehearsal.simulation.evening import HERE
from bot.rehearsal.simulation.story import Script, Week, Wishes
from bot.rehearsal.simulation.truth_ahead import Ranked, ranked
from bot.session import Caller
from bot.session.better_time import COULD, IMPOSSIBLE


async def ask(services: Services, cast: Cast, script: Script, number: int) -> None:
    """Let everybody ask for what they want from this week on, and say whether they come on its date."""
    group, week = (await services.groups.all())[0], script.weeks[number]
    for caller, person in zip(cast.members, script.people, strict=True):
        await _ask_for_reminders(services, caller, person.wishes, group.id, number)
    for one in week.sign_ups:
        await services.sign_ups.choose(cast.members[one.person], SERVER, group.id, week.day, one.choice)


async def _ask_for_reminders(services: Services, caller: Caller, wishes: Wishes, group_id: int, number: int) -> None:
    if not wishes.kinds:
        return
    if wishes.since == number:
        for kind in wishes.kinds:
            await services.reminders.choose(caller, HERE, kind, on=True)
    if wishes.stops == number:
        await services.reminders.stop(caller, group_id)
    if wishes.pause and wishes.pause[0] == number:
        await services.reminders.pause(caller, HERE)
    if wishes.pause and wishes.pause[1] == number:
        await services.reminders.come_back(caller, HERE)


async def choose_times(services: Services, cast: Cast, script: Script, number: int) -> str:
    """Open the poll a week before the time changes and let people choose; in the week of the change, close it.

    Returns what is wrong with its numbers, in words.
    """
    week, coming = script.weeks[number], script.weeks[number + 1 : number + 2]
    if coming and coming[0].new_time and coming[0].poll:
        await _open(services, cast, coming[0])
    if not (week.new_time and week.poll):
        return ""
    page = await services.better_time.page(cast.lead, HERE)
    assert page.poll
    page = await services.better_time.close(cast.lead, HERE, page.poll.id)
    found = tuple(Ranked(one.place, one.could, one.impossible, one.newcomers) for one in page.ranking)
    true = ranked(week.poll)
    return "" if found == true else f"The poll is counted as {found}. The script says {true}."


async def _open(services: Services, cast: Cast, week: Week) -> None:
    assert week.new_time
    await services.better_time.add_time(cast.lead, HERE, week.day.weekday(), week.new_time)
    page = await services.better_time.open(cast.lead, HERE)
    assert page.poll
    for one in week.poll:
        caller = cast.members[one.person]
        for mark, places in ((COULD, one.could), (IMPOSSIBLE, one.impossible)):
            if places:
                await services.better_time.choose(caller, page.poll.id, mark, set(places))
