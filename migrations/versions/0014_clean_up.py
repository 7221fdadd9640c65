"""After how many days the bot deletes its own old messages in a group's room."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Go to this revision."""
    op.add_column("groups", sa.Column("clean_up_days", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_column("groups", "clean_up_days")
