"""The words for who the group is for: one setting, and every text follows; a charity may write its own."""

import re
from itertools import cycle
from pathlib import Path

import pytest

from bot.config.settings import ContentSettings
from bot.content import PackError, Wording, load_pack
from bot.content.check import check, main
from bot.content.shelf import SHIPPED, TERMS, Shelf
from bot.content.terms import AUTISM, LEARNING
from bot.content.texts import texts_of
from bot.services.checkup import words

WORDINGS = [Wording(*chosen) for chosen in zip(LEARNING, cycle(AUTISM), strict=False)]  # no text has both kinds in it
NAMES = re.compile("National Autistic Society")
"""An organisation keeps the name that it gave itself."""

TERM = {
    "learning-difficulty": r"learning difficult(y|ies)",
    "learning-disability": r"learning disabilit(y|ies)",
    "none": r"finds? learning hard",
    "autistic-person": r"autistic",
    "person-with-autism": r"with autism",
}


def said_under(wording: Wording) -> str:
    """Join all texts of the shipped pack as people read them under a setting."""
    texts = texts_of(SHIPPED, Shelf(SHIPPED, wording).terms)
    return NAMES.sub("", "\n".join(text.whole for text in texts if text.file != TERMS))


@pytest.mark.parametrize("wording", WORDINGS, ids=str)
def test_no_other_term_is_left_and_every_text_stays_plain(wording: Wording) -> None:
    """All texts say the chosen words and none of the others; the check of plain words finds nothing."""
    said = said_under(wording)
    chosen = {wording.learning, wording.autism}

    assert {term for term, pattern in TERM.items() if re.search(pattern, said, re.IGNORECASE)} == chosen
    assert "{learning" not in said.lower()
    assert [finding for finding in check(SHIPPED, wording) if not finding.is_warning] == []


def test_a_term_is_in_what_a_pack_loads() -> None:
    """Lists, topics and the hard words too; a sentence begins with a capital."""
    pack = load_pack(None, Wording("learning-disability", "person-with-autism"))

    assert "people with a learning disability" in pack.modules[0].cards[4].text
    assert pack.glossary["autism"].startswith("A person with autism may")
    assert "autistic" not in pack.glossary


def test_a_charity_says_it_in_its_own_words(tmp_path: Path) -> None:
    """Its own terms win key by key, also in texts of its own; a term that nobody wrote is named."""
    (tmp_path / TERMS).write_text('[none]\npeople = "our members"\nhere = "our place"\n', encoding="utf-8")
    (tmp_path / "rules.toml").write_text('rules = ["{Learning.people} meet in {learning.here}."]', encoding="utf-8")
    pack = load_pack(tmp_path, Wording("none"))

    assert pack.rules == ("Our members meet in our place.",)
    assert "4 in 10 our members have" in pack.modules[0].cards[4].text
    with pytest.raises(PackError, match=re.escape("rules.toml: “{learning.here}” is not in terms.toml.")):
        load_pack(tmp_path)


def test_the_settings_know_the_words_that_the_pack_knows() -> None:
    """Each choice has its table, with the same names in each table of its kind."""
    fields = ContentSettings.model_fields

    assert ContentSettings().term == Wording().learning
    assert ContentSettings().autism == Wording().autism
    for name, choices in (("term", LEARNING), ("autism", AUTISM)):
        assert tuple(fields[name].annotation.__args__) == choices  # type: ignore[union-attr]  # it is a Literal
        assert len({tuple(sorted(Shelf(None, wording(one)).terms)) for one in choices}) == 1


def wording(one: str) -> Wording:
    """Choose one word and leave the other as it is."""
    return Wording(one) if one in LEARNING else Wording(autism=one)


def test_the_check_of_the_installation_names_the_terms_and_a_broken_pack(tmp_path: Path) -> None:
    """Who looks after the bot reads which words it says, and what is wrong with the charity's own."""
    told = words(ContentSettings(term="none", autism="person-with-autism"))
    (tmp_path / "rules.toml").write_text("rules = [", encoding="utf-8")
    broken = words(ContentSettings(pack=str(tmp_path)))

    assert "“people who find learning hard” and “people with autism”" in str(told)
    assert "rules.toml is not written in TOML" in str(broken)


def test_the_check_of_words_takes_the_terms(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A charity's text is checked with the words that it will be said with."""
    (tmp_path / TERMS).write_text('[none]\npeople = "members e.g. you"\n', encoding="utf-8")

    assert main([str(tmp_path)]) == 0
    assert main([str(tmp_path), "--term", "none"]) == 1
    assert "PW8" in capsys.readouterr().out
