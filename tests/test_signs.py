"""What a group is known by: chosen by the group in private, written down by staff, shown on every card."""

import random
from pathlib import Path

import pytest
from circle import PACK, ROOM, Circle, open_circle
from test_non_interference import dump
from test_sealing import found
from test_turns import refusal

from bot.privacy import SeededRandomness
from bot.services.schedule import Where
from bot.services.signs import SignPage, VotePage
from bot.session import Caller
from bot.storage import GroupDraft
from bot.storage.repositories.signs import Sign
from cogs.ui.signs import draw_ours

WHERE = Where(ROOM, 1)
IDEAS = ("The Tuesday Tree", "Slow and steady", "the tuesday tree", "A rude name", "Kind minds")


async def seen_by(circle: Circle, who: Caller) -> SignPage:
    """Read the page as somebody reads it."""
    return await circle.services.signs.page(who, WHERE)


async def vote_of(circle: Circle) -> VotePage:
    """Read the vote as staff read it."""
    page = await seen_by(circle, circle.facilitator)
    assert page.vote
    return page.vote


async def ideas_are_read(circle: Circle, kind: str = "name") -> VotePage:
    """Ask for ideas, let five members say one, and end asking."""
    await circle.services.sign_votes.ask(circle.facilitator, WHERE, kind)
    for member, idea in zip(circle.members, IDEAS, strict=False):
        await circle.services.sign_votes.suggest(member, WHERE, idea)
    await circle.services.sign_votes.end_asking(circle.facilitator, WHERE, (await vote_of(circle)).version)
    return await vote_of(circle)


async def vote_is_open(circle: Circle) -> VotePage:
    """Let members choose between all ideas but the rude one."""
    read = await ideas_are_read(circle)
    keep = [number for number, idea in enumerate(read.choices) if idea != "A rude name"]
    await circle.services.sign_votes.open_vote(circle.facilitator, WHERE, read.version, keep)
    return await vote_of(circle)


async def choose(circle: Circle, who: Caller, vote: VotePage, *ideas: str) -> None:
    """Let a member choose these ideas."""
    numbers = [vote.choices.index(idea) for idea in ideas]
    await circle.services.sign_votes.choose(who, WHERE, vote.version, numbers)


async def test_a_group_chooses_its_name_in_private(tmp_path: Path) -> None:
    """Ideas, then a vote, then the name is on the card; what was chosen most comes first."""
    async with open_circle(tmp_path) as circle:
        await circle.start()
        vote = await vote_is_open(circle)
        for number, member in enumerate(circle.members[:5]):
            await choose(circle, member, vote, "Kind minds", *(["Slow and steady"] if number < 2 else []))
        await circle.services.sign_votes.end_vote(circle.facilitator, WHERE, vote.version)
        over = await vote_of(circle)
        assert over.choices[:2] == ("Kind minds", "Slow and steady")
        await circle.services.sign_votes.take(circle.lead, WHERE, over.version, 0)
        room = await circle.services.board.room((await circle.session()).id)

        assert room.card.group.name == "Kind minds"
        assert room.card.vote is None
        assert (await seen_by(circle, circle.members[0])).vote is None


async def test_staff_read_ideas_at_once_mixed_each_once_and_members_do_not(tmp_path: Path) -> None:
    """While they are asked for, nobody sees any, and nobody sees how many there are."""
    async with open_circle(tmp_path) as circle:
        await circle.start()
        await circle.services.sign_votes.ask(circle.facilitator, WHERE, "name")
        before = await seen_by(circle, circle.facilitator)
        await circle.services.sign_votes.suggest(circle.members[0], WHERE, "The Tuesday Tree")
        assert await seen_by(circle, circle.facilitator) == before
        await circle.services.sign_votes.stop(circle.facilitator, WHERE, (await vote_of(circle)).version)
        read = await ideas_are_read(circle)
        members = (await seen_by(circle, circle.members[0])).vote

        assert sorted(idea.casefold() for idea in read.choices) == sorted({idea.casefold() for idea in IDEAS})
        assert members
        assert members.choices == ()


async def test_of_fewer_than_four_votes_nothing_is_said(tmp_path: Path) -> None:
    """The group can decide aloud; the vote leaves nothing."""
    async with open_circle(tmp_path) as circle:
        await circle.start()
        vote = await vote_is_open(circle)
        for member in circle.members[:3]:
            await choose(circle, member, vote, "Kind minds")
        await circle.services.sign_votes.end_vote(circle.facilitator, WHERE, vote.version)

        over = await vote_of(circle)
        assert (over.state, over.choices) == ("over", ())
        assert await refusal(circle.services.sign_votes.take(circle.lead, WHERE, over.version, 0)) == "not-a-choice"


async def test_a_choice_can_be_changed_and_taken_back_and_an_old_list_is_refused(tmp_path: Path) -> None:
    """A person has one voice, and a number means what it meant in the list that they read."""
    async with open_circle(tmp_path) as circle:
        await circle.start()
        read = await ideas_are_read(circle)
        votes, ana = circle.services.sign_votes, circle.members[0]
        assert await refusal(votes.choose(ana, WHERE, read.version, [0])) == "sign-not-now"
        assert await refusal(votes.open_vote(circle.lead, WHERE, read.version, [0])) == "sign-two-choices"
        await votes.open_vote(circle.lead, WHERE, read.version, [0, 1, 2])
        assert await refusal(votes.open_vote(circle.facilitator, WHERE, read.version, [0, 1])) == "sign-moved"
        vote = await vote_of(circle)
        assert await refusal(votes.choose(ana, WHERE, vote.version - 1, [0])) == "sign-not-now"
        assert await refusal(votes.choose(ana, WHERE, vote.version, [3])) == "not-a-choice"
        for member in circle.members[:5]:
            await votes.choose(member, WHERE, vote.version, [0])
            await votes.choose(member, WHERE, vote.version, [1, 2])
        assert (await seen_by(circle, ana)).vote == VotePage("name", "voting", vote.choices, vote.version, said=True)
        back = await votes.take_back(ana, WHERE)
        assert back.vote
        assert not back.vote.said
        await votes.end_vote(circle.facilitator, WHERE, vote.version)

        assert set((await vote_of(circle)).choices) == set(vote.choices[1:3])


async def test_the_group_chooses_a_symbol_from_the_list(tmp_path: Path) -> None:
    """There is nothing to suggest, so choosing begins at once."""
    async with open_circle(tmp_path) as circle:
        await circle.start()
        await circle.services.sign_votes.ask(circle.facilitator, WHERE, "symbol")
        vote = await vote_of(circle)
        for member in circle.members[:4]:
            await choose(circle, member, vote, "tree")
        await circle.services.sign_votes.end_vote(circle.facilitator, WHERE, vote.version)
        over = await vote_of(circle)
        await circle.services.sign_votes.take(circle.facilitator, WHERE, over.version, 0)
        await circle.close()

        assert (await seen_by(circle, circle.members[0])).sign == Sign(symbol="tree")


async def test_staff_write_down_what_the_group_decided_aloud(tmp_path: Path) -> None:
    """One plain line of safe words; an empty greeting goes away; another group's name stays that group's."""
    async with open_circle(tmp_path) as circle:
        signs = circle.services.signs
        await circle.services.groups.put(GroupDraft("Friday group", 1, 40, 41, 1, 2, 3))
        await signs.write(circle.facilitator, WHERE, "greeting", "  **Hello** @everyone\nfriends  ")
        await signs.pick(circle.lead, WHERE, "sun")
        page = await signs.write(circle.lead, WHERE, "name", "The Tuesday Tree")
        assert (page.group.name, page.sign.symbol) == ("The Tuesday Tree", "sun")
        assert "@" not in page.sign.greeting
        assert "\n" not in page.sign.greeting
        assert await refusal(signs.write(circle.lead, WHERE, "name", "FRIDAY group")) == "sign-name-taken"
        assert await refusal(signs.write(circle.lead, WHERE, "name", " ** ")) == "nothing-typed"
        assert await refusal(signs.pick(circle.lead, WHERE, "dragon")) == "not-a-choice"
        page = await signs.write(circle.lead, WHERE, "greeting", " ")

        assert page.sign == Sign("", "sun")
        assert len((await signs.write(circle.lead, WHERE, "greeting", "hello " * 30)).sign.greeting) <= 60


async def test_members_choose_and_staff_ask_and_nobody_else_does_either(tmp_path: Path) -> None:
    """A forged press is refused, whoever sends it, and changes nothing."""
    async with open_circle(tmp_path) as circle:
        votes, signs, ana = circle.services.sign_votes, circle.services.signs, circle.members[0]
        assert await refusal(votes.ask(circle.facilitator, WHERE, "name")) == "no-session-now"
        await circle.start()
        assert await refusal(votes.ask(circle.facilitator, WHERE, "colour")) == "not-a-choice"
        assert await refusal(votes.suggest(ana, WHERE, "Kind minds")) == "sign-not-now"
        asked = (await votes.ask(circle.facilitator, WHERE, "name")).vote
        for person in (ana, circle.supporter):
            for pressed in (
                signs.write(person, WHERE, "name", "Mine"),
                signs.pick(person, WHERE, "sun"),
                votes.ask(person, WHERE, "symbol"),
                votes.end_asking(person, WHERE, 0),
                votes.stop(person, WHERE, 0),
            ):
                assert await refusal(pressed) == "staff-only"
        for person in (circle.facilitator, circle.lead, circle.supporter):
            assert await refusal(votes.suggest(person, WHERE, "Mine")) == "for-members"

        assert asked
        assert await vote_of(circle) == VotePage("name", "asking", (), asked.version)


async def play(folder: Path, seed: int) -> str:
    """Play a vote with the ideas and choices in other hands each time; return the sealed database."""
    chance = random.Random(seed)
    async with open_circle(folder, members=5, randomness=SeededRandomness(5)) as circle:
        await circle.start()
        circle.members = chance.sample(circle.members, 5)
        vote = await vote_is_open(circle)
        for member, idea in zip(circle.members, ("Kind minds",) * 3 + ("Slow and steady",) * 2, strict=True):
            await choose(circle, member, vote, idea)
        await circle.services.sign_votes.end_vote(circle.facilitator, WHERE, vote.version)
        await circle.services.sign_votes.take(circle.facilitator, WHERE, (await vote_of(circle)).version, 0)
        await circle.close()
        return dump(circle.folder)


async def test_who_said_what_in_a_vote_leaves_no_trace(tmp_path: Path) -> None:
    """Non-interference: the same words from other people give the same database."""
    first = await play(tmp_path / "a", 1)

    assert "Kind minds" in first
    assert await play(tmp_path / "b", 2) == first


@pytest.mark.parametrize("ending", ["closed", "counted", "forgotten"])
async def test_what_was_said_in_a_vote_goes_with_its_end_the_session_or_forget_me(tmp_path: Path, ending: str) -> None:
    """No byte of it is left; before that the same search finds it."""
    async with open_circle(tmp_path) as circle:
        await circle.start()
        vote = await vote_is_open(circle)
        session, ana = (await circle.session()).id, circle.members[0]
        await choose(circle, ana, vote, "Kind minds")
        voices = await circle.store.read(lambda unit: unit.signs.voices(session))
        secrets = [one for voice in voices for one in (voice.code, voice.hidden)]
        assert len(found(secrets, circle.folder)) == 2
        assert (await circle.services.own_data.my_data(ana, ROOM, 1)).votes == 1
        if ending == "forgotten":
            assert (await circle.services.own_data.forget_me(ana, ROOM, 1)).votes == 1
        else:
            await circle.services.sign_votes.end_vote(circle.facilitator, WHERE, vote.version)
            await (circle.close() if ending == "closed" else circle.services.sealing.forget())

        assert found(secrets, circle.folder) == []
        assert await circle.store.read(lambda unit: unit.signs.voices(session)) == []


@pytest.mark.parametrize("ideas", [0, 1, 2])
async def test_ideas_of_fewer_than_three_people_are_read_by_nobody(tmp_path: Path, ideas: int) -> None:
    """Who asks, reads and asks again would know whose each one is; it looks the same whether there was one or none."""
    async with open_circle(tmp_path) as circle:
        await circle.start()
        votes = circle.services.sign_votes
        asked = (await votes.ask(circle.facilitator, WHERE, "name")).vote
        assert asked
        for member, idea in zip(circle.members[:ideas], IDEAS, strict=False):
            await votes.suggest(member, WHERE, idea)
        read = (await votes.end_asking(circle.facilitator, WHERE, asked.version)).vote

        assert read == VotePage("name", "over", (), asked.version + 1)


async def test_more_ideas_than_a_list_holds_are_told_of(tmp_path: Path) -> None:
    """Staff read 25 of them, and that there are more; the group can choose only between what they read."""
    async with open_circle(tmp_path, members=26) as circle:
        await circle.start()
        votes = circle.services.sign_votes
        asked = (await votes.ask(circle.facilitator, WHERE, "name")).vote
        assert asked
        for number, member in enumerate(circle.members):
            await votes.suggest(member, WHERE, f"Name {number}")
        page = await votes.end_asking(circle.facilitator, WHERE, asked.version)
        assert page.vote
        words = draw_ours(PACK, page).blocks
        assert PACK.say("ours.left-out", n=25) in words[-1]
        assert words[-1].count("Name ") == 25
        await votes.open_vote(circle.facilitator, WHERE, page.vote.version, range(26))

        assert len((await vote_of(circle)).choices) == 25


async def test_who_says_an_idea_reads_before_who_will_read_it(tmp_path: Path) -> None:
    """Without a name, and by a facilitator first."""
    async with open_circle(tmp_path) as circle:
        await circle.start()
        await circle.services.sign_votes.ask(circle.facilitator, WHERE, "greeting")

        assert PACK.say("who.staff-reads") in draw_ours(PACK, await seen_by(circle, circle.members[0])).blocks


async def test_a_press_on_the_page_of_an_old_vote_touches_no_later_one(tmp_path: Path) -> None:
    """Not to stop it, and not to read its ideas."""
    async with open_circle(tmp_path) as circle:
        await circle.start()
        votes = circle.services.sign_votes
        old = (await votes.ask(circle.facilitator, WHERE, "name")).vote
        assert old
        await votes.stop(circle.lead, WHERE, old.version)
        new = (await votes.ask(circle.lead, WHERE, "greeting")).vote
        assert await refusal(votes.stop(circle.facilitator, WHERE, old.version)) == "sign-moved"
        assert await refusal(votes.end_asking(circle.facilitator, WHERE, old.version)) == "sign-moved"

        assert await vote_of(circle) == new
