"""Every command, button, list and form, tried by every role: who may not is told so kindly, and nothing changes."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import discord
import pytest
from house import House, open_house
from made import held_in, look
from roles import may_see
from test_session_flow_in_discord import forges, forges_form
from who_may import COMMANDS, MANAGER, MENUS, OVER, ROLES, STAFF, STRANGER, VERBS, Line, options_of

from bot.rehearsal.people import Person, Reply, text_of
from bot.services.marked import CHECK
from bot.services.schedule import Where
from bot.session import Event, Move, State
from bot.storage import GroupDraft, Unit

FOR_LEADS = ("setup", "stats", "status", "audit", "programme", "quotes", "report")
NOT_FOR_YOU = (
    *("staff-only", "not-a-member", "managers-only", "leads-only", "supporter-listens", "for-members"),
    *("cards-for-members", "members-sign-up", "no-message"),
    *("members-choose", "asker-confirms", "hello-for-members", "turns-for-members", "roles-for-members"),
)
CALLED_OFF = date(2026, 12, 15)
SWAPPED, TAKEN = date(2026, 12, 22), date(2026, 12, 1)
WRITTEN = ("my dog", "hot soup", "the bus came")


def person_of(home: House, role: str) -> Person:
    """Find the person who has this role, or let one come."""
    guild, env = home.stage.guild, home.stage.env
    if role == STRANGER:
        return Person(guild.add_member(env.create_user("Sid"), roles=[guild.roles["Others"]]))
    if role == MANAGER:
        manages = guild.create_role("Manager", permissions=discord.Permissions(manage_guild=True))
        return Person(guild.add_member(env.create_user("Max"), roles=[manages]))
    found: Person = home.members[0] if role == "member" else getattr(home, role)
    return found


async def prepare(home: House) -> dict[str, object]:
    """Open a session in which there is something to do for every line, beside another group in the same server.

    Returns what the {braces} of lines mean.
    """
    guild, services = home.stage.guild, home.services
    other, room, staff = guild.create_role("Others"), guild.create_text_channel("b"), guild.create_text_channel("c")
    draft = GroupDraft("Friday group", guild.id, room.id, staff.id, other.id, 2, 3)
    await services.groups.put(draft)
    await home.start()
    where, facilitator = (home.room.id, guild.id), home.caller(home.facilitator)
    _ana, ben, cleo, dan, eve = (home.caller(member) for member in home.members)
    await services.sessions.ready(home.caller(home.second), 1)
    await choose_icebreaker(home)
    await write_to_authors(home)
    await services.answers.give(ben, await home.place(), {"rule": ["We wait"]})
    await services.help.ask(cleo, *where, "talk")
    await services.cards.show(cleo, 1, "red")
    await services.measures.take(facilitator, eve, ("quiet", "rules"), *where)
    await services.hand_ons.pass_on(facilitator, *where)
    await services.schedule.cancel(home.caller(home.lead), Where(*where), CALLED_OFF, version=0)
    (partner,) = (await services.duty.on_duty(facilitator, 1)).others
    there = {"person": dan.id.for_discord(), "partner": partner[0], "entry": await entry(home, WRITTEN[1])}
    prompts = await services.own_prompts.put(facilitator, Where(*where), "", "Tea or coffee?", ["Tea", "Coffee"])
    there["prompt"] = prompts.prompts[0].id
    there["hello"] = (await services.hellos.ask(dan, Where(*where), "any"))[0].record.id
    return {**there, **await ask_for_swaps(home), **await offer_quotes(home)}


async def offer_quotes(home: House) -> dict[str, object]:
    """Let one member offer and approve two quotes, and another one write theirs."""
    quotes, where = home.services.quotes, Where(home.room.id, home.stage.guild.id)
    ana, ben = home.caller(home.members[0]), home.caller(home.members[1])
    own, quote, other = [await quotes.offer(who, where, words) for who, words in ((ana, "a"), (ben, "b"), (ben, "c"))]
    for one in (quote, other):
        await quotes.approve(ben, where, one.ref)
    return {"own_quote": own.ref, "quote": quote.ref, "other_quote": other.ref}


async def choose_icebreaker(home: House) -> None:
    """Choose what the group is asked in its second step, and go back to the first."""
    facilitator, sessions = home.caller(home.facilitator), home.services.sessions
    await sessions.move(facilitator, 1, Move(Event.GO_TO, 2))
    await home.services.steps.choose(facilitator, await home.place(), "ice-drink")
    await sessions.move(facilitator, 1, Move(Event.GO_TO, 1))


async def ask_for_swaps(home: House) -> dict[str, object]:
    """Let a colleague ask for a swap that anybody can take, and let them take the one that the facilitator asked."""
    rota, where = home.services.rota, Where(home.room.id, home.stage.guild.id)
    facilitator, second = home.caller(home.facilitator), home.caller(home.second)
    for caller, day in ((facilitator, TAKEN), (second, SWAPPED)):
        await rota.put(caller, where, day, "lead")
        await rota.ask_swap(caller, where, day)
    asked = await home.services.desk.store.read(lambda unit: unit.rota.all_swaps())
    numbers = {swap.on_date: swap.id for swap in asked}
    await rota.take(second, where, numbers[TAKEN])
    view = await rota.show(home.caller(home.lead), where)
    ((place, _name),) = next(line.people for line in view.lines if line.meeting.on_date == TAKEN)
    return {"swap": numbers[SWAPPED], "own_swap": numbers[TAKEN], "place": place}


async def write_to_authors(home: House) -> None:
    """Let three members thank for something, hold back the first one's words, and ask how the first one is."""
    facilitator, services = home.caller(home.facilitator), home.services
    first = await home.place()
    gratitude = next(slot for slot in (await home.session()).flow.agenda if slot.step == "gratitude")
    await services.sessions.move(facilitator, 1, Move(Event.GO_TO, gratitude.number))
    place = await home.place()
    for member, words in zip(home.members, WRITTEN, strict=False):
        await services.answers.give(home.caller(member), place, {"thanks": [words]})
    reference = await entry(home, WRITTEN[0])
    await services.steps.hold(facilitator, place, "thanks", 1, [int(reference.split(".")[-1])])
    await services.authors.mark(facilitator, 1, reference, CHECK)
    await services.sessions.move(facilitator, 1, Move(Event.GO_TO, first.slot))


async def entry(home: House, words: str) -> str:
    """Say where an entry is, as the list of entries says it to staff."""
    entries = await home.services.authors.entries(home.caller(home.facilitator), 1)
    (found,) = [one.reference for one in entries if one.words == words]
    return found


async def filled_in(home: House, line: Line, there: dict[str, object]) -> Line:
    """Write what is there into a line's {braces}; what staff are to be asked is asked."""
    if "{version}" in line.argument:
        there = {**there, "version": (await home.session()).flow.version}
    if "{schedule}" in line.argument:
        (group,) = [one for one in await home.services.groups.all() if one.id == home.stage.group_id]
        there = {**there, "schedule": group.schedule_version}
    if line.asked:
        there = {**there, "question": await home.services.desk.store.write(lambda unit: asks(home, unit, line.asked))}
    if line.ended:
        await end_programme(home)
    if line.paused and (await home.session()).flow.state is State.RUNNING:
        await home.services.sessions.move(home.caller(home.facilitator), 1, Move(Event.PAUSE))
    if line.poll:
        there = {**there, "poll": await poll_is(home, line.poll)}
    if line.round:
        there = {**there, "round": await round_is(home, line.round)}
    if line.vote:
        there = {**there, "vote": await vote_is(home, line.vote)}
    chosen = tuple(one.format(**there) for one in line.chosen)
    return replace(line, argument=line.argument.format(**there), chosen=chosen)


async def asks(home: House, unit: Unit, kind: str) -> int:
    """Ask staff of the newest session a question of this kind, as a beat or a colleague would; return its number."""
    session = await unit.sessions.newest_of(home.stage.group_id)
    assert session
    await unit.staff_questions.ask(session.id, kind, home.clock.now())
    (asked,) = await unit.staff_questions.open_of(session.id, (kind,))
    return asked.id


async def end_programme(home: House) -> None:
    """Let the lead end the programme under way, if there is one."""
    where, services = Where(home.room.id, home.stage.guild.id), home.services
    programmes = await services.desk.store.read(lambda unit: unit.groups.programmes(home.stage.group_id))
    if any(one.ended_on is None for one in programmes):
        view = await services.schedule.show(home.caller(home.lead), where)
        await services.programmes.end(home.caller(home.lead), where, version=view.version)


async def poll_is(home: House, state: str) -> int:
    """Let the lead bring the poll for a better time to this state, with one time to choose; return its number."""
    polls, lead, where = home.services.better_time, home.caller(home.lead), Where(home.room.id, home.stage.guild.id)
    page = await polls.page(lead, where)
    while page.poll is None or page.poll.state != state:
        if page.poll and page.poll.state == "open":
            page = await polls.close(lead, where, page.poll.id)
        elif page.poll and page.poll.state == "draft":
            page = await polls.open(lead, where)
        else:
            page = await polls.add_time(lead, where, 3, time(18))
    return page.poll.id


async def vote_is(home: House, state: str) -> int:
    """Let the facilitator bring a new vote about the group's name to this state; return its number."""
    votes, where = home.services.sign_votes, Where(home.room.id, home.stage.guild.id)
    facilitator, members = home.caller(home.facilitator), [home.caller(member) for member in home.members]
    page = await home.services.signs.page(facilitator, where)
    if page.vote:
        await votes.stop(facilitator, where, page.vote.version)
    page = await votes.ask(facilitator, where, "name")
    assert page.vote
    first = page.vote.version
    for member, idea in zip(members, ("Kind minds", "Slow and steady", "The Tuesday Tree"), strict=False):
        await votes.suggest(member, where, idea)
    if state in ("reading", "voting", "over"):
        page = await votes.end_asking(facilitator, where, first)
    if state in ("voting", "over"):
        page = await votes.open_vote(facilitator, where, first + 1, (0, 1))
    for member in members[1:] if state == "over" else ():
        await votes.choose(member, where, first + 2, (0,))
    if state == "over":
        page = await votes.end_vote(facilitator, where, first + 2)
    assert page.vote
    return page.vote.version


async def round_is(home: House, state: str) -> int:
    """Let the lead switch the outcome questions on, and open a round or end it; return its number."""
    outcomes, lead = home.services.outcomes, home.caller(home.lead)
    where = Where(home.room.id, home.stage.guild.id)
    page = await outcomes.switch(lead, where, on=True)
    await home.services.desk.store.write(lambda unit: counted(home, unit))
    if state == "open" and page.running is None:
        page = await outcomes.open(lead, where, "start", "plain")
    if state == "over" and page.running:
        await outcomes.close(lead, where, page.running.id)
    return page.running.id if page.running else 0


async def counted(home: House, unit: Unit) -> None:
    """Let every member have said yes to being counted."""
    group = await unit.groups.get(home.stage.group_id)
    for member in home.members:
        await unit.people.set(home.services.desk.people_key(group, home.caller(member)), counted=True)


def database(home: House) -> bytes:
    """Read the whole database, the audit log too, byte by byte: as SQL it would take ten times as long."""
    return held_in(home.folder / "data")


def roles_in_audit(home: House) -> list[str]:
    """Read as what each deed was done, oldest first."""
    return [role for (role,) in look(home.folder / "data", "SELECT role FROM staff_actions ORDER BY id")]


def given(home: House) -> list[tuple[object, ...]]:
    """Read all that only members give: answers, that they came, what they chose, said, offered and showed."""
    tables = ("answers", "attendance", "people", "round_answers", "time_choices", "sign_ups", "cards", "quotes")
    return [(table, *row) for table in tables for row in look(home.folder / "data", f"SELECT * FROM {table}")]  # noqa: S608  our own names


async def test_every_command_verb_and_menu_is_in_the_table(tmp_path: Path) -> None:
    """A new one has to be given a line, and an old line goes with what it was about."""
    async with open_house(tmp_path) as home:
        bot = home.stage.bot
        typed = {one.qualified_name for one in bot.tree.walk_commands() if not hasattr(one, "walk_commands")}
        kinds = (discord.AppCommandType.user, discord.AppCommandType.message)
        menus = {menu.name for kind in kinds for menu in bot.tree.get_commands(type=kind)}

        assert bot.router.verbs == VERBS.keys()
        assert typed == COMMANDS.keys()
        assert menus == MENUS.keys()
        assert all(line.who <= ROLES for table in (VERBS, COMMANDS, MENUS) for line in table.values())


class Said:
    """What was said to a press itself; a notice that comes after it, of a message that waits, is left out."""

    def __init__(self, reply: Reply) -> None:
        message = reply.result.response or next(iter(reply.result.followups), None) or reply.message
        self.text = text_of(message) if message else ""
        self.private = message is not None and bool(message.flags.ephemeral)


Doing = Callable[[House, Person, str, Line], Awaitable[Reply]]


async def comes_to(home: House, step: str) -> None:
    """Bring the session to a step, or to its end; its card is there."""
    flow = (await home.session()).flow
    if step == OVER:
        if flow.state.is_open:
            await home.close()
    elif step and not (flow.state.is_open and flow.slot.step == step):
        await home.at_step(step)
    if not home.stage.live_cards():  # a press that was forged on the card may have changed it
        await home.stage.bot.screen.show((await home.place()).session_id, recover=True)


async def tries_all(home: House, role: str, table: Mapping[str, Line], does: Doing, first: str = "") -> None:
    """Let somebody of this role try each line: first all that is not for them, then all that is.

    What needs a session that is over comes after both, in the same order.
    """
    there, person = await prepare(home), person_of(home, role)
    no = {home.say(f"refused.{reason}") for reason in NOT_FOR_YOU}
    refusals = {words for key, words in home.stage.bot.pack.sentences.items() if key.startswith("refused.")}
    refusals.add(home.say("door.sorry"))  # what is said when something broke
    done: list[str] = []
    for name, unfilled in sorted(table.items(), key=lambda one: (one[1].at == OVER, role in one[1].who)):
        await comes_to(home, unfilled.at or first)
        line = await filled_in(home, unfilled, there)
        if role in line.who:
            written, held = len(roles_in_audit(home)), given(home) if role == "supporter" else []
            assert Said(await does(home, person, name, line)).text not in refusals, name
            done += roles_in_audit(home)[written:]
            assert role != "supporter" or given(home) == held, f"{name} took something from a supporter"
            continue
        before, rooms = database(home), (home.messages(), len(home.staff.history()))
        reply = await does(home, person, name, line)
        said = Said(reply)
        assert said.text in no, name
        assert said.private, name
        assert reply.form is None, name
        assert database(home) == before, f"{name} changed the database"
        assert (home.messages(), len(home.staff.history())) == rooms, name
    assert set(done) == ({role} if role in STAFF | {MANAGER} else set())


async def press(home: House, person: Person, verb: str, line: Line) -> Reply:
    """Send this press, choice or form, whether a control of it is there or not."""
    place = await home.place()
    address = f"p1:{place.session_id}:{place.slot}:{verb}:{line.argument}"
    if not line.form:
        return await forges(home, person, address, *line.chosen)
    return await forges_form(home, person, address, *line.form)


async def types(home: House, person: Person, command: str, _line: Line) -> Reply:
    """Type a command in the group's room, or find it in a menu, also where Discord would not show it by itself."""
    name = command if command in MENUS else command.split(maxsplit=1)[0]
    if name in FOR_LEADS or command in MENUS:
        await may_see(home, name, person)
    if command in MENUS:
        target = home.members[3].actor if command == home.say("care.this-person") else home.card
        reply = Reply(await person.actor.context_menu(home.room, command, target))
    else:
        reply = await person.types(home.room, command, **options_of(home, command))
    assert reply.private or reply.form, command
    return reply


@pytest.mark.parametrize("role", sorted(ROLES))
async def test_a_press_is_obeyed_for_whoever_may_and_kindly_refused_for_all_others(tmp_path: Path, role: str) -> None:
    """A refusal is private, and database and rooms are as they were; the audit shows only what was allowed."""
    async with open_house(tmp_path, weekday=1, show_words="batches") as home:
        await tries_all(home, role, VERBS, press, first="ground-rules")


OF_ONES_OWN_GROUP = frozenset(
    {
        "people",
        "rehearse",
        "rehearse-try",
        "worry",
        "checked-numbers",
        "direct-messages",
        "sign-ups",
        "rota",
        "feedback-read",
        "own-prompts",
        "hello-offer",
    }
    | {"ours-write", "ours-symbol"}
)
"""What names no session and no number: pressed in another group's room, it is about that group."""


async def test_a_facilitator_reaches_no_other_group_from_their_own_room(tmp_path: Path) -> None:
    """Where they are staff indeed, a forged session or number of the other group is refused, and nothing changes."""
    async with open_house(tmp_path, weekday=1, show_words="batches") as home:
        there, sid = await prepare(home), person_of(home, STRANGER)
        own = await sid.actor.send(home.stage.guild.channels["b"], "Hello")
        refusals = {words for key, words in home.stage.bot.pack.sentences.items() if key.startswith("refused.")}
        staffs = {verb: line for verb, line in VERBS.items() if line.who <= STAFF and not line.form}
        for verb, unfilled in staffs.items():
            if verb in OF_ONES_OWN_GROUP:
                continue
            line = await filled_in(home, unfilled, there)
            before, rooms = database(home), (home.messages(), len(home.staff.history()))
            address = f"p1:1:{(await home.place()).slot}:{verb}:{line.argument}"
            reply = await forges(home, sid, address, *line.chosen, on=own)
            assert reply.text in refusals, verb
            assert reply.private, verb
            assert database(home) == before, f"{verb} changed the database"
            assert (home.messages(), len(home.staff.history())) == rooms, verb


@pytest.mark.parametrize("role", sorted(ROLES))
async def test_a_command_is_obeyed_for_whoever_may_and_kindly_refused_for_all_others(tmp_path: Path, role: str) -> None:
    """The same for everything that can be typed, or found by a right click on a person or a message."""
    async with open_house(tmp_path, weekday=1, show_words="batches") as home:
        await tries_all(home, role, {**MENUS, **COMMANDS}, types)
