"""Row marks: a number drawn by chance for each row of a person, by which a restore deletes again what they deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0004"

MARKED = ("people", "attendance", "staff")


def upgrade() -> None:
    """Go to this revision."""
    for table in MARKED:
        op.add_column(table, sa.Column("mark", sa.LargeBinary(), nullable=True))
        op.execute(f"UPDATE {table} SET mark = randomblob(16)")  # noqa: S608  our own names


def downgrade() -> None:
    """Go back to the revision before."""
    for table in reversed(MARKED):
        op.drop_column(table, "mark")
