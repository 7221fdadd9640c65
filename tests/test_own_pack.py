"""A charity's own pack: its texts win, and a mistake in it becomes a sentence that helps to mend it."""

from pathlib import Path

import pytest

from bot.content import Pack, PackError, load_pack
from bot.content.shelf import SHIPPED


@pytest.fixture(scope="module")
def pack() -> Pack:
    """Load the shipped pack once."""
    return load_pack()


def written(folder: Path, name: str, text: str) -> Path:
    """Write one file of a charity's own pack."""
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def complaint(folder: Path) -> str:
    """Load a pack that cannot be loaded, and give what it says."""
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    return str(caught.value)


def test_an_own_sentence_wins_and_the_rest_stays(tmp_path: Path, pack: Pack) -> None:
    """Named texts win key by key."""
    own = load_pack(written(tmp_path, "scripts.toml", 'topic = ["Let us talk.", "You can pass."]'))
    assert own.scripts["topic"] == ("Let us talk.", "You can pass.")
    assert own.scripts["closing"] == pack.scripts["closing"]
    assert own.keys() == pack.keys()


def test_an_own_list_wins_as_a_whole(tmp_path: Path) -> None:
    """A group's own rules are not mixed with ours."""
    assert load_pack(written(tmp_path, "rules.toml", 'rules = ["We are kind."]')).rules == ("We are kind.",)


def test_an_own_word_bank_leaves_our_feelings_whole(tmp_path: Path) -> None:
    """Words that the charity's bank lacks drop out of the shipped feelings."""
    bank = '[[word]]\nid = "low"\nlabel = "Low"\nemoji = "🌧️"\nmeaning = "You feel sad."'
    own = load_pack(written(tmp_path, "words.toml", bank))
    assert {feeling.id: feeling.words for feeling in own.feelings}["sad"] == ("low",)


def test_an_own_topic_is_added_and_an_empty_file_leaves_one_out(tmp_path: Path, pack: Pack) -> None:
    """A charity's modules stand beside ours, without code."""
    shipped = (SHIPPED / "topics" / "6-sleep-and-rest.toml").read_text(encoding="utf-8")
    mine = shipped.replace('id = "sleep-and-rest"', 'id = "ours"')
    written(tmp_path, "topics/9-ours.toml", mine)
    written(tmp_path, "topics/1-mental-health.toml", "")
    ids = [module.id for module in load_pack(tmp_path).modules]
    assert ids == [*[module.id for module in pack.modules][1:], "ours"]


def test_a_sentence_has_one_place(tmp_path: Path) -> None:
    """A name in both files of sentences would hide one of them."""
    written(tmp_path, "sentences.toml", 'try = "Hello."')
    said = complaint(written(tmp_path, "sentences-staff.toml", 'try = "Hi."'))
    assert said == "sentences-staff.toml, try: this name is in sentences.toml too."


def test_two_topics_of_one_name_are_refused(tmp_path: Path) -> None:
    """Nobody could tell which of them would be played."""
    shipped = (SHIPPED / "topics" / "6-sleep-and-rest.toml").read_text(encoding="utf-8")
    assert "sleep-and-rest" in complaint(written(tmp_path, "topics/9-ours.toml", shipped))


def test_a_picture_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A member never waits for a picture that cannot come."""
    shipped = (SHIPPED / "topics" / "6-sleep-and-rest.toml").read_text(encoding="utf-8")
    with_picture = shipped.replace("sleep-in-bed.png", "bed.png")
    written(tmp_path, "topics/6-sleep-and-rest.toml", with_picture)
    assert "bed.png" in complaint(tmp_path)
    picture = tmp_path / "topics" / "bed.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    assert load_pack(tmp_path).modules[5].cards[0].picture == picture.resolve()


def test_an_own_label_may_change_but_no_id(tmp_path: Path) -> None:
    """Counts and buttons stand on the ids."""
    row = '[[closing.change]]\nid = "{}"\nlabel = "{}"\nemoji = "🌞"\n'
    mine = row.format("same", "No change") + row.format("better", "Up") + row.format("worse", "Down")
    own = load_pack(written(tmp_path, "choices.toml", mine))
    assert [choice.label for choice in own.choices["closing.change"]] == ["No change", "Up", "Down"]
    assert len(own.choices["check-in.week"]) == 6

    said = complaint(written(tmp_path, "choices.toml", row.format("great", "Great")))
    assert said == "choices.toml, closing.change: the ids must stay better, same, worse."


BROKEN = {
    "rules.toml": ("rules = [", "rules.toml is not written in TOML"),
    "sentences.toml": ("hello = 3", "sentences.toml, hello: this needs a text"),
    "sentences-staff.toml": ('hello = "Hi {"', "sentences-staff.toml, hello: a { or a } stands alone."),
    "pages.toml": ('welcome = ["Hi {nobody}."]', "pages.toml, welcome: “{nobody}” cannot be filled in here."),
    "calendar.toml": ('day = "{weekday"', "calendar.toml, day: a { or a } stands alone."),
    "scripts.toml": ('topic = "One line."', "scripts.toml, topic: this needs a list of texts"),
    "glossary.toml": ('bot = ["a", "b"]', "glossary.toml, bot: this needs one text"),
    "icebreakers.toml": ('[[icebreaker]]\nid = "ice-x"', "icebreakers.toml, icebreaker.ice-x"),
    "words.toml": ('[[word]]\nid = "a"\n[[word]]\nid = "a"', "words.toml, word: the id “a” is there twice."),
    "help.toml": ('checked_on = "May"', "help.toml, line: this needs one or more tables"),
    "gratitude.toml": ("prompts = []", "gratitude.toml, prompts: this needs a list of texts"),
    "choices.toml": ("[closing]\nchange = 1", "choices.toml, closing.change: this needs one or more tables"),
    "sentance.toml": ("", "sentance.toml is not a file of a pack."),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_gets_a_plain_sentence(name: str, tmp_path: Path) -> None:
    """The people who write packs run groups; they are told the file, the key and what to do."""
    text, expected = BROKEN[name]
    if name == "gratitude.toml":
        text += '\n[[entry]]\nid = "a"\nlabel = "A"\nemoji = "👌"'
    said = complaint(written(tmp_path, name, text))
    assert said.startswith(expected)
    assert "Traceback" not in said
    assert "\n" not in said


@pytest.mark.parametrize("hole", ["weekday:d", "weekday!r", "weekday:>9999999999", "0", "weekday[0]"])
def test_only_a_plain_name_can_be_filled_in(hole: str, tmp_path: Path) -> None:
    """What else Python could read there would fail, or fill the memory, when somebody meets it."""
    said = complaint(written(tmp_path, "calendar.toml", f'day = "{{{hole}}}"'))
    assert said == f"calendar.toml, day: “{{{hole}}}” is not a name that can be filled in."


def test_a_date_in_quotes_is_explained(tmp_path: Path) -> None:
    """The day of the last look at the numbers is a real date."""
    line = '[[line]]\nlabel = "Help"\ncontact = "Call 999."\nhours_note = "Day and night."'
    said = complaint(written(tmp_path, "help.toml", f'checked_on = "May"\n{line}'))
    assert said == "help.toml, checked_on: this needs a date such as 2026-03-04, without quotes."


def test_an_own_feeling_may_only_use_words_of_the_bank(tmp_path: Path) -> None:
    """A word without a meaning cannot be shown."""
    shipped = (SHIPPED / "feelings.toml").read_text(encoding="utf-8")
    said = complaint(written(tmp_path, "feelings.toml", shipped.replace('"scared"', '"scarred"')))
    assert said == "feelings.toml, worried: the word “scarred” is not in words.toml."


def test_more_words_than_discord_shows_are_refused(tmp_path: Path) -> None:
    """The fifty-first word would never be seen."""
    row = '[[word]]\nid = "w{0}"\nlabel = "W"\nemoji = "🌧️"\nmeaning = "You feel sad."\n'
    said = complaint(written(tmp_path, "words.toml", "".join(row.format(at) for at in range(51))))
    assert "51 words" in said


def test_a_file_in_another_alphabet_table_is_explained(tmp_path: Path) -> None:
    """Some editors save in an old encoding."""
    (tmp_path / "rules.toml").write_bytes('rules = ["café"]'.encode("latin-1"))
    assert "UTF-8" in complaint(tmp_path)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A wrong path in the settings is found at the start."""
    assert "no folder" in complaint(tmp_path / "nowhere")


@pytest.mark.parametrize("number", ["988", "Text HOME to 741741.", "741-741", "1-800-273-8255"])
def test_an_american_number_is_refused(number: str, tmp_path: Path) -> None:
    """It is copied from the web and reaches nobody in the UK."""
    line = f'[[line]]\nlabel = "Help"\ncontact = "{number}"\nhours_note = "Day and night."'
    said = complaint(written(tmp_path, "help.toml", f"checked_on = 2026-03-04\n{line}"))
    assert "help.toml" in said
    assert "American" in said


def test_a_sixth_help_line_is_refused(tmp_path: Path) -> None:
    """Too many lines overwhelm a person who looks for help."""
    line = '\n[[line]]\nlabel = "Help"\ncontact = "Call 999."\nhours_note = "Day and night."'
    assert "5 or fewer" in complaint(
        written(tmp_path, "help.toml", "checked_on = 2026-03-04" + line * 6),
    )
