"""How alembic runs here: on the connection that ``bot.storage.migrate`` hands over, in one transaction."""

from alembic import context

from bot.storage.models import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,  # SQLite can; alembic believes it cannot, and would commit each migration alone
)
with context.begin_transaction():
    context.run_migrations()
    is_sqlite = connection.dialect.name == "sqlite"  # PostgreSQL looks at each statement
    if is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
        raise RuntimeError("a migration would leave rows without their parents")
