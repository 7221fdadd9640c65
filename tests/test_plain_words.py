"""The plain-words check: each rule finds its fault, and plain lines are left alone."""

import string
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import PackError
from bot.content.check import Finding, check, main, summary
from bot.content.plain import grade, sentences, syllables, words
from bot.content.shelf import SHIPPED
from bot.content.texts import Kind, texts_of

LONG_ONES = "\n".join(f'long-{at} = "Here is a day with rain and sun and a walk to the sea."' for at in range(60))
BAD_PACK = {
    "sentences.toml": f"""
[bad]
{LONG_ONES}
too-long = "We go to the park and then we go to the sea and then we go back to the park."
too-hard = "Disability organisations appreciate participation. Facilitators facilitate opportunities. \
Communication necessitates understanding. Individual responsibilities accumulate continuously. \
Considerable experimentation illuminates alternatives. Independent organisations communicate effectively."
dash = "This is our plan - it can change."
passive = "Your words are always kept by the bot."
percent = "About 40% of people feel this."
idiom = "Please reach out to us."
blame = "We missed you last Tuesday."
click = "Please click the button."
many = "Bring three friends."
clock = "We start at 18:30."
much = [{'"This is one line.", ' * 10}]
party = "Well done 🎉 You came."
child = "You are a good girl."
[button]
pass = "Pass it on to me now"
""",
    "sentences-staff.toml": 'link = "We stop now, unless you want more time."',
    "rules.toml": "rules = [" + '"We are kind.",' * 9 + "]",
    "sentences-safety.toml": 'refused.hard = "Your rota is new. You can see it."',
    "scripts.toml": 'topic = ["Do not say no to that.", "You can pass."]',
    "pages.toml": 'plan = ["This is VERY good."]',
    "gratitude.toml": """
prompts = ["Bring a red pen etc."]
[[entry]]
id = "pals"
label = "My group of chums"
emoji = "👥"
""",
    "choices.toml": """
[[ground-rules.agree]]
id = "agree"
label = "Yes"
emoji = "👍"
[[ground-rules.agree]]
id = "not-sure"
label = "I don't know"
emoji = "🤔"
[[ground-rules.agree]]
id = "talk"
label = "Let us talk"
emoji = "💬"
""",
    "icebreakers.toml": """
[[icebreaker]]
id = "ice-cup"
title = "Your cup"
text = "Which cup do you like?"
alt = "A picture of a red cup."
answers = [{id = "red", label = "Red", emoji = "🔴"}, {id = "blue", label = "Blue", emoji = "🟦🟦"}]
""",
    "topics/9-ours.toml": """
id = "ours"
title = "Our topic"
licence = "MIT"
sources = "Our own."
questions = ["What is good?"]
activity = "We talk about responsibility."
keep = "One step."
[[card]]
text = "This is our card."
alt = "A card on a table."
emoji = "🃏"
""",
}
PLANTED = {
    "PW1": ("sentences.toml", "bad.too-long"),
    "PW2": ("all files", "all texts"),
    "PW3": ("sentences.toml", "bad.too-hard"),
    "PW4": ("sentences.toml", "bad.dash"),
    "PW5": ("rules.toml", "rules"),
    "PW6": ("sentences.toml", "bad.passive"),
    "PW7": ("choices.toml", "ground-rules.agree.not-sure.label"),
    "PW8": ("gratitude.toml", "prompts.1"),
    "PW9": ("sentences.toml", "bad.percent"),
    "PW10": ("sentences.toml", "bad.idiom"),
    "PW11": ("sentences-staff.toml", "link"),
    "PW12": ("scripts.toml", "topic"),
    "PW13": ("pages.toml", "plan"),
    "PW14": ("gratitude.toml", "entry.pals.label"),
    "PW15": ("9-ours.toml", "activity"),
    "PW16": ("sentences-safety.toml", "refused.hard"),
    "PW17": ("sentences.toml", "bad.click"),
    "PW18": ("sentences.toml", "bad.many"),
    "PW19": ("sentences.toml", "bad.clock"),
    "PW20": ("sentences.toml", "button.pass"),
    "PW21": ("sentences.toml", "bad.much"),
    "PW22": ("icebreakers.toml", "icebreaker.ice-cup.alt"),
    "PW23": ("sentences.toml", "bad.party"),
    "PW24": ("sentences.toml", "bad.child"),
    "PW25": ("sentences.toml", "bad.blame"),
}


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> list[Finding]:
    """Check a pack that breaks every rule once, on purpose."""
    folder = tmp_path_factory.mktemp("bad")
    (folder / "topics").mkdir()
    for name, text in BAD_PACK.items():
        (folder / name).write_text(text, encoding="utf-8")
    return check(folder)


def own(folder: Path, *lines: str) -> list[Finding]:
    """Check lines, each as one prompt of a pack that holds nothing else."""
    entry = '[[entry]]\nid = "a"\nlabel = "Music"\nemoji = "🎵"'
    prompts = ",\n".join(f"'''{line}'''" for line in lines)
    (folder / "gratitude.toml").write_text(f"prompts = [{prompts}]\n{entry}", encoding="utf-8")
    return check(folder)


@pytest.mark.parametrize("rule", PLANTED)
def test_each_planted_fault_is_found(rule: str, faults: list[Finding]) -> None:
    """The finding names the file, the key and the rule, and says what to do."""
    file, key = PLANTED[rule]
    found = [one for one in faults if (one.file, one.key, one.rule) == (file, key, rule)]
    assert found
    assert all(one.sentence and one.hint for one in found)


@pytest.mark.parametrize("rule", PLANTED)
def test_a_fault_is_found_where_it_is_and_nowhere_else(rule: str, faults: list[Finding]) -> None:
    """One planted fault does not spill over to other texts (a hard text breaks the word rules too)."""
    elsewhere = {(one.file, one.key) for one in faults if one.rule == rule}
    twice = {("sentences.toml", "bad.too-hard"), ("sentences.toml", "bad.much")}
    sign = ("icebreakers.toml", "icebreaker.ice-cup.answers.blue.emoji")  # a second fault, on purpose
    assert elsewhere - twice - {sign} <= {PLANTED[rule]}


def test_all_that_ships_is_plain() -> None:
    """Every text of the shipped pack passes every rule, warnings too."""
    assert [str(one) for one in check()] == []


def test_all_that_ships_is_as_easy_as_we_say() -> None:
    """All prose together: a grade of 3 at most, 8 words a sentence at most, none over 15."""
    prose = [text.whole for text in texts_of(SHIPPED) if text.kind is Kind.PROSE]
    lengths = [len(words(sentence)) for text in prose for sentence in sentences(text)]

    assert len(lengths) > 1000
    assert grade("\n".join(prose)) <= 3
    assert sum(lengths) / len(lengths) <= 8
    assert max(lengths) <= 15


def test_a_text_that_would_never_be_shown_is_found(faults: list[Finding]) -> None:
    """A name with a slip in it would leave our own sentence in place without a word."""
    assert ("sentences.toml", "bad.idiom", "NAME") in {(one.file, one.key, one.rule) for one in faults}


FINE = [
    "I am worried. You were so tired. They are all excited.",
    "We do not need a bed. There is no need for a red one.",
    "Call 116 123. Text SHOUT to 85258. Type /help-now to see who you can call.",
    "We start at 6.30pm on {day}. {lead_name} is here.",
    "This is the group's plan.",
    "About 4 in 10 people feel this.",
    "Is that OK? You can get help from the NHS in the UK!",
    "**Welcome** to {group}.\n- You can talk.\n- You can type.\n1. Or just listen.",
    "This is a warm-up. A facilitator starts the check-in.",
    "You can say yes or no. Both are OK 👌",
    "Confidential means private. “Gratitude” is in our list.",
    "The rule is broken. The door is closed.",
    "Come in 2 weeks, on Tuesday 4 March.",
    "Write to help@example.org or look at www.example.org.",
    "We talk for 5 minutes. One of us begins.",
]


@pytest.mark.parametrize("line", FINE)
def test_a_plain_line_makes_no_alarm(line: str, tmp_path: Path) -> None:
    """A check that cries wolf is soon switched off."""
    assert own(tmp_path, line) == []


FAULTY = [
    ("Are you asked to come?", "PW6"),
    ("You\u2019re welcome.", "PW7"),
    ("Come at 6 p.m. on Friday.", "PW8"),
    ("That is 2.5 hours.", "PW9"),
    ("Half, or 50 per cent, came.", "PW9"),
    ("This is a safe space.", "PW10"),
    ("However, we can wait.", "PW11"),
    ("Nobody has nothing.", "PW12"),
    ("Well done! You came!", "PW13"),
    ("Bring red, blue, green and black pens.", "PW5"),
    ("We stop (for a short time).", "PW4"),
    ("We stop \u2013 we start again soon.", "PW4"),
    ("We perambulate.", "PW14"),
    ("We have an opportunity.", "PW15"),
    ("You are not unkind.", "PW12"),
    ("Your rule was broken by someone.", "PW6"),
    ("Next week we talk about sleep.", "PW19"),
    ("You can tell your leader.", "PW17"),
    ("The days in red are full.", "PW22"),
    ("She suffers from stress.", "PW24"),
    ("Wait one hour.", "PW18"),
    ("Hello 🦩", "PW23"),
]


@pytest.mark.parametrize(("line", "rule"), FAULTY)
def test_a_fault_in_another_shape_is_found_too(line: str, rule: str, tmp_path: Path) -> None:
    """The rules know the usual ways in which a text goes wrong."""
    assert rule in {one.rule for one in own(tmp_path, line)}


def test_an_own_glossary_lets_a_hard_word_in(tmp_path: Path) -> None:
    """A word may be rare where it is explained."""
    assert own(tmp_path, "We use makaton.")
    (tmp_path / "glossary.toml").write_text('makaton = "Makaton is a way to talk with signs."', encoding="utf-8")
    assert own(tmp_path, "We use makaton.") == []


def test_a_new_word_may_be_rare_but_its_meaning_not(tmp_path: Path) -> None:
    """The bank holds words to learn; what they mean must be clear at once."""
    word = '[[word]]\nid = "low"\nlabel = "Glum"\nemoji = "🌧️"\nmeaning = "{}"'
    (tmp_path / "words.toml").write_text(word.format("You feel low."), encoding="utf-8")
    assert check(tmp_path) == []
    (tmp_path / "words.toml").write_text(word.format("You feel morose."), encoding="utf-8")
    assert [(one.key, one.rule) for one in check(tmp_path)] == [("word.low.meaning", "PW14")]


def test_a_label_is_no_sentence(tmp_path: Path) -> None:
    """A button need not be a sentence, but its words are as plain."""
    (tmp_path / "sentences.toml").write_text('try = "Music, art, games"', encoding="utf-8")
    assert [one.rule for one in check(tmp_path)] == ["NAME"]
    (tmp_path / "sentences.toml").write_text('try = "Facilitate asap"', encoding="utf-8")
    assert {one.rule for one in check(tmp_path)} == {"NAME", "PW8", "PW14"}


def test_a_few_long_sentences_are_no_long_pack(tmp_path: Path) -> None:
    """The mean is asked of twenty sentences or more."""
    long_one = "Here is a day with rain and sun and a walk to the sea."
    assert own(tmp_path, *[long_one] * 19) == []
    assert [one.rule for one in own(tmp_path, *[long_one] * 20)] == ["PW2"]


def test_the_command_says_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    """One line sums up the pack that ships."""
    assert main([]) == 0
    said = capsys.readouterr().out
    assert said == f"{summary()}\n"
    assert " sentences, mean " in said
    assert ", longest " in said


def test_the_command_prints_each_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """File, key, rule, sentence and hint; the exit code stops a build."""
    own(tmp_path, "Please reach out.")
    assert main([str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert "gratitude.toml  prompts.1  PW10\n    Please reach out.\n    “reach out”" in said


def test_a_warning_stops_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A long word is only pointed out."""
    own(tmp_path, "We have an opportunity.")
    assert main([str(tmp_path)]) == 0
    assert "PW15" in capsys.readouterr().out


def test_a_pack_that_cannot_be_read_is_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A plain sentence, not a trace."""
    (tmp_path / "rules.toml").write_text("rules = [", encoding="utf-8")
    assert main([str(tmp_path)]) == 1
    assert capsys.readouterr().out.startswith("rules.toml is not written in TOML")
    with pytest.raises(PackError):
        check(tmp_path)


def test_the_check_says_loudly_that_it_could_not_run() -> None:
    """Without wordfreq half of the rules are blind: that is no success."""
    without = "import sys; sys.modules['wordfreq'] = None; from bot.content.check import main; sys.exit(main([]))"
    ran = subprocess.run([sys.executable, "-c", without], capture_output=True, text=True, check=False)  # noqa: S603  # our own interpreter
    assert ran.returncode == 2
    assert "DID NOT RUN" in ran.stderr


COUNTED = {
    1: "cat hope liked the 116 {name}",
    2: "people table wanted boxes places quiet something feeling worried safety question",
    3: "easily together",
    4: "confidential",
    5: "disability facilitator organisation",
}


@pytest.mark.parametrize("count", COUNTED)
def test_syllables_are_counted_as_they_are_said(count: int) -> None:
    """Silent endings are silent; a number or a placeholder counts as one."""
    assert {syllables(word) for word in COUNTED[count].split()} == {count}


def test_a_time_or_a_list_number_ends_no_sentence() -> None:
    """A full stop within a number is no full stop."""
    assert sentences("1. We meet at 6.30pm. Come!\n- {name} helps.") == ("We meet at 6.30pm.", "Come!", "{name} helps.")


def test_numbers_commands_and_names_to_fill_in_are_one_word_each() -> None:
    """Nobody is told that a telephone number makes a sentence too long."""
    assert words("Call 116 123 at 6pm, or type /help-now for {lead}.") == (
        *("Call", "116 123", "at", "6pm", "or", "type", "/help-now", "for", "{lead}"),
    )


plain_words = st.text(string.ascii_lowercase, min_size=1, max_size=12)
plain_sentences = st.lists(plain_words, min_size=1, max_size=12).map(" ".join)


@given(st.lists(st.tuples(plain_sentences, st.sampled_from(".!?")), max_size=8))
def test_sentences_that_are_joined_come_apart_again(parts: list[tuple[str, str]]) -> None:
    """Splitting finds each sentence whole, in order."""
    whole = " ".join(sentence + mark for sentence, mark in parts)
    assert sentences(whole) == tuple(sentence + mark for sentence, mark in parts)


@given(st.text(max_size=200))
def test_no_text_breaks_the_counting(text: str) -> None:
    """People paste anything; each word has a syllable, and no sentence is without a word."""
    for sentence in sentences(text):
        assert words(sentence)
        assert all(syllables(word) >= 1 for word in words(sentence))
    assert grade(text) >= -15.59


@given(plain_words)
def test_a_word_has_no_more_syllables_than_letters(word: str) -> None:
    """And never fewer than one."""
    assert 1 <= syllables(word) <= len(word)
