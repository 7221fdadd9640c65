"""Content packs: what ships is complete, and a charity's own texts win without breaking anything."""

import string
from datetime import date
from pathlib import Path

import pytest

from bot.content import HelpLine, Pack, load_pack

BUTTON = 20
OPTION = 100
MEANING = 90
STEPS = {"ground-rules", "icebreaker", "check-in", "feeling-words", "topic", "gratitude", "closing"}
CHECK_IN = ["good", "ok", "hard", "mixed", "not-sure", "rather-not"]


@pytest.fixture(scope="module")
def pack() -> Pack:
    """Load the shipped pack once."""
    return load_pack()


def written(folder: Path, name: str, text: str) -> Path:
    """Write one file of a charity's own pack."""
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_sentence_is_filled_in(tmp_path: Path) -> None:
    """A placeholder takes the value of its name, also if it is called key or self."""
    own = load_pack(written(tmp_path, "sentences.toml", '[try]\nit = "Hello {name}. {key} {self}"'))
    assert own.say("try.it", name="Ana", key=6, self="pm") == "Hello Ana. 6 pm"


def test_an_unknown_sentence_is_named(pack: Pack) -> None:
    """A missing key is a programmer's mistake, and says which."""
    with pytest.raises(KeyError, match="no-such-sentence"):
        pack.say("no-such-sentence")
    assert not pack.has("no-such-sentence")


def test_a_missing_value_is_named(tmp_path: Path) -> None:
    """No member ever sees a brace."""
    own = load_pack(written(tmp_path, "sentences.toml", 'test-hello = "Hello {name}."'))
    with pytest.raises(KeyError, match="name"):
        own.say("test-hello")


def test_a_page_is_a_list_of_sentences(tmp_path: Path) -> None:
    """A list keeps its lines, raw or filled in; said in one breath, each is on a line of its own."""
    own = load_pack(written(tmp_path, "sentences-staff.toml", 'test-page = ["One {a}.", "Two."]'))
    assert own.lines("test-page") == ("One {a}.", "Two.")
    assert own.lines("test-page", a=1) == ("One 1.", "Two.")
    assert own.say("test-page", a=1) == "One 1.\nTwo."
    assert "test-page" in own.keys()  # noqa: SIM118  # the method, not a mapping


def test_there_are_enough_icebreakers_and_each_can_be_pressed(pack: Pack) -> None:
    """At least 60 prompts, each with three or four short answers and a picture in words."""
    assert len(pack.icebreakers) >= 60
    for one in pack.icebreakers:
        assert one.id.startswith("ice-")
        assert 3 <= len(one.answers) <= 4
        assert all(len(answer.label) <= BUTTON for answer in one.answers), one.id
        assert 5 <= len(one.alt.split()) <= 30, one.id


def test_no_two_icebreakers_are_the_same(pack: Pack) -> None:
    """Ids, titles and answers are each used once where they must be."""
    assert len({one.id for one in pack.icebreakers}) == len(pack.icebreakers)
    assert len({one.title for one in pack.icebreakers}) == len(pack.icebreakers)
    for one in pack.icebreakers:
        assert len({answer.id for answer in one.answers}) == len(one.answers), one.id
        assert len({answer.emoji for answer in one.answers}) == len(one.answers), one.id


def test_no_icebreaker_asks_about_a_hard_thing(pack: Pack) -> None:
    """Childhood, family, money, body, work, religion and home stay out; so does memory and speed."""
    hard = {
        *("child", "childhood", "mum", "dad", "mother", "father", "family", "money", "pay", "buy", "rich"),
        *("body", "tall", "weight", "boss", "work", "church", "god", "pray", "home", "house", "live"),
        *("remember", "quick", "quickly", "camera", "school"),
    }
    for one in pack.icebreakers:
        shown = f"{one.title} {one.text} {' '.join(answer.label for answer in one.answers)}"
        used = {word.strip(string.punctuation).lower() for word in shown.split()}
        assert not used & hard, one.id


def test_the_word_bank_fits_two_selects(pack: Pack) -> None:
    """At least 40 words, at most 50, each with a meaning of one line and an emoji of its own."""
    assert 40 <= len(pack.words) <= 50
    assert len({word.id for word in pack.words}) == len(pack.words)
    assert len({word.emoji for word in pack.words}) == len(pack.words)
    for word in pack.words:
        assert len(word.label) <= BUTTON
        assert len(word.meaning) <= MEANING
        assert "\n" not in word.meaning


def test_each_feeling_has_words_from_the_bank(pack: Pack) -> None:
    """Eight feelings, each with three prompts and at least five words near to it."""
    bank = {word.id for word in pack.words}
    assert len(pack.feelings) == 8
    for feeling in pack.feelings:
        assert feeling.id in bank
        assert len(feeling.prompts) == 3
        assert len(feeling.words) >= 5
        assert set(feeling.words) <= bank
        assert feeling.id not in feeling.words


def test_nobody_has_to_be_cheerful(pack: Pack) -> None:
    """Something OK and something I got through are among the entries that one press adds."""
    labels = [entry.label for entry in pack.gratitude]
    assert len(labels) >= 15
    assert len({entry.id for entry in pack.gratitude}) == len(labels)
    assert all(len(label) <= OPTION for label in labels)
    assert {"Something OK", "Something I got through"} <= set(labels)
    assert pack.gratitude_prompts


def test_eight_modules_ship_and_say_their_licence(pack: Pack) -> None:
    """Each has cards with alternative text, questions, an activity and a card to keep."""
    assert len(pack.modules) == 8
    for module in pack.modules:
        assert module.licence == "MIT"
        assert module.sources
        assert 5 <= len(module.cards) <= 6
        assert len(module.questions) == 2
        assert all(5 <= len(card.alt.split()) <= 30 for card in module.cards), module.id
        assert all("image of" not in card.alt.lower() for card in module.cards)


def test_the_starter_rules_fit_one_card(pack: Pack) -> None:
    """Rules without bureaucracy: eight or fewer."""
    assert 1 <= len(pack.rules) <= 8


def test_every_choice_is_an_emoji_and_a_short_word(pack: Pack) -> None:
    """Buttons hold twenty characters, and no colour or face stands alone."""
    for chosen in pack.choices.values():
        assert all(choice.emoji and 0 < len(choice.label) <= BUTTON for choice in chosen)


SYMBOLS = [
    "plant",
    "tree",
    "leaf",
    "flower",
    "sun",
    "moon",
    "star",
    "rainbow",
    "cloud",
    "sea",
    "mountain",
    "boat",
    "house",
    "tea",
    "bread",
    "apple",
    "book",
    "music",
    "bird",
    "bee",
    "cat",
    "dog",
    "fish",
    "elephant",
]


def test_the_choice_sets_have_the_ids_that_counting_stands_on(pack: Pack) -> None:
    """These ids live in the database."""
    ids = {key: [choice.id for choice in chosen] for key, chosen in pack.choices.items()}
    assert ids == {
        "check-in.week": CHECK_IN,
        "check-in.feel": CHECK_IN,
        "ground-rules.agree": ["agree", "not-sure", "talk"],
        "closing.change": ["better", "same", "worse"],
        "topic.sense": ["get-it", "nearly", "again"],
        "feedback.face": ["good", "ok", "not-good"],
        "outcome.answer": ["yes", "a-bit", "no", "not-sure"],
        "outcome.lonely-ons": ["often", "some", "occasionally", "hardly-ever", "never"],
        "outcome.lonely-plain": ["often", "sometimes", "not-often"],
        "group.symbol": SYMBOLS,
    }


def test_every_emoji_is_one_that_discord_draws_itself(pack: Pack) -> None:
    """No custom emoji, no letters, no sign that is drawn as text."""
    cards = [card for module in pack.modules for card in module.cards]
    answers = [answer for one in pack.icebreakers for answer in one.answers]
    chosen = [choice for choices in pack.choices.values() for choice in choices]
    emoji = {one.emoji for one in (*answers, *chosen, *pack.gratitude)}
    emoji |= {word.emoji for word in pack.words} | {feeling.emoji for feeling in pack.feelings}
    for shown in emoji | {card.emoji for card in cards}:
        assert ord(shown[0]) >= 0x2300, shown
        assert shown[1:] in {"", "\ufe0f"}, shown


def test_each_step_has_two_or_three_lines_to_say(pack: Pack) -> None:
    """A facilitator is never left without words."""
    assert set(pack.scripts) >= STEPS
    assert all(2 <= len(lines) <= 6 for lines in pack.scripts.values())


def test_the_pages_are_short(pack: Pack) -> None:
    """At most six lines a page; the three cards on privacy together at most ninety words."""
    assert set(pack.pages) >= {"welcome", "plan", "private-1", "private-2", "private-3"}
    assert all(len(page) <= 6 for page in pack.pages.values())
    private = [line for key in ("private-1", "private-2", "private-3") for line in pack.pages[key]]
    assert sum(len(line.split()) for line in private) <= 90


def test_the_pages_use_only_names_that_the_bot_fills_in(pack: Pack) -> None:
    """A page that asks for more would fail in front of the group."""
    known = dict.fromkeys(("group", "lead", "support", "time", "day", "date"), "x")
    for page in pack.pages.values():
        assert all("{" not in line.format_map(known) for line in page)


def test_nobody_is_told_that_they_are_anonymous(pack: Pack) -> None:
    """A small group knows its members; the word promises too much."""
    shown = [line for page in (*pack.pages.values(), *pack.scripts.values()) for line in page]
    shown += [pack.say(key) for key in pack.keys() if "{" not in "".join(pack.lines(key))]  # noqa: SIM118
    assert not [text for text in shown if "anonymous" in text.lower()]


def test_the_help_lines_are_few_british_and_dated(pack: Pack) -> None:
    """Room for the group's own line stays; the numbers are those of the UK."""
    contacts = " ".join(line.contact for line in pack.help_lines.lines)
    assert len(pack.help_lines.lines) <= 4
    assert all(number in contacts for number in ("999", "111", "116 123", "85258"))
    assert pack.help_lines.checked_on >= date(2026, 1, 1)


@pytest.mark.parametrize("number", ["116 123", "0808 808 1111", "Text SHOUT to 85258.", "0300 123 9880"])
def test_a_british_number_is_taken(number: str) -> None:
    """The refusal takes nothing away from the lines that work."""
    assert HelpLine("Help", number, "Day and night.").contact == number


def test_the_glossary_explains_the_hard_words(pack: Pack) -> None:
    """One plain sentence each."""
    assert {"confidential", "facilitator", "gratitude", "icebreaker"} <= set(pack.glossary)
    assert all(meaning.endswith(".") for meaning in pack.glossary.values())
