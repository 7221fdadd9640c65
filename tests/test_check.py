"""`peerlight check` names each thing that is not ready: where it is, what is wrong, how to mend it."""

import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from desk import KEY, TOKEN, Desk

from bot.privacy import key_check


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    """Sit down in an empty folder."""
    return Desk(tmp_path, monkeypatch, capsys)


@pytest.fixture
def discord_answers() -> Iterator[Callable[[int], str]]:
    """Give a small server in Discord's place: say with which status it answers, get its address."""
    servers: list[ThreadingHTTPServer] = []

    def start(status: int) -> str:
        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                known = self.path == "/api/users/@me" and self.headers["Authorization"] == f"Bot {TOKEN}"
                self.send_response(status if known else 404)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Stay quiet."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        servers.append(server)
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/api"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_all_is_well_before_the_first_run(desk: Desk) -> None:
    """With a token and nothing else yet; what was looked at is named."""
    printed = desk.type("check", "--offline")

    assert printed.status == 0
    assert "All is well" in printed.text
    assert "The master key will be made on the first run" in printed.text
    assert "The database will be made on the first run" in printed.text


def test_all_is_well_with_a_database_and_its_key(desk: Desk, discord_answers: Callable[[int], str]) -> None:
    """As on the day before a session."""
    desk.settings(f'api_url = "{discord_answers(200)}"')
    desk.put_key()
    desk.put_database()
    printed = desk.type("check")

    assert printed.status == 0
    assert "Discord knows the token." in printed.text
    assert "The master key can be read" in printed.text
    assert "The database can be read." in printed.text


def failing_check(desk: Desk, *signs: str, online: bool = False) -> None:
    """Type `check` and expect one numbered problem that shows these signs."""
    printed = desk.type("check") if online else desk.type("check", "--offline")

    assert printed.status == 2
    assert "\n1. " in printed.text
    assert "\n2. " not in printed.text
    assert "How to mend it: " in printed.text
    for sign in signs:
        assert sign in printed.text


def test_no_token_is_named(desk: Desk) -> None:
    """The commonest first mistake."""
    desk.settings(token="")

    failing_check(desk, "[discord] token", "There is no token", "Reset Token")


def test_a_wrong_token_is_named(desk: Desk, discord_answers: Callable[[int], str]) -> None:
    """Discord says 401; a token that cannot even be sent is as wrong."""
    address = f'api_url = "{discord_answers(401)}"'
    desk.settings(address)
    failing_check(desk, "[discord] token", "Discord does not know this token", "Reset Token", online=True)

    desk.settings(address, token=TOKEN + "\\nagain")
    failing_check(desk, "Discord does not know this token", online=True)


def test_a_discord_that_is_ill_is_named(desk: Desk, discord_answers: Callable[[int], str]) -> None:
    """Then the token is not blamed."""
    desk.settings(f'api_url = "{discord_answers(503)}"')

    failing_check(desk, "it answered 503", "discordstatus.com", online=True)


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/api", "no address"])
def test_no_way_to_discord_is_named(desk: Desk, address: str) -> None:
    """No network, or an address that is none."""
    desk.settings(f'api_url = "{address}"')

    failing_check(desk, "Discord cannot be reached", "--offline", online=True)


def test_an_unknown_setting_is_named_with_the_nearest(desk: Desk) -> None:
    """A slip of a letter."""
    desk.settings("[loging]")
    failing_check(desk, "config.toml: [loging]", "no setting with this name", "Did you mean logging?")


def test_an_unknown_time_zone_is_named_with_the_nearest(desk: Desk) -> None:
    """From the environment too, by the name of its variable."""
    ids = ("server", "session_channel", "staff_channel", "member_role", "facilitator_role", "lead_role")
    desk.settings('[group]\nname = "Ours"\nzone = "London"\n' + "".join(f"{name} = 1\n" for name in ids))

    failing_check(desk, "[group] zone", "no time zone", "Did you mean Europe/London?")


def test_a_data_folder_behind_a_file_is_named(desk: Desk) -> None:
    """It can be neither made nor written, whoever runs the bot."""
    (desk.folder / "data").write_text("I am a file")

    failing_check(desk, "[storage] database", "not a folder", "Name another place")


def test_a_data_folder_that_cannot_be_written_is_named(desk: Desk) -> None:
    """The kernel's own folders refuse even root."""
    desk.database = Path("/proc/peerlight/peerlight.db")
    desk.settings()

    failing_check(desk, "[storage] database", "/proc/peerlight", "another place")


def test_a_database_that_is_a_folder_is_named(desk: Desk) -> None:
    """Somebody wrote the folder's name alone."""
    desk.put_key()
    desk.database.mkdir(parents=True)

    failing_check(desk, "[storage] database", "This is a folder, not a file")


def test_a_database_without_its_key_is_named(desk: Desk) -> None:
    """A new key would open nothing, so none is made."""
    desk.put_database()
    desk.key.unlink()

    failing_check(desk, "[privacy] master_key_file", str(desk.key), "Put the key file back")
    assert not desk.key.exists()


@pytest.mark.parametrize(
    ("text", "mode", "what", "mend"),
    [
        ("abc", 0o600, "not whole", "64 characters"),
        ("", 0o600, "not whole", "64 characters"),
        ("\xff\xfe", 0o600, "cannot be read", "Let the bot's own user read"),
        (KEY, 0o644, "Other users", "chmod 600"),
    ],
)
def test_a_master_key_that_will_not_do_is_named(desk: Desk, text: str, mode: int, what: str, mend: str) -> None:
    """Cut short, empty, no text, or open to others."""
    desk.put_key(text, mode)

    failing_check(desk, "[privacy] master_key_file", what, mend)


def test_a_master_key_inside_the_data_folder_is_named(desk: Desk) -> None:
    """A copy of the folder would then open itself."""
    desk.key = desk.database.parent / "master.key"
    desk.settings()

    failing_check(desk, "[privacy] master_key_file", "inside the data folder", "Move it")


def test_a_master_key_that_is_a_folder_is_named(desk: Desk) -> None:
    """It cannot be read, whoever runs the bot."""
    desk.key.mkdir(parents=True)

    failing_check(desk, "[privacy] master_key_file", "cannot be read", "Let the bot's own user read")


def test_a_wrong_key_in_the_environment_is_named_and_not_shown(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable is named, its text is not."""
    monkeypatch.setenv("PEERLIGHT_MASTER_KEY", KEY + "0")

    failing_check(desk, "PEERLIGHT_MASTER_KEY", "not whole")


def test_a_database_of_a_newer_version_is_named(desk: Desk) -> None:
    """An older program must not touch it; migrate and run do not either."""
    desk.put_key()
    desk.put_database()
    with closing(sqlite3.connect(desk.database)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    failing_check(desk, "[storage] database", "A newer Peerlight", "Install the newest")
    assert desk.type("migrate").status == 2


def test_a_file_that_is_no_database_is_named(desk: Desk) -> None:
    """A picture, a page, a damaged disk."""
    desk.put_key()
    desk.database.parent.mkdir()
    desk.database.write_text("dear diary " * 100)

    failing_check(desk, "[storage] database", "no database, or it is damaged", "backup")


def test_a_missing_folder_of_words_is_named(desk: Desk) -> None:
    """Before members would read the wrong words."""
    desk.settings('[content]\npack = "ours"')

    failing_check(desk, "[content] pack", "no such folder", "leave it empty")


def test_all_problems_are_named_at_once(desk: Desk) -> None:
    """Settings, token and key in one list."""
    desk.settings("[loging]", token="")
    desk.put_key("short")
    printed = desk.type("check", "--offline")

    assert printed.status == 2
    for sign in ("1. ", "2. ", "3. ", "[loging]", "[discord] token", "master_key_file"):
        assert sign in printed.text


def test_a_config_file_that_is_not_there_is_named(desk: Desk) -> None:
    """When it was asked for by name; the usual one may be missing."""
    failing = desk.type("check", "--config", "other.toml")
    assert failing.status == 2
    assert "other.toml" in failing.text

    desk.config.unlink()
    assert "There is no token" in desk.type("check", "--offline").text


def test_a_check_leaves_no_trace(desk: Desk) -> None:
    """Only the data folder, which may have been made, empty."""
    desk.put_key()
    desk.type("check", "--offline")

    assert {path.name for path in desk.folder.rglob("*")} == {"config.toml", "keys", "master.key", "data"}
    assert stat.S_IMODE(desk.key.stat().st_mode) == 0o600


def test_another_master_key_than_the_databases_is_told(desk: Desk) -> None:
    """The database knows its key again: with another one nothing is started."""
    desk.put_key()
    desk.put_database()
    store = sqlite3.connect(desk.database)
    store.execute("INSERT INTO key_check (id, value) VALUES (1, ?)", (key_check(bytes(32)),))
    store.commit()
    store.close()
    checked, started = desk.type("check", "--offline"), desk.type("run")

    assert checked.status == started.status == 2
    assert "not the master key that the database was made with" in checked.text
    assert "not the master key that the database was made with" in started.text
