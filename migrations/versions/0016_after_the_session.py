"""Feedback until noon, rounds of outcome questions, what changed because of feedback, and the library."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "answer_rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=True),
        sa.Column("closes_at", sa.DateTime(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("message_xid", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_answer_rounds_group_id_groups")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_answer_rounds_programme_id_programmes")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_answer_rounds_session_id_sessions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_rounds")),
        sa.UniqueConstraint("session_id", name=op.f("uq_answer_rounds_session_id")),
    )
    op.create_index(op.f("ix_answer_rounds_group_id"), "answer_rounds", ["group_id"])
    op.create_table(
        "round_answers",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("giver", sa.LargeBinary(), nullable=False),
        sa.Column("hidden", sa.LargeBinary(), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["answer_rounds.id"], name=op.f("fk_round_answers_round_id_answer_rounds"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round_id", "giver", name=op.f("pk_round_answers")),
        sqlite_with_rowid=False,
    )
    _tables_of_groups()


def _tables_of_groups() -> None:
    op.create_table(
        "outcome_switches",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("switched_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_outcome_switches_group_id_groups")),
        sa.PrimaryKeyConstraint("group_id", name=op.f("pk_outcome_switches")),
    )
    op.create_table(
        "feedback_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("hidden", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_feedback_notes_group_id_groups")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_notes")),
    )
    op.create_index(op.f("ix_feedback_notes_group_id"), "feedback_notes", ["group_id"])
    op.create_table(
        "we_did",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("left_out", sa.Boolean(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("hidden", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_we_did_group_id_groups")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_we_did_session_id_sessions"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_we_did")),
    )
    op.create_index(op.f("ix_we_did_group_id"), "we_did", ["group_id"])
    op.create_table(
        "library_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_library_entries_group_id_groups")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_entries")),
        sa.UniqueConstraint("group_id", "slug", name=op.f("uq_library_entries_group_id")),
    )


def downgrade() -> None:
    """Go back to the revision before."""
    for table in (
        "library_entries",
        "we_did",
        "feedback_notes",
        "outcome_switches",
        "round_answers",
        "answer_rounds",
    ):
        op.drop_table(table)
