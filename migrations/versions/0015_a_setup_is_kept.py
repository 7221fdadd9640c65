"""What a lead chose on the pages of /setup, until the group is started or changed."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "setup_drafts",
        sa.Column("server_xid", sa.BigInteger(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column("touched_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("server_xid", "group_id", name=op.f("pk_setup_drafts")),
    )


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_table("setup_drafts")
