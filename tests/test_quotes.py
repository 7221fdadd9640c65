"""Quotes with consent: offered, approved as they will be printed, taken back; published, they are nobody's."""

from datetime import timedelta
from pathlib import Path

import pytest
from circle import ROOM, Circle, open_circle
from house import open_house
from made import look
from test_sealing import forms_of, found

from bot.privacy.retention import QUOTES
from bot.services.quotes import LONGEST_QUOTE, MOST_QUOTES, Quote
from bot.services.schedule import Where
from bot.session import Caller, Refused
from bot.storage.backups import make_backup, verify

HERE = Where(ROOM, 1)


async def refused(work: object) -> str:
    """Await what must be refused, and return the refusal's name."""
    with pytest.raises(Refused) as refusal:
        await work  # type: ignore[misc]  # an awaitable of any service
    return refusal.value.reason


async def offered(circle: Circle, *words: str) -> list[Quote]:
    """Let one member after another offer words and say yes to them."""
    quotes = []
    for member, said in zip(circle.members, words, strict=False):
        quote = await circle.services.quotes.offer(member, HERE, said)
        await circle.services.quotes.approve(member, HERE, quote.ref)
        quotes.append(quote)
    return quotes


async def seen_by_lead(circle: Circle) -> list[str]:
    """Read what the lead may publish."""
    return sorted(one.words for one in (await circle.services.quotes.for_lead(circle.lead, HERE)).offered)


async def test_a_lead_reads_only_what_its_person_approved(tmp_path: Path) -> None:
    """Words that wait for a yes are nobody else's matter; after the yes there is no name beside them."""
    async with open_circle(tmp_path) as circle:
        services, ana, ben = circle.services.quotes, circle.members[0], circle.members[1]
        quote = await services.offer(ana, HERE, "  I feel *heard* ")
        before = await seen_by_lead(circle)
        assert await refused(services.approve(ben, HERE, quote.ref)) == "quote-gone"
        await services.approve(ana, HERE, quote.ref)

        assert before == []
        assert await seen_by_lead(circle) == ["I feel heard"]
        assert await refused(services.for_lead(circle.facilitator, HERE)) == "leads-only"
        assert await services.mine(ben, HERE) == ()


async def test_it_can_be_taken_back_until_it_is_published_and_by_its_person_alone(tmp_path: Path) -> None:
    """Taken back, no byte of it is left. Published, its person reads honestly that it is too late."""
    async with open_circle(tmp_path) as circle:
        services = circle.services.quotes
        first, second = await offered(circle, "I feel heard", "It helps me")
        assert await refused(services.withdraw(circle.members[1], HERE, first.ref)) == "quote-gone"
        await services.withdraw(circle.members[0], HERE, first.ref)
        assert found([bytes.fromhex(first.ref)], circle.folder) == []
        assert await refused(services.publish(circle.lead, HERE, first.ref)) == "quote-gone"
        await services.publish(circle.lead, HERE, second.ref)

        assert await refused(services.withdraw(circle.members[1], HERE, second.ref)) == "quote-gone"
        assert (await services.for_lead(circle.lead, HERE)).published == ("It helps me",)
        assert await refused(services.publish(circle.lead, HERE, second.ref)) == "quote-gone"


async def test_a_published_quote_leads_to_nobody(tmp_path: Path) -> None:
    """Neither its person's code, nor its old number, nor its old cipher is in any byte of the file."""
    async with open_circle(tmp_path) as circle:
        (quote,) = await offered(circle, "It helps me")
        traces = list(look(circle.folder, "SELECT ref, person, hidden FROM quotes")[0])
        traces += forms_of(int.from_bytes(circle.members[0].id.to_bytes(), "big"))
        assert found(traces, circle.folder)
        await circle.services.quotes.publish(circle.lead, HERE, quote.ref)

        assert found(traces, circle.folder) == []


async def test_forget_me_and_my_data_know_them_and_backups_and_time_end_them(tmp_path: Path) -> None:
    """A person sees how many there are and deletes them; no backup holds any; after half a year they go."""
    async with open_circle(tmp_path) as circle:
        own = circle.services.own_data
        await offered(circle, "one", "two")
        ana = circle.members[0]
        assert (await own.my_data(ana, ROOM, 1)).quotes == 1
        assert (await own.forget_me(ana, ROOM, 1)).quotes == 1
        assert await seen_by_lead(circle) == ["two"]
        backup = make_backup(circle.folder / "peerlight.db", tmp_path / "backups", bytes(32), circle.clock.now())
        assert verify(backup, bytes(32)).rows["quotes"] == 0
        circle.clock.advance(timedelta(days=(QUOTES.days or 0) - 30))
        await circle.services.retention.daily()
        assert await seen_by_lead(circle) == ["two"]
        circle.clock.advance(timedelta(days=31))
        await circle.services.retention.daily()

        assert await seen_by_lead(circle) == []


@pytest.mark.parametrize(
    ("words", "reason"), [("x" * (LONGEST_QUOTE + 1), "quote-too-long"), ("\U0001f600", "nothing-typed")]
)
async def test_words_are_never_cut_in_silence(tmp_path: Path, words: str, reason: str) -> None:
    """What does not fit is refused with a sentence; nothing is kept of it."""
    async with open_circle(tmp_path) as circle:
        assert await refused(circle.services.quotes.offer(circle.members[0], HERE, words)) == reason
        assert await circle.services.quotes.mine(circle.members[0], HERE) == ()


async def test_only_members_offer_and_only_a_few(tmp_path: Path) -> None:
    """Staff are no voice of the members; nobody fills the list."""
    async with open_circle(tmp_path) as circle:
        services, ana = circle.services.quotes, circle.members[0]
        for who, reason in ((circle.lead, "for-members"), (Caller(ana.id, frozenset({99})), "not-a-member")):
            assert await refused(services.offer(who, HERE, "good")) == reason
        for number in range(MOST_QUOTES):
            await services.offer(ana, HERE, f"good {number}")

        assert await refused(services.offer(ana, HERE, "good")) == "too-many-quotes"


async def test_a_member_reads_the_words_as_printed_before_they_say_yes(tmp_path: Path) -> None:
    """By presses: the page says who reads it; the form is empty; the preview is word for word; the lead has it then."""
    async with open_house(tmp_path, members=2) as home:
        ana = home.members[0]
        page = await ana.types(home.room, "quote")
        assert page.message
        told = page.text
        form = await ana.presses(home.say("quote.write"), page.message)
        assert form.form
        preview = await ana.fills(form, {"words": "I am not alone any more."})
        assert preview.message
        printed = preview.text
        thanks = await ana.presses(home.say("quote.yes"), preview.message)
        here = Where(home.room.id, home.stage.guild.id)
        seen = await home.services.quotes.for_lead(home.caller(home.lead), here)

        assert all(line in told for line in home.stage.bot.pack.lines("quote.facts"))
        assert home.say("quote.printed", words="I am not alone any more.") in printed
        assert thanks.private
        assert [one.words for one in seen.offered] == ["I am not alone any more."]


async def test_a_no_to_being_quoted_takes_back_what_waits(tmp_path: Path) -> None:
    """And so does asking to be asked again."""
    async with open_circle(tmp_path, members=3) as circle:
        await circle.start()
        await circle.arrive()
        session_id = (await circle.session()).id
        await offered(circle, "I feel heard", "It helps me", "I like it")
        await circle.services.presence.consent(circle.members[0], session_id, "quoted", yes=False, listening=False)
        await circle.services.presence.ask_again(circle.members[1], session_id)

        assert await seen_by_lead(circle) == ["I like it"]
