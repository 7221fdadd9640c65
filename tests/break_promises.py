"""Break each promise on purpose, and see that the test which is named for it notices.

``python tests/break_promises.py`` works in copies of the project in a folder that is thrown away. First every named
test must pass as the code is. Then, one promise after another, one small change is made that breaks it, and the
test that is named for it, run alone, must fail. A test that passes all the same proves nothing.

The sentences are those of the pages for members and leads, word for word. The text that is changed must be in its
file exactly once: when the code has moved on, the line of the table is stale and says so.
"""

import multiprocessing
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

import pytest

PROJECT = Path(__file__).parents[1]
AT_ONCE = 2
PATIENCE = 600  # seconds for one run of pytest, on a machine that is busy
PLUGINS = ("-p", "no:cacheprovider", "-p", "no:xdist")
FAILED = 1  # what pytest returns when tests ran and one failed; a test that is not there gives another number
FORKS = multiprocessing.get_context("forkserver")  # each run begins where a process is that has loaded all but our code
FORKS.set_forkserver_preload(["alembic.command", "discord.ext.commands", "hypothesis", "pydantic", "simcord"])


@dataclass(frozen=True)
class Promise:
    """A sentence that people read, the test that keeps it, and a change of one file that breaks it."""

    sentence: str
    test: str
    file: str
    old: str
    new: str


@dataclass(frozen=True)
class Outcome:
    """What became of a promise that was broken: ``well`` when its test noticed; else ``what`` says what is wrong."""

    promise: Promise
    well: bool
    what: str


PROMISES = (
    Promise(
        "The bot cannot read what people type in the channel.",
        "tests/test_house_rules.py::test_the_bot_asks_for_guilds_and_nothing_else",
        "bot/app/client.py",
        "intents=discord.Intents(guilds=True),",
        "intents=discord.Intents(guilds=True, message_content=True),",
    ),
    Promise(
        "No table holds a Discord user id of a member in plain.",
        "tests/test_sealing.py::test_after_sealing_the_files_hold_no_person_and_no_plain_text",
        "bot/privacy/veil.py",
        "return hmac.digest(self._key, person, sha256)[:TAG_SIZE]",
        'return person.rjust(TAG_SIZE, b"-")',
    ),
    Promise(
        "When a session closes, the key to its answers is destroyed.",
        "tests/test_sealing.py::test_after_sealing_the_files_hold_no_secret_of_any_step",
        "bot/services/sealing.py",
        "await unit.sessions.set_slot(slot.id, nonce=None, sealed=True, data=data)",
        "await unit.sessions.set_slot(slot.id, sealed=True, data=data)",
    ),
    Promise(
        "After that nobody can find out who gave which answer.",
        "tests/test_non_interference.py::test_who_said_what_leaves_no_trace[at-end]",
        "bot/privacy/sealing.py",
        "for text in sorted(texts):",
        "for text in texts:",
    ),
    Promise(
        "No answer is kept under a code for more than 24 hours.",
        "tests/test_sealing.py::test_no_answer_stays_keyed_for_more_than_a_day",
        "bot/services/week.py",
        "LONGEST_KEYED = timedelta(hours=24)",
        "LONGEST_KEYED = timedelta(hours=240)",
    ),
    Promise(
        "When fewer than 4 members answered the check-in, the room sees no answers.",
        "tests/test_privacy.py::test_the_room_sees_nothing_of_few_or_equal_answers",
        "bot/privacy/numbers.py",
        "FEWEST_TO_SHOW = 4",
        "FEWEST_TO_SHOW = 3",
    ),
    Promise(
        "When all gave the same answer, the room sees no answers.",
        "tests/test_privacy.py::test_the_room_sees_nothing_of_few_or_equal_answers",
        "bot/privacy/numbers.py",
        "return len(answers) >= FEWEST_TO_SHOW and len(set(answers)) > 1",
        "return len(answers) >= FEWEST_TO_SHOW",
    ),
    Promise(
        "Words and thank-yous reach staff in mixed lists of at least three people, or all together at the end.",
        "tests/test_steps_in_discord.py::test_in_batches_nothing_reaches_staff_before_three_people",
        "bot/privacy/numbers.py",
        "FEWEST_PEOPLE_IN_BATCH = 3",
        "FEWEST_PEOPLE_IN_BATCH = 1",
    ),
    Promise(
        "An answer is added to a total only when its member said yes to being counted.",
        "tests/test_sealing.py::test_only_members_who_said_yes_are_added_up[False]",
        "bot/services/sealing.py",
        "for row in rows if row.counted]",
        "for row in rows]",
    ),
    Promise(
        "Attendance codes and their key are deleted 28 days after the last session of a programme that has ended.",
        "tests/test_retention.py::test_the_key_goes_28_days_after_the_last_session_and_not_a_day_before",
        "bot/privacy/retention.py",
        '"attendance", 28,',
        '"attendance", 280,',
    ),
    Promise(
        "When a call for help has ended, nothing is kept with it that leads to the person.",
        "tests/test_help.py::test_a_call_that_has_ended_leads_to_nobody",
        "bot/services/help.py",
        'gone = dict.fromkeys(("person", "hidden_xid", "thread_xid", "alert_xid"))',
        'gone = dict.fromkeys(("thread_xid", "alert_xid"))',
    ),
    Promise(
        "`/my-data` shows you what is kept under a code of yours, and nothing of others.",
        "tests/test_own_data.py::test_nobody_elses_doing_changes_what_is_shown",
        "bot/storage/repositories/attendance.py",
        """            AttendanceRow.session_id.in_(_sessions_of(programme_id)), AttendanceRow.pseudonym == pseudonym
        )
        rows = """,
        """            AttendanceRow.session_id.in_(_sessions_of(programme_id))
        )
        rows = """,
    ),
    Promise(
        "`/forget-me` deletes it from the database and from the database's log.",
        "tests/test_own_data.py::test_after_forgetting_no_byte_of_any_file_is_the_persons",
        "bot/services/own_data.py",
        "if not forgotten.is_empty:",
        "if False:",
    ),
    Promise(
        "A backup is encrypted, and holds no answer of an open step and no key of one.",
        "tests/test_backups.py::test_a_backup_of_a_busy_session_holds_no_key_no_answer_and_no_person",
        "bot/storage/left_out.py",
        '"answers": "DELETE FROM answers",',
        '"answers": "SELECT 1",',
    ),
    Promise(
        "A backup is deleted when it is 30 days old.",
        "tests/test_backups.py::test_backups_expire_by_their_date",
        "bot/storage/backup_folder.py",
        "if made < now - timedelta(days=days)]",
        "if made < now - timedelta(days=2 * days)]",
    ),
    Promise(
        "Nobody but the account that runs the bot can read the file with the master key.",
        "tests/test_privacy.py::test_the_key_file_is_made_once_for_its_owner_alone",
        "bot/privacy/keys.py",
        "os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)",
        "os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)",
    ),
    Promise(
        "Numbers by feeling, outcome or first visit leave only when each of them is 10 or more.",
        "tests/test_differencing.py::test_a_zero_hides_all_and_ten_shows_all",
        "bot/privacy/numbers.py",
        "FEWEST_TO_RELEASE = 10",
        "FEWEST_TO_RELEASE = 9",
    ),
    Promise(
        "No log of the bot holds a user id.",
        "tests/test_clean_logs.py::test_ids_values_and_traces_are_taken_out_of_a_line",
        "bot/app/logs.py",
        'record.msg = _ID.sub("(id)", record.getMessage())',
        "record.msg = record.getMessage()",
    ),
    Promise(
        "No log of the bot holds what somebody wrote.",
        "tests/test_clean_logs.py::test_an_error_says_its_kind_and_its_place_and_nothing_else",
        "cogs/ui/door.py",
        '_log.error("A request failed: %s %s at %s", type(inner).__name__, code, where(inner))',
        '_log.error("A request failed: %s %s at %s", inner, code, where(inner))',
    ),
    Promise(
        "Only a lead can take the numbers out of Discord.",
        "tests/test_week.py::test_the_export_is_for_leads",
        "bot/services/export.py",
        "if role_of(group, caller) is not Role.LEAD:",
        "if role_of(group, caller) is Role.OUTSIDER:",
    ),
    Promise(
        "Staff read what people wrote about a session in a mixed list, when three or more people wrote.",
        "tests/test_feedback.py::test_staff_read_words_of_three_people_at_least_and_nothing_is_lost",
        "bot/session/feedback.py",
        "FEWEST_WRITERS = 3",
        "FEWEST_WRITERS = 2",
    ),
    Promise(
        "Of fewer than ten answers to a question nothing is kept.",
        "tests/test_outcomes.py::test_of_nine_people_nothing_stays_and_the_lead_may_ask_again",
        "bot/session/outcomes.py",
        "if len(answers) >= FEWEST_TO_RELEASE:",
        "if len(answers) >= FEWEST_TO_RELEASE - 1:",
    ),
)


def break_all(promises: Sequence[Promise] = PROMISES, *, at_once: int = AT_ONCE) -> list[Outcome]:
    """Run the named tests unchanged, then break each promise in turn. Order of the outcomes: as given."""
    with tempfile.TemporaryDirectory(prefix="promises-") as folder:
        copies: Queue[Path] = Queue()
        for number in range(at_once):
            copies.put(copy_of_project(Path(folder) / str(number)))
        with ThreadPoolExecutor(at_once) as pool:
            unbroken = pool.submit(_unbroken, promises, copies)
            broken = list(pool.map(lambda promise: _break(promise, copies), promises))
        told = unbroken.result()
    return broken if not told else [Outcome(promise, well=False, what=told) for promise in promises]


def copy_of_project(folder: Path) -> Path:
    """Copy all that git knows or would take in into a new folder, and return it."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=PROJECT, capture_output=True, check=True).stdout.decode()  # noqa: S603  as above all words are ours
    for name in filter(None, names.split("\0")):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (PROJECT / name).is_file():  # git may still list what was deleted
            shutil.copyfile(PROJECT / name, target)
    # By their hash: two changes within a second that leave a file as long as it was would not be seen by its time.
    compiled = [sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "checked-hash", "bot", "cogs"]
    subprocess.run(compiled, cwd=folder, check=True)  # noqa: S603  our own interpreter and our own words
    return folder


def stale(promise: Promise, project: Path = PROJECT) -> str:
    """Say why a line of the table no longer fits the code, or nothing."""
    file = project / promise.file
    times = file.read_text(encoding="utf-8").count(promise.old) if file.is_file() else 0
    return "" if times == 1 else f"stale: its text is {times} times in {promise.file}"


def pages() -> str:
    """Read all pages of ``docs`` as one line of text, without the marks of lists and emphasis."""
    texts = [page.read_text(encoding="utf-8") for page in sorted((PROJECT / "docs").glob("*.md"))]
    return " ".join(re.sub(r"<!--.*?-->|\*\*", "", "\n".join(texts), flags=re.DOTALL).split())


def _unbroken(promises: Sequence[Promise], copies: "Queue[Path]") -> str:
    copy = copies.get()
    try:
        code, told = _run(copy, *dict.fromkeys(promise.test for promise in promises))
    finally:
        copies.put(copy)
    return "" if code == 0 else f"the named tests fail before anything is changed: {told}"


def _break(promise: Promise, copies: "Queue[Path]") -> Outcome:
    copy = copies.get()
    try:
        if told := stale(promise, copy):
            return Outcome(promise, well=False, what=told)
        file = copy / promise.file
        whole = file.read_text(encoding="utf-8")
        file.write_text(whole.replace(promise.old, promise.new), encoding="utf-8")
        try:
            code, told = _run(copy, promise.test)
        finally:
            file.write_text(whole, encoding="utf-8")
        return Outcome(promise, code == FAILED, "noticed" if code == FAILED else f"pytest said {code}: {told}")
    finally:
        copies.put(copy)


def _run(copy: Path, *tests: str) -> tuple[int, str]:
    """Run tests in a copy; returns pytest's number and the last line that it wrote."""
    with tempfile.NamedTemporaryFile("r", encoding="utf-8") as told:
        process = FORKS.Process(target=_pytest, args=(str(copy), tests, told.name))
        process.start()
        process.join(PATIENCE)
        if process.exitcode is None:
            process.kill()
            process.join()
            return -1, "it took too long"
        return process.exitcode, (told.read().strip() or "nothing").splitlines()[-1]


def _pytest(copy: str, tests: Sequence[str], told: str) -> None:
    """Be a process of its own that runs tests in a copy. Whatever is heavy to load was loaded before it was forked."""
    with Path(told).open("w", encoding="utf-8") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    for name in [name for name in os.environ if name.startswith(("PYTEST", "PEERLIGHT_TEST"))]:
        del os.environ[name]
    os.environ["PYTHONPATH"] = copy
    os.chdir(copy)
    elsewhere = [one for one in sys.path if not (Path(one) / "break_promises.py").exists() and one != str(PROJECT)]
    sys.path[:] = [copy, *elsewhere]
    sys.exit(int(pytest.main(["-x", "--assert=plain", *PLUGINS, *tests])))


def main() -> int:
    """Break all promises, print a table, and return how many tests did not notice."""
    outcomes = break_all()
    for outcome in outcomes:
        mark = "ok " if outcome.well else "NO "
        sys.stdout.write(f"{mark} {outcome.promise.sentence}\n    {outcome.promise.test}: {outcome.what}\n")
    failed = sum(not outcome.well for outcome in outcomes)
    sys.stdout.write(f"{len(outcomes)} promises broken on purpose, {failed} went unnoticed.\n")
    return min(failed, 100)


if __name__ == "__main__":
    sys.exit(main())
