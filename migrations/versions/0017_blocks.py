"""Blocks: totals by quarter, a ledger of what was released, and by what a group is counted.

Totals that are there already are of a whole programme: nobody can tell any more to which quarter they belong.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Go to this revision."""
    op.add_column("groups", sa.Column("counts_by", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "blocks",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("came_new", sa.Integer(), nullable=True),
        sa.Column("came_back", sa.Integer(), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_blocks_group_id_groups")),
        sa.PrimaryKeyConstraint("group_id", "period", name=op.f("pk_blocks")),
        sqlite_with_rowid=False,
    )
    _rebuild("programme_id, '' AS quarter, question, choice, total", quarter=True)


def downgrade() -> None:
    """Go back to the revision before."""
    _rebuild("programme_id, question, choice, sum(total)", quarter=False)
    op.drop_table("blocks")
    op.drop_column("groups", "counts_by")


def _rebuild(columns: str, *, quarter: bool) -> None:
    """Make the table of totals anew: SQLite changes no primary key."""
    op.rename_table("block_totals", "block_totals_before")
    if op.get_bind().dialect.name == "postgresql":  # there a key's name is the whole database's
        op.drop_constraint("pk_block_totals", "block_totals_before")
    key = ["programme_id", *(["quarter"] if quarter else []), "question", "choice"]
    op.create_table(
        "block_totals",
        sa.Column("programme_id", sa.Integer(), nullable=False),
        *([sa.Column("quarter", sa.String(), nullable=False)] if quarter else []),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_block_totals_programme_id_programmes")
        ),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_block_totals")),
        sqlite_with_rowid=False,  # a row's number would tell which session brought it
    )
    by = "" if quarter else " GROUP BY programme_id, question, choice"
    op.execute(f"INSERT INTO block_totals SELECT {columns} FROM block_totals_before{by}")  # noqa: S608  our own names
    op.drop_table("block_totals_before")
