"""Keys, pseudonyms and small numbers: what hides people does so, and nobody's id shows itself."""

import stat
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.privacy import (
    KeyProblem,
    SeededRandomness,
    SystemRandomness,
    Veil,
    in_new_order,
    key_check,
    load_master_key,
    merged,
    ranking,
    same_key,
    showing,
    totals,
)
from bot.privacy.sealing import same_text
from bot.privacy.veil import NONCE_SIZE
from bot.session import Caller, MemberId

MASTER = bytes(range(32))
OTHER = bytes(32)
USER = 918273645546372819
calm = settings(deadline=None)
answers = st.lists(st.sampled_from(["good", "ok", "hard", "mixed"]), max_size=14)
nonces = st.binary(min_size=16, max_size=16)


@calm
@given(nonces, st.text(max_size=60))
def test_a_veil_reveals_what_it_hid(nonce: bytes, text: str) -> None:
    """Only the same key, nonce and purpose read it again."""
    hidden = Veil(MASTER, nonce, "step").hide(text, bytes(NONCE_SIZE))

    assert Veil(MASTER, nonce, "step").reveal(hidden) == text


@pytest.mark.parametrize(
    "other", [Veil(OTHER, b"n" * 16, "step"), Veil(MASTER, b"m" * 16, "step"), Veil(MASTER, b"n" * 16, "texts")]
)
def test_another_key_reads_nothing(other: Veil) -> None:
    """Another master key, another nonce or another purpose is another key."""
    veil = Veil(MASTER, b"n" * 16, "step")

    assert other.tag(b"person") != veil.tag(b"person")
    with pytest.raises(InvalidTag):
        other.reveal(veil.hide("tired", bytes(NONCE_SIZE)))


def test_a_changed_text_is_noticed() -> None:
    """Whoever changes one bit of what is hidden cannot make another word of it."""
    hidden = bytearray(Veil(MASTER, b"n" * 16, "step").hide("tired", bytes(NONCE_SIZE)))
    hidden[NONCE_SIZE] ^= 1

    with pytest.raises(InvalidTag):
        Veil(MASTER, b"n" * 16, "step").reveal(bytes(hidden))


@calm
@given(st.sets(st.integers(min_value=1, max_value=2**63), min_size=2, max_size=20), nonces, nonces)
def test_a_pseudonym_is_one_persons_under_one_key(people: set[int], first: bytes, second: bytes) -> None:
    """The same person has the same one, two people never share one, and another key makes others."""
    ids = [MemberId(person).to_bytes() for person in people]
    tags = [Veil(MASTER, first, "step").tag(person) for person in ids]

    assert tags == [Veil(MASTER, first, "step").tag(person) for person in ids]
    assert len(set(tags)) == len(ids)
    assert first == second or not set(tags) & {Veil(MASTER, second, "step").tag(person) for person in ids}


def test_a_veil_never_shows_its_key() -> None:
    """Neither when it is printed nor when it is formatted."""
    veil = Veil(MASTER, b"n" * 16, "step")

    assert veil._key.hex() not in f"{veil} {veil!r}"
    assert repr(veil._key) not in f"{veil} {veil!r}"


def test_the_key_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    """The second start reads the key of the first; nobody else on the computer can."""
    file = tmp_path / "keys" / "master.key"
    key = load_master_key(file, {}, tmp_path / "data", may_create=True)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) & 0o077 == 0
    assert len(key) == 32
    assert load_master_key(file, {}, tmp_path / "data", may_create=True) == key
    assert load_master_key(file, {}, tmp_path / "data", may_create=False) == key


def test_two_keys_are_never_the_same(tmp_path: Path) -> None:
    """Each place draws its own."""
    keys = [load_master_key(tmp_path / name, {}, tmp_path / "data", may_create=True) for name in ("a.key", "b.key")]

    assert keys[0] != keys[1]


def test_the_environment_comes_first(tmp_path: Path) -> None:
    """A key that is given by the environment needs no file, and none is made."""
    file = tmp_path / "master.key"
    key = load_master_key(file, {"PEERLIGHT_MASTER_KEY": MASTER.hex()}, tmp_path, may_create=True)

    assert key == MASTER
    assert not file.exists()


def _missing(file: Path) -> None:
    file.unlink(missing_ok=True)


def _short(file: Path) -> None:
    file.write_text(MASTER.hex()[:-2])
    file.chmod(0o600)


def _no_hex(file: Path) -> None:
    file.write_text("z" * 64)
    file.chmod(0o600)


def _open(file: Path) -> None:
    file.write_text(MASTER.hex())
    file.chmod(0o640)


def _folder(file: Path) -> None:
    file.mkdir()


def _no_text(file: Path) -> None:
    file.write_bytes(b"\xff" * 32)
    file.chmod(0o600)


@pytest.mark.parametrize(
    ("prepare", "reason"),
    [
        (_missing, "missing"),
        (_short, "wrong-length"),
        (_no_hex, "wrong-length"),
        (_open, "too-open"),
        (_folder, "unreadable"),
        (_no_text, "unreadable"),
    ],
)
def test_a_key_that_cannot_be_used_says_why(tmp_path: Path, prepare: Callable[[Path], None], reason: str) -> None:
    """By a short name, in words, and with what to do; the key itself is never in them."""
    file = tmp_path / "master.key"
    prepare(file)
    with pytest.raises(KeyProblem) as problem:
        load_master_key(file, {}, tmp_path / "data", may_create=False)

    assert problem.value.reason == reason
    assert problem.value.mend
    assert MASTER.hex()[:16] not in str(problem.value) + problem.value.mend


@pytest.mark.parametrize("where", ["data/master.key", "data/deeper/master.key", "link/master.key", "x/../data/m.key"])
def test_a_key_inside_the_data_folder_is_refused(tmp_path: Path, where: str) -> None:
    """A copy of the folder would hold both lock and key; a link to it is no way round."""
    (tmp_path / "data").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "data")
    with pytest.raises(KeyProblem) as problem:
        load_master_key(tmp_path / where, {}, tmp_path / "data", may_create=True)

    assert problem.value.reason == "inside-data"
    assert not list((tmp_path / "data").iterdir())


def test_a_database_knows_its_key_again() -> None:
    """By a check value that is not the key and does not hold it."""
    check = key_check(MASTER)

    assert same_key(MASTER, check)
    assert not same_key(OTHER, check)
    assert check not in MASTER


@calm
@given(answers)
@example(["good"] * 5)  # by chance alone it is not drawn every time
def test_the_room_sees_nothing_of_few_or_equal_answers(given_answers: list[str]) -> None:
    """With fewer than four, or all alike, somebody's own answer would be known."""
    shown = showing([given_answers])
    hidden = len(given_answers) < 4 or len(set(given_answers)) == 1

    assert (shown is None) == hidden


@calm
@given(st.lists(answers, min_size=1, max_size=3))
def test_questions_asked_together_are_shown_together_or_not_at_all(questions: list[list[str]]) -> None:
    """To show one and not the other would tell why."""
    shown = showing(questions)

    assert (shown is None) == any(showing([one]) is None for one in questions)
    assert shown is None or shown == tuple(one for each in questions for one in showing([each]) or ())


@calm
@given(answers)
def test_numbers_are_shown_only_from_ten_answers_on(given_answers: list[str]) -> None:
    """Below that the room sees which answers there were, each once, in an order that says nothing."""
    for one in showing([given_answers]) or ():
        assert one.chosen == tuple(sorted(set(given_answers)))
        assert dict(one.counts) == (Counter(given_answers) if len(given_answers) >= 10 else {})


@calm
@given(answers)
def test_who_gave_an_answer_changes_nothing_that_is_shown(given_answers: list[str]) -> None:
    """What is shown and added up depends on the answers together, not on their order."""
    backwards = given_answers[::-1]

    assert showing([given_answers]) == showing([backwards])
    assert totals(given_answers) == totals(backwards)


@calm
@given(answers)
def test_totals_of_few_or_equal_answers_say_only_how_many(given_answers: list[str]) -> None:
    """Otherwise the cells add up to the number of answers."""
    counted = totals(given_answers)
    cells = {choice: number for choice, number in counted.items() if choice != "answered"}

    assert counted["answered"] == len(given_answers)
    assert bool(cells) == (showing([given_answers]) is not None)
    assert not cells or sum(cells.values()) == len(given_answers)


def test_a_vote_of_three_people_is_not_shown() -> None:
    """With four it is: the three most wanted, without numbers."""
    votes = ["sleep", "sleep", "stress", "sleep", "stress", "friends", "food"]
    shown = ranking(votes, 4, SeededRandomness(1))

    assert ranking(votes, 3, SeededRandomness(1)) is None
    assert shown
    assert shown[0].chosen[:2] == ("sleep", "stress")
    assert len(shown[0].chosen) == 3
    assert shown[0].counts == ()


words = st.lists(
    st.sampled_from(["Tired", "tired", "tired.", " tired ", "happy", "HAPPY", "ok", "caf\u00e9"]), max_size=12
)


@calm
@given(words)
def test_each_text_is_kept_once(texts: list[str]) -> None:
    """Capitals, spaces and end marks make no other text; what stays does not tell who wrote first."""
    once = merged(texts)

    assert len({same_text(text) for text in once}) == len(once)
    assert {same_text(text) for text in once} == {same_text(text) for text in texts}
    assert once == merged(texts[::-1])


@calm
@given(words, st.integers())
def test_the_new_order_is_of_chance_alone(texts: list[str], seed: int) -> None:
    """The same texts and the same chance give the same list, whoever wrote what and when."""
    assert in_new_order(texts, SeededRandomness(seed)) == in_new_order(texts[::-1], SeededRandomness(seed))
    assert Counter(in_new_order(texts, SystemRandomness())) == Counter(merged(texts))


def test_every_order_comes_up() -> None:
    """A list of three has six orders, and chance gives each of them."""
    orders = {tuple(in_new_order(["a", "b", "c"], SystemRandomness())) for _ in range(400)}

    assert len(orders) == 6


@pytest.mark.parametrize("show", [repr, str, "{}".format, "{0!r}".format, lambda value: f"{value}", "%s".__mod__])
def test_nobodys_id_or_name_shows_itself(show: Callable[[object], str]) -> None:
    """However a log line or a traceback prints a person."""
    caller = Caller(MemberId(USER), frozenset({77}), shown_as="Ana Distinct")
    printed = show(caller) + show(caller.id) + show([caller]) + show({"who": caller, "id": caller.id})

    assert str(USER) not in printed
    assert f"{USER:x}" not in printed
    assert "Ana" not in printed
    assert "77" not in printed


def test_an_id_is_equal_to_itself_alone() -> None:
    """It can be compared and looked up without being seen."""
    assert MemberId(USER) == MemberId(USER)
    assert len({MemberId(USER), MemberId(USER), MemberId(USER + 1)}) == 2
    assert MemberId(USER) != USER
