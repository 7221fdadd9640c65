"""Turns, roles and a vote, which live as long as their session; a greeting and a symbol for a group."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def _session(table: str) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    name = op.f(f"fk_{table}_session_id_sessions")
    column = sa.Column("session_id", sa.Integer(), nullable=False)
    return column, sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "turns",
        *_session("turns"),
        sa.Column("code", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("hidden_name", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("session_id", "code", name=op.f("pk_turns")),
        sqlite_with_rowid=False,  # kept in the order of the codes: when a hand went up cannot be told
    )
    op.create_table(
        "turn_rounds",
        *_session("turn_rounds"),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_turn_rounds")),
    )
    op.create_table(
        "session_roles",
        *_session("session_roles"),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=False),
        sa.Column("hidden_name", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("session_id", "role", name=op.f("pk_session_roles")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "group_signs",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("greeting", sa.String(), nullable=False),
        sa.Column("symbol", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_group_signs_group_id_groups")),
        sa.PrimaryKeyConstraint("group_id", name=op.f("pk_group_signs")),
    )
    op.create_table(
        "sign_votes",
        *_session("sign_votes"),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("hidden", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_sign_votes")),
    )
    op.create_table(
        "sign_voices",
        *_session("sign_voices"),
        sa.Column("code", sa.LargeBinary(), nullable=False),
        sa.Column("hidden", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("session_id", "code", name=op.f("pk_sign_voices")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Go back to the revision before."""
    for table in ("sign_voices", "sign_votes", "group_signs", "session_roles", "turn_rounds", "turns"):
        op.drop_table(table)
