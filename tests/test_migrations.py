"""The schema: up from nothing, down to nothing, just what the models say, and no answer is joined to a person."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Table, create_engine

from bot.storage import SchemaTooNew, head, revision_of, upgrade
from bot.storage.migrate import MIGRATIONS, downgrade
from bot.storage.models import Base

REVISIONS = [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()][::-1]
TABLES = Base.metadata.tables
SAID = ("answers", "marks", "kept_texts", "block_totals")
PEOPLE = ("attendance", "people", "cards")


@contextmanager
def opened(database: Path) -> Iterator[sqlite3.Connection]:
    """Open a database as anybody could, and close it again."""
    connection = sqlite3.connect(database, isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()


def tables_of(database: Path) -> dict[str, str]:
    """Read the tables of a database with the SQL that made them."""
    with opened(database) as connection:
        found = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
    return {name: sql for name, sql in found if name != "alembic_version"}


def fill(database: Path) -> None:
    """Store two groups with a programme, a session, slots, answers and what is kept."""
    with opened(database) as connection:
        for table in Base.metadata.sorted_tables:
            for number in (1, 2):
                _insert(connection, table, number)


def _insert(connection: sqlite3.Connection, table: Table, number: int) -> None:
    columns = [column for column in table.columns if not column.nullable]
    values = [_value(column.type.python_type, number) for column in columns]
    names, marks = ", ".join(f'"{column.name}"' for column in columns), ", ".join("?" * len(columns))
    connection.execute(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", values)  # noqa: S608  our own names


def _value(kind: type, number: int) -> object:
    special = {bytes: bytes([number] * 16), int: number, bool: True, dict: "{}", list: "[]"}
    return special.get(kind, f"2026-11-2{number}")


def orphans(database: Path) -> list[object]:
    """List the rows whose parents are gone."""
    with opened(database) as connection:
        return connection.execute("PRAGMA foreign_key_check").fetchall()


def counted(database: Path, table: str) -> int:
    """Count the rows of a table."""
    with opened(database) as connection:
        number: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608  our own names
        return number


def test_a_new_database_comes_up_from_nothing(tmp_path: Path) -> None:
    """In a folder that is not there yet, with every table of the models."""
    database = tmp_path / "new" / "peerlight.db"

    assert revision_of(database) is None
    assert upgrade(database) == head() == REVISIONS[-1]
    assert set(tables_of(database)) == set(TABLES)


def test_a_second_upgrade_changes_nothing(tmp_path: Path) -> None:
    """Every start runs it."""
    database = tmp_path / "peerlight.db"
    upgrade(database)
    fill(database)
    before = tables_of(database)

    assert upgrade(database) == head()
    assert tables_of(database) == before
    assert counted(database, "answers") == 2


def test_the_migrations_make_what_the_models_say(tmp_path: Path) -> None:
    """Alembic sees no difference, and tables without a row order are the same ones."""
    database = tmp_path / "peerlight.db"
    upgrade(database)
    engine = create_engine(f"sqlite:///{database}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)
    engine.dispose()
    without_order = {name for name, sql in tables_of(database).items() if "WITHOUT ROWID" in sql.upper()}

    assert differences == []
    assert without_order == {
        name for name, table in TABLES.items() if table.dialect_options["sqlite"]["with_rowid"] is False
    }


def test_the_order_of_arrival_is_not_stored() -> None:
    """Who came is stored without the row numbers that would tell who came first."""
    for name in PEOPLE:
        assert TABLES[name].dialect_options["sqlite"]["with_rowid"] is False


@pytest.mark.parametrize("revision", REVISIONS)
def test_each_migration_goes_up_and_down(tmp_path: Path, revision: str) -> None:
    """To each revision and back to nothing."""
    database = tmp_path / "peerlight.db"

    assert upgrade(database, revision) == revision
    downgrade(database, "base")
    assert revision_of(database) is None
    assert tables_of(database) == {}


@pytest.mark.parametrize("revision", ["base", *REVISIONS])
def test_down_and_up_again_with_rows_leaves_no_orphan(tmp_path: Path, revision: str) -> None:
    """Rows stay whole: a parent that went has taken its children with it, and no child goes without its parent."""
    database = tmp_path / "peerlight.db"
    upgrade(database)
    fill(database)
    assert orphans(database) == []
    downgrade(database, revision)
    upgrade(database)

    assert orphans(database) == []
    assert {counted(database, name) for name in ("groups", "sessions")} == ({0} if revision == "base" else {2})
    assert counted(database, "slots") == counted(database, "sessions")


def test_a_migration_that_leaves_orphans_is_refused(tmp_path: Path) -> None:
    """It is noticed before it is committed."""
    database = tmp_path / "peerlight.db"
    upgrade(database)
    fill(database)
    downgrade(database, REVISIONS[-2])
    with opened(database) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("DELETE FROM sessions WHERE id = 1")
    with pytest.raises(RuntimeError, match="without their parents"):
        upgrade(database)


def test_a_database_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    """An older program says so and changes nothing."""
    database = tmp_path / "peerlight.db"
    upgrade(database)
    with opened(database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = tables_of(database)
    with pytest.raises(SchemaTooNew):
        upgrade(database)

    assert revision_of(database) == "9999"
    assert tables_of(database) == before


@pytest.mark.parametrize("name", [*SAID, *PEOPLE])
def test_no_discord_id_stands_beside_what_was_said_or_who_came(name: str) -> None:
    """Neither an id of Discord's nor anything that is called a user."""
    columns = list(TABLES[name].columns.keys())

    assert [column for column in columns if column.endswith("_xid") or column.startswith("user")] == []


def reached_from(name: str) -> set[str]:
    """Follow foreign keys upwards from a table, as far as they go."""
    parents = {key.column.table.name for key in TABLES[name].foreign_keys}
    return parents.union(*(reached_from(parent) for parent in parents))


@pytest.mark.parametrize("name", [*SAID, *PEOPLE])
def test_what_was_said_is_never_joined_to_who_came(name: str) -> None:
    """No foreign key leads from answers to people or back: the most they share is a session or a programme."""
    others = set(PEOPLE if name in SAID else SAID)

    assert not reached_from(name) & others
    assert not {other for other in TABLES if name in reached_from(other)} & others
    assert reached_from(name) <= {"slots", "sessions", "programmes", "groups"}


def test_no_secret_of_one_store_is_a_column_of_another() -> None:
    """A fingerprint, a pseudonym and a person's key are under three keys, and no table holds two."""
    holders = {
        column: {name for name in TABLES if column in TABLES[name].columns} for column in ("tag", "pseudonym", "key")
    }

    assert holders == {"tag": {"answers", "marks"}, "pseudonym": {"attendance"}, "key": {"people"}}


def test_what_is_kept_has_no_time() -> None:
    """A time would tell who wrote, to whoever sat in the room."""
    kinds = {name: {column.type.python_type.__name__ for column in TABLES[name].columns} for name in (*SAID, *PEOPLE)}

    assert not {name for name, found in kinds.items() if found & {"date", "datetime", "time"}}
