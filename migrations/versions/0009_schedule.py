"""When a group meets: weekly times from a date on, breaks, moved and cancelled weeks, programmes with an end."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "weekly_times",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_weekly_times_group_id_groups")),
        sa.PrimaryKeyConstraint("group_id", "since", name=op.f("pk_weekly_times")),
    )
    op.create_table(
        "breaks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_breaks_group_id_groups")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breaks")),
    )
    with op.batch_alter_table("breaks") as table:
        table.create_index(op.f("ix_breaks_group_id"), ["group_id"])
    op.create_table(
        "week_changes",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("fate", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_week_changes_group_id_groups")),
        sa.PrimaryKeyConstraint("group_id", "on_date", name=op.f("pk_week_changes")),
    )
    op.add_column("programmes", sa.Column("first_date", sa.Date(), nullable=True))
    op.add_column("programmes", sa.Column("planned", sa.Integer(), nullable=True))
    op.add_column("groups", sa.Column("schedule_version", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_column("groups", "schedule_version")
    op.drop_column("programmes", "planned")
    op.drop_column("programmes", "first_date")
    op.drop_table("week_changes")
    op.drop_table("breaks")
    op.drop_table("weekly_times")
