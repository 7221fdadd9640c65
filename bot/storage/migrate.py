"""Bring a database file to the newest schema. Numbered migrations live in ``migrations/versions``.

It runs on a plain connection of its own, before the bot opens the database. Foreign keys are off meanwhile: to
rebuild a table SQLite drops it, and with foreign keys on that deletes its children without a word.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event

MIGRATIONS = Path(__file__).parents[2] / "migrations"


class SchemaTooNew(Exception):  # noqa: N818  it is read aloud to an operator
    """The database was written by a newer Peerlight than this one."""


def upgrade(database: Path, revision: str = "head") -> str:
    """Bring ``database`` (made where there is none) to a revision and return that revision.

    Raises ``SchemaTooNew`` when the file has a revision that this program does not know.
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    _must_be_known(database)
    _run(database, command.upgrade, revision)
    return revision_of(database) or ""


def downgrade(database: Path, revision: str) -> None:
    """Take ``database`` back to an older revision (for tests and for going back after an upgrade)."""
    _run(database, command.downgrade, revision)


def revision_of(database: Path) -> str | None:
    """Return the revision that the file has; None when there is no file or no schema in it yet."""
    if not database.exists():
        return None
    engine = _plain_engine(database)
    with engine.connect() as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
    engine.dispose()
    return revision


def is_behind(database: Path) -> bool:
    """Tell whether ``upgrade`` would change a database that is there; raises ``SchemaTooNew``."""
    _must_be_known(database)
    return revision_of(database) not in (None, head())


def knows(revision: str) -> bool:
    """Tell whether this program can read a database of that revision."""
    return revision in {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def head() -> str:
    """Return the newest revision that this program knows."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def _run(database: Path, step: object, revision: str) -> None:
    config = _config()
    engine = _plain_engine(database)
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        step(config, revision)  # type: ignore[operator]  # alembic's two commands share this shape
    engine.dispose()


def _must_be_known(database: Path) -> None:
    revision = revision_of(database)
    if revision is not None and not knows(revision):
        raise SchemaTooNew(revision)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def _plain_engine(database: Path) -> Engine:
    engine = create_engine(f"sqlite:///{database}", hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _prepare(connection: object, _record: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined]  # the event hands over sqlite3's own
        cursor = connection.cursor()  # type: ignore[attr-defined]  # the same
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.close()

    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine
