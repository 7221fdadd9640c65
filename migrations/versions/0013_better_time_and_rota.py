"""A poll for a better weekly time, and who of staff leads and supports on which date."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


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
    op.create_table(
        "rota_places",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("hidden_name", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_rota_places_group_id_groups")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rota_places")),
        sa.UniqueConstraint("group_id", "on_date", "person", name=op.f("uq_rota_places_group_id")),
    )
    op.create_table(
        "rota_swaps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("asker", sa.LargeBinary(), nullable=True),
        sa.Column("asker_name", sa.LargeBinary(), nullable=True),
        sa.Column("taker", sa.LargeBinary(), nullable=True),
        sa.Column("taker_name", sa.LargeBinary(), nullable=True),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("message_xid", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_rota_swaps_group_id_groups")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rota_swaps")),
    )
    with op.batch_alter_table("rota_swaps") as table:
        table.create_index(op.f("ix_rota_swaps_group_id"), ["group_id"])


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_table("rota_swaps")
    op.drop_table("rota_places")
    op.drop_table("time_choices")
    op.drop_table("time_options")
    op.drop_table("time_polls")
