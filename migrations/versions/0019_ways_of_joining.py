"""How a person would like to join: longer or shorter words, pictures, just listening."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "ways",
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.LargeBinary(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_ways_group_id_groups")),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_ways")),
        sqlite_with_rowid=False,  # kept in the order of the codes: who chose first cannot be told
    )


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_table("ways")
