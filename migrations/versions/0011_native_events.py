"""Discord's own event for the next date, off until a lead switches it on."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "native_events",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=True),
        sa.Column("event_xid", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_native_events_group_id_groups")),
        sa.PrimaryKeyConstraint("group_id", name=op.f("pk_native_events")),
    )


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_table("native_events")
