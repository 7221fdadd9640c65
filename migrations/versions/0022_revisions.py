"""By what a quick answer knows that its slot and its group have not changed since they were read."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Go to this revision."""
    for table in ("slots", "groups"):
        op.add_column(table, sa.Column("revision", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    """Go back to the revision before."""
    for table in ("groups", "slots"):
        op.drop_column(table, "revision")
