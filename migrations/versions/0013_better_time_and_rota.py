"""A poll for a better weekly time."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0011"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "time_polls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=True),
        sa.Column("closes_at", sa.DateTime(), nullable=True),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("message_xid", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_time_polls_group_id_groups")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_polls")),
    )
    with op.batch_alter_table("time_polls") as table:
        table.create_index(op.f("ix_time_polls_group_id"), ["group_id"])
    op.create_table(
        "time_options",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("could", sa.Integer(), nullable=True),
        sa.Column("impossible", sa.Integer(), nullable=True),
        sa.Column("newcomers", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["poll_id"], ["time_polls.id"], name=op.f("fk_time_options_poll_id_time_polls"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("poll_id", "place", name=op.f("pk_time_options")),
    )
    op.create_table(
        "time_choices",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("chooser", sa.LargeBinary(), nullable=False),
        sa.Column("hidden", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["poll_id"], ["time_polls.id"], name=op.f("fk_time_choices_poll_id_time_polls"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("poll_id", "chooser", name=op.f("pk_time_choices")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_table("time_choices")
    op.drop_table("time_options")
    op.drop_table("time_polls")
