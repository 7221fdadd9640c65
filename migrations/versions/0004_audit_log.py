"""The audit log: what staff did, append-only, and their names in a table of their own that can be erased."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "staff",
        sa.Column("id", sa.BigInteger(), nullable=False),  # drawn: that of an erased name is nobody else's later
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=False),
        sa.Column("hidden_name", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_staff_group_id_groups")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("code", name=op.f("uq_staff_code")),
    )
    op.create_table(
        "staff_actions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_actions")),
    )
    with op.batch_alter_table("staff_actions") as table:
        table.create_index(op.f("ix_staff_actions_group_id"), ["group_id"])
    refuse = "BEGIN SELECT RAISE(ABORT, 'the audit log is only ever added to'); END"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION staff_actions_stay() RETURNS trigger LANGUAGE plpgsql AS "
            "$$BEGIN RAISE EXCEPTION 'the audit log is only ever added to'; END$$"
        )
        refuse = "FOR EACH ROW EXECUTE FUNCTION staff_actions_stay()"
    for what in ("UPDATE", "DELETE"):
        op.execute(f"CREATE TRIGGER staff_actions_no_{what.lower()} BEFORE {what} ON staff_actions {refuse}")


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_table("staff_actions")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION staff_actions_stay()")
    op.drop_table("staff")
