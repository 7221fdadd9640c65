"""Sign-ups, reminders that people asked for, which were sent, and why people left, in numbers."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "sign_ups",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_sign_ups_group_id_groups")),
        sa.PrimaryKeyConstraint("group_id", "on_date", "person", name=op.f("pk_sign_ups")),
        sqlite_with_rowid=False,  # kept in the order of the codes: who pressed first cannot be told
    )
    op.create_table(
        "reminders",
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Boolean(), nullable=False),
        sa.Column("hour", sa.Boolean(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("reach", sa.String(), nullable=False),
        sa.Column("hidden_xid", sa.LargeBinary(), nullable=True),
        sa.Column("mark", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_reminders_group_id_groups")),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_reminders")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reminders_sent",
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("person", "on_date", "kind", "starts_at", name=op.f("pk_reminders_sent")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "leaving_totals",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_leaving_totals_group_id_groups")),
        sa.PrimaryKeyConstraint("group_id", "choice", name=op.f("pk_leaving_totals")),
    )


def downgrade() -> None:
    """Go back to the revision before."""
    for table in ("leaving_totals", "reminders_sent", "reminders", "sign_ups"):
        op.drop_table(table)
