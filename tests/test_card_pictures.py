"""The pictures of the topic cards: they ship with words, they turn with the page, and a missing one is told plainly."""

import struct
from dataclasses import dataclass
from pathlib import Path

import discord
import pytest
from house import House, open_house

from bot.content import Card, Module, PackError, load_pack
from bot.content.plain import words
from bot.content.shelf import SHIPPED, TOPICS
from bot.rehearsal.people import controls_of, parts, text_of
from cogs.ui.body import Body, Picture, files, layout

PACK = load_pack()
DRAWINGS = Path(__file__).parents[1] / "docs" / "pictures" / "cards"
PNG = b"\x89PNG\r\n\x1a\n"
WITH_PICTURE = [card for module in PACK.modules for card in module.cards if card.picture]
FIRST = PACK.modules[0]


@dataclass(frozen=True)
class Seen:
    """A picture as it arrived: what is in the file, and the words for those who do not see it."""

    content: bytes
    alt: str
    alt_of_file: str | None


def expected(card: Card) -> Seen:
    """Say what should arrive for a card."""
    assert card.picture
    return Seen(card.picture.read_bytes(), card.alt, card.alt)


def pictures(home: House, message: discord.Message) -> list[Seen]:
    """Read the pictures that a message shows; a file that it holds must be one that it shows."""
    items = [item for part in parts(message) for item in part.get("items", ())]
    attached = {file.url: file for file in message.attachments}
    assert sorted(attached) == sorted(item["media"]["url"] for item in items)
    cdn = home.stage.env.backend.cdn
    return [
        Seen(
            cdn.get(item["media"]["url"]) or b"",
            item.get("description") or "",
            attached[item["media"]["url"]].description,
        )
        for item in items
    ]


async def opens(home: House, module: Module) -> None:
    """Go to the topic, and let the facilitator choose a module."""
    await home.at_step("topic")
    choose = next(one for one in controls_of(home.panel) if one.verb == "choose")
    await home.facilitator.chooses([module.id], home.panel, custom_id=choose.custom_id)


def named_in(body: Body) -> list[str]:
    """List the files that a body's galleries name."""
    galleries = (part for part in layout(body).walk_children() if isinstance(part, discord.ui.MediaGallery))
    return [item.media.url for gallery in galleries for item in gallery.items]


def own_topic(folder: Path, picture: str) -> Path:
    """Write a charity's own module of which the first card names a picture."""
    shipped = (SHIPPED / TOPICS / "6-sleep-and-rest.toml").read_text(encoding="utf-8")
    topic = folder / TOPICS / "6-sleep-and-rest.toml"
    topic.parent.mkdir(exist_ok=True)
    topic.write_text(shipped.replace("sleep-in-bed.png", picture), encoding="utf-8")
    return folder


# What ships


@pytest.mark.parametrize("module", PACK.modules, ids=lambda module: module.id)
def test_every_module_has_a_picture(module: Module) -> None:
    """Whoever does not read well has something to hold on to in each topic (T2)."""
    assert any(card.picture for card in module.cards)


@pytest.mark.parametrize("card", WITH_PICTURE, ids=lambda card: card.picture.stem)
def test_every_picture_is_small_still_and_told_in_words(card: Card) -> None:
    """It loads on a slow phone, never moves, and nobody needs to see it."""
    assert card.picture
    content = card.picture.read_bytes()

    assert content.startswith(PNG)
    assert struct.unpack(">II", content[16:24]) == (640, 360)
    assert len(content) <= 25_000
    assert b"acTL" not in content
    assert 5 <= len(words(card.alt)) <= 30
    assert "image of" not in card.alt.lower()
    assert "picture of" not in card.alt.lower()


def test_each_picture_has_its_drawing_and_its_card() -> None:
    """Nothing is shipped that cannot be changed, and nothing that nobody sees."""
    shipped = {path.stem for path in (SHIPPED / TOPICS).glob("*.png")}

    assert shipped == {path.stem for path in DRAWINGS.glob("*.svg")}
    assert shipped == {card.picture.stem for card in WITH_PICTURE if card.picture}


@pytest.mark.parametrize("drawing", sorted(DRAWINGS.glob("*.svg")), ids=lambda drawing: drawing.stem)
def test_no_drawing_holds_text_or_moves(drawing: Path) -> None:
    """Words in a picture cannot be read aloud, and what moves takes the attention of some people."""
    source = drawing.read_text(encoding="utf-8")

    assert [tag for tag in ("<text", "<animate", "<image", "<script", "href") if tag in source] == []


# What people see


async def test_a_card_shows_its_picture_with_words_and_turning_the_page_changes_it(tmp_path: Path) -> None:
    """Every page shows its own picture, or none, and never the one before."""
    async with open_house(tmp_path) as home:
        await opens(home, FIRST)
        for page in range(len(FIRST.cards) + 2):
            card = FIRST.cards[page] if page < len(FIRST.cards) else None
            if page:
                await home.panel_presses("turn", str(page))
            shown = [expected(card)] if card and card.picture else []

            assert pictures(home, home.card) == shown
            assert card is None or card.text in home.card_text
        assert len({card.picture for card in FIRST.cards}) > 2


async def test_the_heading_comes_before_the_picture(tmp_path: Path) -> None:
    """The card begins as it does every week; who listens to it hears where they are first."""
    async with open_house(tmp_path) as home:
        await opens(home, FIRST)
        box = next(part for part in parts(home.card) if part.get("components"))
        kinds = [discord.ComponentType(part["type"]).name for part in box["components"][:3]]

        assert kinds == ["text_display", "media_gallery", "text_display"]
        assert box["components"][0]["content"].startswith("### ")


async def test_a_pause_puts_the_picture_away_and_it_comes_back(tmp_path: Path) -> None:
    """In a pause there is only the pause to see."""
    async with open_house(tmp_path) as home:
        await opens(home, FIRST)
        await home.facilitator.types(home.staff, "session pause")
        paused = pictures(home, home.card)
        await home.facilitator.types(home.staff, "session resume")

        assert paused == []
        assert pictures(home, home.card) == [expected(FIRST.cards[0])]


async def test_after_a_restart_the_card_still_has_its_one_picture(tmp_path: Path) -> None:
    """A card that was deleted meanwhile is posted again with its picture."""
    async with open_house(tmp_path) as home:
        await opens(home, FIRST)
        await home.stage.restart()
        edited = pictures(home, home.card)
        channel = home.stage.bot.get_partial_messageable(home.room.id)
        await channel.get_partial_message(home.card.id).delete()
        await home.stage.restart()

        assert edited == [expected(FIRST.cards[0])]
        assert pictures(home, home.card) == edited


async def test_a_retired_card_keeps_no_picture(tmp_path: Path) -> None:
    """What the group has done stays as a few quiet lines; only the live card has a picture."""
    async with open_house(tmp_path) as home:
        await opens(home, FIRST)
        retired = home.card.id
        await home.next()
        old = next(message for message in home.room.history() if message.id == retired)

        assert FIRST.title in text_of(old)
        assert pictures(home, old) == []
        assert pictures(home, home.card) == []


# A charity's own pictures


def test_an_own_picture_lies_beside_the_own_topic(tmp_path: Path) -> None:
    """Its name may be written as people write names: Discord gets a plain one."""
    own_topic(tmp_path, "Our bed (new).JPG")
    picture = tmp_path / TOPICS / "Our bed (new).JPG"
    picture.write_bytes(b"\xff\xd8\xff\xe0")
    card = load_pack(tmp_path).modules[5].cards[0]
    body = Body(("### Topic",), picture=Picture(picture, card.alt))
    (file,) = files(body)
    file.close()

    assert card.picture == picture.resolve()
    assert file.uri == "attachment://picture.jpg"
    assert named_in(body) == [file.uri]


def test_a_changed_copy_of_our_topic_keeps_our_pictures(tmp_path: Path) -> None:
    """Who changes one sentence need not copy the pictures."""
    own = load_pack(own_topic(tmp_path, "page-and-pen.png")).modules[5]

    assert own.cards[0].picture == (SHIPPED / TOPICS / "page-and-pen.png").resolve()
    assert [card.picture for card in own.cards[1:]] == [card.picture for card in PACK.modules[5].cards[1:]]


WRONG = {
    "bed.png": (None, "there is no file “bed.png” beside it."),
    "../bed.png": (PNG, "there is no file “../bed.png” beside it."),
    "bed.gif": (b"GIF89a", "“bed.gif” is not a PNG or JPG picture."),
    "bed.jpg": (b"GIF89a", "“bed.jpg” is not a PNG or JPG picture."),
    "moving.png": (PNG + b"acTL", "“moving.png” moves. Take a picture that stands still."),
    "large.png": (PNG + bytes(1_000_000), "“large.png” is over 1 MB. Make the picture smaller."),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_picture_is_told_in_plain_words(tmp_path: Path, name: str) -> None:
    """The bot does not start, and says which file, which card and what to do."""
    content, sentence = WRONG[name]
    own_topic(tmp_path, name)
    if content is not None:
        (tmp_path / TOPICS / name).write_bytes(content)
    with pytest.raises(PackError) as caught:
        load_pack(tmp_path)

    assert str(caught.value) == f"6-sleep-and-rest.toml, card.1.picture: {sentence}"


def test_a_picture_that_somebody_took_away_leaves_the_words(tmp_path: Path) -> None:
    """A file that is gone after the start never keeps a card from the room."""
    body = Body(("### Topic", "Sleep helps."), picture=Picture(tmp_path / "gone.png", "A person sleeps in a bed."))

    assert files(body) == []
    assert named_in(body) == []
