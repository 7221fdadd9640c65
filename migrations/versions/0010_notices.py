"""What was said ahead of a date: the card that says what to expect, the notice of a break, a card that is late."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "notices",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("fate", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("message_xid", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_notices_group_id_groups")),
        sa.PrimaryKeyConstraint("group_id", "on_date", "what", name=op.f("pk_notices")),
    )


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_table("notices")
