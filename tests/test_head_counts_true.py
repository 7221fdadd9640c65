"""Head-counts are true whoever comes when (features M1, M2): random evenings through the services, counted by hand."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from circle import ROOM, Circle, open_circle
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made import look

from bot.reports.head_counts import HeadCounts
from bot.session import Caller

MEMBERS = 5
LEAD, FACILITATOR, SUPPORTER = range(MEMBERS, MEMBERS + 3)  # they come too, and are in no number
Evening = dict[int, bool]  # who presses "I am here", and whether they come to listen

evenings = st.lists(st.dictionaries(st.integers(0, SUPPORTER), st.booleans(), max_size=6), min_size=1, max_size=3)
noes = st.sets(st.integers(0, MEMBERS - 1), max_size=2)  # who says no to being counted


async def held(folder: Path, came: Sequence[Evening], no: set[int]) -> tuple[HeadCounts, int, int]:
    """Hold these evenings; return what the lead takes out, how many came, and how many codes came more than once."""
    async with open_circle(folder, members=MEMBERS) as circle:
        people = [*circle.members, circle.lead, circle.facilitator, circle.supporter]
        for evening in came:
            await circle.start()
            for number, listening in evening.items():
                await comes(circle, people[number], listening=listening, counted=number not in no)
            await circle.close()
        counts = await circle.services.statistics.head_counts(circle.lead, ROOM, 1)
        times = Counter(code for (code,) in look(circle.folder, "SELECT pseudonym FROM attendance"))
        people_of = await circle.store.read(lambda unit: unit.blocks.people([circle.group_id]))
    return counts, sum(people_of.values()), sum(number > 1 for number in times.values())


async def comes(circle: Circle, who: Caller, *, listening: bool, counted: bool) -> None:
    """Let a person press three times: their newest choice of listening is the one that stays."""
    presence, session_id = circle.services.presence, (await circle.session()).id
    welcome = await presence.arrive(who, session_id, listening=not listening)
    while welcome.ask:
        yes = counted or welcome.ask != "counted"
        welcome = await presence.consent(who, session_id, welcome.ask, yes=yes, listening=not listening)
    for _ in range(2):
        await presence.arrive(who, session_id, listening=listening)


@settings(max_examples=7, deadline=None, suppress_health_check=list(HealthCheck))
@given(evenings, noes)
def test_members_who_said_yes_are_counted_once_an_evening_and_nobody_else_is(came: list[Evening], no: set[int]) -> None:
    """Listeners count; staff, supporters and who said no do not; each person is one person of the programme."""
    with tempfile.TemporaryDirectory() as folder:
        counts, people, came_again = asyncio.run(held(Path(folder), came, no))
    true = [
        {person: evening[person] for person in evening if person < MEMBERS and person not in no} for evening in came
    ]
    times = Counter(person for evening in true for person in evening)

    assert [(one.attendances, one.listeners) for one in counts.sessions] == [
        (len(evening), sum(evening.values())) for evening in true
    ]
    assert people == len(times)
    assert {one.unique_people for one in counts.programmes} <= {None, people}  # it leaves when nothing subtracts
    assert came_again == sum(number > 1 for number in times.values())
