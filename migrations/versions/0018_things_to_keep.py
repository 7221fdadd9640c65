"""Whose words staff have read, where to go after a programme, and quotes that members offer."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Go to this revision. Words of earlier sessions wait until staff have read them."""
    op.create_table(
        "keepsakes",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_keepsakes_session_id_sessions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_keepsakes")),
    )
    op.create_table(
        "endings",
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_endings_programme_id_programmes"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_endings")),
    )
    op.create_table(
        "quotes",
        sa.Column("ref", sa.LargeBinary(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("hidden", sa.LargeBinary(), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_quotes_group_id_groups")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_quotes")),
        sqlite_with_rowid=False,  # kept in the order of chance: who offered first cannot be told
    )
    op.create_table(
        "published_quotes",
        sa.Column("ref", sa.LargeBinary(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("hidden", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_published_quotes_group_id_groups")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_published_quotes")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Go back to the revision before."""
    for table in ("published_quotes", "quotes", "endings", "keepsakes"):
        op.drop_table(table)
