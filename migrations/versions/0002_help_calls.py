"""Calls for help: a place for each until it is answered."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "help_calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=True),
        sa.Column("hidden_xid", sa.LargeBinary(), nullable=True),
        sa.Column("thread_xid", sa.BigInteger(), nullable=True),
        sa.Column("alert_xid", sa.BigInteger(), nullable=True),
        sa.Column("taken_at", sa.DateTime(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_help_calls_group_id_groups")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_calls")),
    )
    with op.batch_alter_table("help_calls") as table:
        table.create_index(op.f("ix_help_calls_state"), ["state"])


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_table("help_calls")
