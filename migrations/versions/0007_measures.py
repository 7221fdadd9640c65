"""Measures that staff take, worries that they hand on, and what the upkeep of the help card remembers."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "measures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("person", sa.LargeBinary(), nullable=True),
        sa.Column("hidden_xid", sa.LargeBinary(), nullable=True),
        sa.Column("thread_xid", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_measures_group_id_groups")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_measures_session_id_sessions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measures")),
    )
    with op.batch_alter_table("measures") as table:
        table.create_index(op.f("ix_measures_state"), ["state"])
        table.create_index(op.f("ix_measures_person"), ["person"])
    op.create_table(
        "hand_ons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("thread_xid", sa.BigInteger(), nullable=True),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_hand_ons_group_id_groups")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_ons")),
    )
    with op.batch_alter_table("hand_ons") as table:
        table.create_index(op.f("ix_hand_ons_state"), ["state"])
    with op.batch_alter_table("groups") as table:
        table.add_column(sa.Column("numbers_checked_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("numbers_named_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("looked_over_for", sa.Date(), nullable=True))
        table.add_column(sa.Column("help_card_xid", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("groups") as table:
        for name in ("help_card_xid", "looked_over_for", "numbers_named_on", "numbers_checked_on"):
            table.drop_column(name)
    op.drop_table("hand_ons")
    op.drop_table("measures")
