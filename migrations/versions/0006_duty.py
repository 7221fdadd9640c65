"""Duty: who runs a session, what staff are asked, how they were afterwards; a session that was stopped."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Go to this revision."""
    op.add_column("groups", sa.Column("two_facilitators", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("sessions", sa.Column("stopped", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "duties",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=False),
        sa.Column("hidden_xid", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("leading", sa.Boolean(), nullable=False),
        _of_session("duties"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duties")),
        sa.UniqueConstraint("session_id", "code", name=op.f("uq_duties_session_id")),
    )
    op.create_table(
        "staff_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=True),
        sa.Column("message_xid", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        _of_session("staff_questions"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_questions")),
    )
    with op.batch_alter_table("staff_questions") as table:
        table.create_index(op.f("ix_staff_questions_session_id"), ["session_id"])
    op.create_table(
        "debriefs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=False),
        sa.Column("hidden", sa.LargeBinary(), nullable=False),
        _of_session("debriefs"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debriefs")),
        sa.UniqueConstraint("session_id", "code", name=op.f("uq_debriefs_session_id")),
    )


def downgrade() -> None:
    """Go back to the revision before."""
    for table in ("debriefs", "staff_questions", "duties"):
        op.drop_table(table)
    op.drop_column("sessions", "stopped")
    op.drop_column("groups", "two_facilitators")


def _of_session(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_session_id_sessions")
    return sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=name, ondelete="CASCADE")
