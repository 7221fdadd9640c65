"""Row marks: a number drawn by chance for each row of a person, by which a restore deletes again what they deleted.

And when a programme lost its key, so that no backup from before that stays.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

MARKED = ("people", "attendance", "staff")


def upgrade() -> None:
    """Go to this revision."""
    for table in MARKED:
        op.add_column(table, sa.Column("mark", sa.LargeBinary(), nullable=True))
        drawn = "randomblob(16)" if op.get_bind().dialect.name == "sqlite" else "uuid_send(gen_random_uuid())"
        op.execute(f"UPDATE {table} SET mark = {drawn}")  # noqa: S608  our own names
    op.add_column("programmes", sa.Column("key_gone_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_column("programmes", "key_gone_at")
    for table in reversed(MARKED):
        op.drop_column(table, "mark")
