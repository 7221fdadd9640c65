"""Say it another way, the texts: what a card says has fewer words, and a charity's own text is never replaced."""

from pathlib import Path

import pytest

from bot.content import Pack, PackError, load_pack
from bot.content.plain import sentences, words
from bot.content.reading import flat, placeholders
from bot.content.shelf import SHIPPED, Shelf

PACK = load_pack()
SHORT = PACK.in_short


def text_of(pack: Pack, key: str) -> str:
    """Read a text under its name in shorter.toml."""
    found = pack.pages[key.removeprefix("pages.")] if key.startswith("pages.") else pack.sentences[key]
    return "\n".join((found,) if isinstance(found, str) else found)


def keys() -> list[str]:
    """Name all that shorter.toml shortens."""
    return list(flat(Shelf().table("shorter.toml")))


def test_every_shorter_text_is_shorter_and_has_very_short_sentences() -> None:
    """No more words than the long one, or four; no sentence over ten; it fills in only what the long one does."""
    pairs = [(text_of(PACK, key), text_of(SHORT, key)) for key in keys()]
    pairs += [(one.text, two.text) for one, two in zip(PACK.icebreakers, SHORT.icebreakers, strict=True)]
    for one, two in zip(PACK.feelings, SHORT.feelings, strict=True):
        pairs.append((f"{one.meaning} {one.body}", two.meaning))
    for topic, other in zip(PACK.modules, SHORT.modules, strict=True):
        pairs += [(card.text, short.text) for card, short in zip(topic.cards, other.cards, strict=True)]
        pairs.append((topic.activity, other.activity))

    assert len(pairs) > 150
    assert [two for one, two in pairs if len(words(two)) > max(len(words(one)), 4)] == []
    assert [line for _one, two in pairs for line in sentences(two) if len(words(line)) > 10] == []
    assert [two for one, two in pairs if placeholders(two) - placeholders(one)] == []


def test_every_icebreaker_feeling_and_card_of_a_topic_has_a_shorter_text() -> None:
    """Nothing that ships was left out."""
    cards = [card for module in PACK.modules for card in module.cards]

    shorter = [one.shorter for one in PACK.icebreakers] + [one.shorter for one in PACK.feelings]
    shorter += [one.shorter for one in PACK.modules] + [one.shorter for one in cards]

    assert "" not in shorter
    assert {key for key in keys() if key.startswith("pages.")} == {f"pages.{name}" for name in PACK.pages}


def test_what_must_be_said_whole_is_said_whole() -> None:
    """Consent, help, refusals, and what /my-data and /forget-me say have no shorter text."""
    whole = ("consent.", "help.", "refused.", "my-data.", "forget-me.", "limit.", "leaving.")

    assert [key for key in keys() if key.startswith(whole)] == []


def test_a_charitys_own_text_is_not_replaced_by_our_shorter_one(tmp_path: Path) -> None:
    """Without a shorter one of its own, its long one is said; with one, that."""
    (tmp_path / "sentences.toml").write_text('[check-in]\ntext = "How is our week? Press the blue button."')
    (tmp_path / "pages.toml").write_text('plan = ["We have our own plan."]')
    before = load_pack(tmp_path).in_short
    (tmp_path / "shorter.toml").write_text('[check-in]\ntext = "How are we?"')
    after = load_pack(tmp_path).in_short

    assert before.say("check-in.text") == "How is our week? Press the blue button."
    assert before.pages["plan"] == ("We have our own plan.",)
    assert before.say("pass.text") == SHORT.say("pass.text")
    assert after.say("check-in.text") == "How are we?"


def test_a_charitys_own_topic_needs_no_shorter_text(tmp_path: Path) -> None:
    """The card's own line is used then."""
    shipped = (SHIPPED / "topics" / "6-sleep-and-rest.toml").read_text(encoding="utf-8")
    (tmp_path / "topics").mkdir()
    lines = [line for line in shipped.splitlines() if not line.startswith("shorter")]
    (tmp_path / "topics" / "6-sleep-and-rest.toml").write_text("\n".join(lines), encoding="utf-8")
    pack = load_pack(tmp_path)

    assert pack.in_short.modules[5] == pack.modules[5]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[check-in]\ntxt = "How are you?"', "shorter.toml, check-in.txt: no text has this name."),
        ('[pass]\ntext = "Fine, {name}."', "shorter.toml, pass.text: “{name}” cannot be filled in here."),
    ],
)
def test_a_mistake_in_it_is_named(tmp_path: Path, text: str, told: str) -> None:
    """A shorter text of nothing, and one that asks for what is not there."""
    (tmp_path / "shorter.toml").write_text(text, encoding="utf-8")

    with pytest.raises(PackError) as caught:
        load_pack(tmp_path)
    assert str(caught.value).startswith(told)
