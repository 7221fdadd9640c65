"""Totals of a programme: what stays of attendance when the programme's key is destroyed."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Go to this revision."""
    op.add_column("programmes", sa.Column("unique_people", sa.Integer(), nullable=True))
    op.add_column("sessions", sa.Column("attendances", sa.Integer(), nullable=True))
    op.add_column("sessions", sa.Column("listeners", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_column("sessions", "listeners")
    op.drop_column("sessions", "attendances")
    op.drop_column("programmes", "unique_people")
