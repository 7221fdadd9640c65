"""A hello before the first session, who of staff offers one, and a group's own icebreakers."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "own_prompts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_own_prompts_group_id_groups")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_prompts")),
        sa.UniqueConstraint("group_id", "slug", name=op.f("uq_own_prompts_group_id")),
    )
    op.create_table(
        "hellos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("hidden_xid", sa.LargeBinary(), nullable=False),
        sa.Column("wanted", sa.LargeBinary(), nullable=True),
        sa.Column("thread_xid", sa.BigInteger(), nullable=True),
        sa.Column("alert_xid", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_hellos_group_id_groups")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hellos")),
        sa.UniqueConstraint("group_id", "person", name=op.f("uq_hellos_group_id")),
    )
    op.create_table(
        "hello_offers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("hidden_name", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_hello_offers_group_id_groups")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hello_offers")),
        sa.UniqueConstraint("group_id", "person", name=op.f("uq_hello_offers_group_id")),
    )


def downgrade() -> None:
    """Go back to the revision before."""
    for table in ("hello_offers", "hellos", "own_prompts"):
        op.drop_table(table)
