"""The library: what the pack brings, what the lead changes, and who is told when nobody has looked for half a year."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from circle import LEAD, PACK, ROOM, Circle, open_circle
from test_feedback import refused

from bot.content import PackError, load_pack
from bot.content.typed import is_address
from bot.services.library import MOST_PAGES, Draft, ids_of
from bot.services.schedule import Where
from bot.session import Caller, MemberId

HERE = Where(ROOM, 1)
OURS = Draft("Our *walks*", "We walk by the river.", "https://example.org/walks", ("calm",))


def test_the_pack_brings_front_pages_of_known_organisations_alone() -> None:
    """Each is about something that the pack knows; no page deep in a site that may go, no page of strangers."""
    known = {"www.nhs.uk", "www.mind.org.uk", "www.samaritans.org", "www.mencap.org.uk", "www.autism.org.uk"}

    assert {page.address.removeprefix("https://") for page in PACK.library.pages} == known
    assert all(page.about and set(page.about) <= set(ids_of(PACK)) for page in PACK.library.pages)


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("https://www.nhs.uk/every-mind-matters/", True),
        ("https://example.org/a?b=c&d=%20e", True),
        ("http://example.org", False),
        ("www.example.org", False),
        ("https://localhost/", False),
        ("https://nhs.uk@evil.example/", False),
        ("https://example.org:8080/", False),
        ("https://example.org/ two", False),
        ("https://example.org/)[x](https://evil.example", False),
        ("javascript:alert(1)", False),
        ("https://example.org/" + "a" * 200, False),
    ],
)
def test_only_a_plain_address_is_one(typed: str, *, right: bool) -> None:
    """What could lead somebody astray, or break a message, is none."""
    assert is_address(typed) == right


def test_a_charitys_own_list_is_checked_when_it_is_loaded(tmp_path: Path) -> None:
    """A wrong address is named in a plain sentence."""
    page = '[[page]]\nid = "a"\nlabel = "A"\nline = "It helps."\naddress = "nhs.uk"\nabout = ["calm"]\n'
    (tmp_path / "library.toml").write_text(f"written_on = 2026-11-22\n{page}", encoding="utf-8")

    with pytest.raises(PackError, match="starts with https"):
        load_pack(tmp_path)


async def test_the_lead_adds_changes_checks_and_takes_away(tmp_path: Path) -> None:
    """Also pages of the pack, for this group alone; a press twice is no fault."""
    async with open_circle(tmp_path, members=1) as circle:
        service, me = circle.services.library, circle.members[0]
        assert [one.checked_on for one in (await service.look(me, HERE)).entries] == [None] * 5
        shelf = await service.put(circle.lead, HERE, "", OURS)
        added = shelf.entries[-1]
        assert (added.label, added.checked_on) == ("Our walks", date(2026, 11, 24))
        await service.put(circle.lead, HERE, "nhs", Draft("NHS", "Doctors.", "https://www.nhs.uk", ("calm",)))
        await service.checked(circle.lead, HERE, "mind")
        for _press in range(2):
            await service.remove(circle.lead, HERE, "samaritans")
        shelf = await service.look(me, HERE)

        assert [one.slug for one in shelf.entries] == ["nhs", "mind", "mencap", "autistic", added.slug]
        assert [one.label for one in shelf.of("calm")] == ["NHS", "Our walks"]
        assert shelf.about[:3] == ("worried", "calm", "sad")
        assert shelf.entry("mind").checked_on == date(2026, 11, 24)
        assert [deed.action for deed in (await circle.services.audit.newest(circle.lead, ROOM, 1))[1]] == [
            "page-removed",
            "page-checked",
            "page-changed",
            "page-added",
        ]


async def test_what_is_wrong_is_refused_in_words(tmp_path: Path) -> None:
    """Members read; only the lead writes; each wrong field has a sentence that says what to do."""
    async with open_circle(tmp_path, members=1) as circle:
        service, lead = circle.services.library, circle.lead
        assert await refused(service.put(circle.facilitator, HERE, "", OURS)) == "leads-only"
        assert await refused(service.for_lead(circle.members[0], HERE)) == "leads-only"
        assert await refused(service.look(Caller(MemberId(5), frozenset()), HERE)) == "not-a-member"
        wrong = {
            "not-an-address": Draft("A", "B", "mind.org.uk", ("calm",)),
            "about-nothing": Draft("A", "B", "https://mind.org.uk", ()),
            "nothing-typed": Draft("...", "B", "https://mind.org.uk", ("calm",)),
        }
        for reason, draft in wrong.items():
            assert await refused(service.put(lead, HERE, "", draft)) == reason
        assert await refused(service.checked(lead, HERE, "gone")) == "page-gone"
        for _number in range(MOST_PAGES - 5):
            await service.put(lead, HERE, "", OURS)
        assert await refused(service.put(lead, HERE, "", OURS)) == "pages-full"


async def named(circle: Circle, at: datetime) -> list[int]:
    """Say how many old pages each group's lead is told of at an instant."""
    circle.clock.advance(at - circle.clock.now())
    return [number for _group, number in await circle.services.library.to_name()]


async def test_the_lead_is_told_of_old_pages_by_day_and_once_a_month(tmp_path: Path) -> None:
    """Half a year after a person looked, or after the list was written."""
    async with open_circle(tmp_path) as circle:
        await circle.services.library.checked(circle.lead, HERE, "mind")
        assert LEAD in circle.lead.role_xids
        old = datetime(2027, 5, 24, 7, tzinfo=UTC)
        assert await named(circle, old - timedelta(days=1)) == []
        assert await named(circle, old) == []  # 8 in the morning in London
        assert await named(circle, old + timedelta(hours=2)) == [4]
        assert await named(circle, old + timedelta(hours=3)) == []
        assert await named(circle, old + timedelta(days=10, hours=2)) == [5]
        for page in ("nhs", "mind", "samaritans", "mencap", "autistic"):
            await circle.services.library.checked(circle.lead, HERE, page)
        assert await named(circle, old + timedelta(days=60, hours=2)) == []
