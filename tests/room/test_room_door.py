"""The room's door: who is let in, and that the page's own words are whole and plain."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from types import ModuleType

import aiohttp
import pytest
import pytest_asyncio
import simcord
from visits import Visit, messages, visiting

from bot.rehearsal import room as room_package
from bot.rehearsal.room.refusal import KNOWN
from bot.rehearsal.room.sentences import sentences


@pytest_asyncio.fixture
async def visit() -> AsyncIterator[Visit]:
    """Come into a toy room by its link."""
    async with visiting() as visit:
        yield visit


async def test_the_link_opens_the_door_once(visit: Visit) -> None:
    """A second browser with the used link is refused with one sentence."""
    async with aiohttp.ClientSession() as second, second.get(visit.room.url) as answer:
        assert answer.status == 403
        assert await answer.text() == "This link was used before. Please ask for a new link.\n"


async def test_a_new_link_lets_another_browser_in(visit: Visit) -> None:
    """The people who run the rehearsal can make another link."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as second:
        answer = await second.get(visit.room.invite())
        assert answer.status == 200


async def test_the_same_browser_may_use_its_link_again(visit: Visit) -> None:
    """Who is in already is not sent away for pressing the link twice."""
    async with visit.http.get(visit.room.url) as answer:
        assert answer.status == 200
        assert answer.url.query_string == ""


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(visit: Visit) -> None:
    """The cookie is HttpOnly and SameSite=Strict, and the link does not stay in the address."""
    async with aiohttp.ClientSession() as second:
        answer = await second.get(visit.room.invite(), allow_redirects=False)
        assert (answer.status, answer.headers["Location"]) == (303, "/")
        assert "HttpOnly" in answer.headers["Set-Cookie"]
        assert "SameSite=Strict" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("path", ["/", "/state?as=lead", "/static/room.js", "/events", "/file/1/2", "/no"])
async def test_nothing_is_handed_out_without_the_cookie(visit: Visit, path: str) -> None:
    """Every other request is refused with one plain sentence."""
    async with aiohttp.ClientSession() as stranger, stranger.get(visit.address + path) as answer:
        assert answer.status == 403
        assert (await answer.text()).count(".") == 2


async def test_a_name_that_is_not_this_computer_is_refused(visit: Visit) -> None:
    """A web page that points its own name at this computer gets nothing (DNS rebinding)."""
    host = {"Host": f"evil.example:{visit.room.door.port}"}
    async with visit.http.get(f"{visit.address}/state", headers=host) as answer:
        assert answer.status == 403


@pytest.mark.parametrize("origin", [None, "https://evil.example", "null"])
async def test_a_press_from_another_site_is_refused(visit: Visit, origin: str | None) -> None:
    """What changes something must come from the page itself."""
    headers = {} if origin is None else {"Origin": origin}
    body = {"as": "member", "place": "room", "text": "hello"}
    async with visit.http.post(f"{visit.address}/say", json=body, headers=headers) as answer:
        assert answer.status == 403
    assert len(messages(await visit.sees("member"))) == 1


async def test_the_page_may_load_nothing_from_elsewhere(visit: Visit) -> None:
    """The policy names this room alone, and no file of the page names another machine."""
    async with visit.http.get(visit.address) as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "http" not in policy
    for name, (body, _) in visit.room._page.items():
        addresses = body.decode().replace("http://www.w3.org/2000/svg", "").replace("(https?:[^", "")
        assert "http" not in addresses, name


def test_every_reason_has_a_sentence() -> None:
    """Whatever the server can name, the page can say."""
    reasons = {name for _, name in KNOWN} | set(re.findall(r'Refused\("([a-z-]+)"\)', source_of(room_package)))
    assert reasons | {"try-again", "bad-answer", "nobody"} <= set(sentences())


@pytest.mark.parametrize("words", [words for words, _ in KNOWN])
def test_simcord_still_says_it_in_these_words(words: str) -> None:
    """Reasons are told apart by simcord's words, so a new version must not change them unseen."""
    assert words in source_of(simcord)


def source_of(package: ModuleType) -> str:
    """Read all the source of a package."""
    assert package.__file__ is not None
    return "\n".join(path.read_text() for path in Path(package.__file__).parent.rglob("*.py"))


def test_the_sentences_of_the_page_are_plain() -> None:
    """No sentence is longer than 15 words or holds a contraction."""
    for text in sentences().values():
        for sentence in text.replace("?", ".").split("."):
            assert len(sentence.split()) <= 15
        assert "'" not in text.replace("'s ", " ")
