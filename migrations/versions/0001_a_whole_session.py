"""A whole session."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("server_xid", sa.BigInteger(), nullable=False),
        sa.Column("session_channel_xid", sa.BigInteger(), nullable=False),
        sa.Column("staff_channel_xid", sa.BigInteger(), nullable=False),
        sa.Column("voice_channel_xid", sa.BigInteger(), nullable=False),
        sa.Column("member_role_xid", sa.BigInteger(), nullable=False),
        sa.Column("facilitator_role_xid", sa.BigInteger(), nullable=False),
        sa.Column("lead_role_xid", sa.BigInteger(), nullable=False),
        sa.Column("supporter_role_xid", sa.BigInteger(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("length_minutes", sa.Integer(), nullable=False),
        sa.Column("check_in", sa.Boolean(), nullable=False),
        sa.Column("show_words", sa.String(), nullable=False),
        sa.Column("weekly_from", sa.Date(), nullable=True),
        sa.Column("texts_nonce", sa.LargeBinary(), nullable=False),
        sa.Column("people_nonce", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groups")),
        sa.UniqueConstraint("session_channel_xid", name=op.f("uq_groups_session_channel_xid")),
    )
    op.create_table(
        "key_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_check")),
    )
    op.create_table(
        "people",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("takes_part", sa.Boolean(), nullable=True),
        sa.Column("counted", sa.Boolean(), nullable=True),
        sa.Column("quoted", sa.Boolean(), nullable=True),
        sa.Column("rules_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_people")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "programmes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_programmes_group_id_groups")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programmes")),
    )
    with op.batch_alter_table("programmes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_programmes_group_id"), ["group_id"], unique=False)

    op.create_table(
        "rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_rules_group_id_groups")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rules")),
        sa.UniqueConstraint("group_id", "version", name=op.f("uq_rules_group_id")),
    )
    op.create_table(
        "used_items",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("material", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("banned", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_used_items_group_id_groups")),
        sa.PrimaryKeyConstraint("group_id", "material", "item", name=op.f("pk_used_items")),
    )
    op.create_table(
        "block_totals",
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_block_totals_programme_id_programmes")
        ),
        sa.PrimaryKeyConstraint("programme_id", "question", "choice", name=op.f("pk_block_totals")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("trail", sa.JSON(), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("staff_active_at", sa.DateTime(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=True),
        sa.Column("ready", sa.Boolean(), nullable=False),
        sa.Column("closed_by_itself", sa.Boolean(), nullable=False),
        sa.Column("card_xid", sa.BigInteger(), nullable=True),
        sa.Column("card_slot", sa.Integer(), nullable=True),
        sa.Column("panel_xid", sa.BigInteger(), nullable=True),
        sa.Column("cards_posted", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_sessions_group_id_groups")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_sessions_programme_id_programmes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sessions_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sessions_programme_id"), ["programme_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sessions_state"), ["state"], unique=False)

    op.create_table(
        "attendance",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("pseudonym", sa.LargeBinary(), nullable=False),
        sa.Column("listening", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_attendance_session_id_sessions")),
        sa.PrimaryKeyConstraint("session_id", "pseudonym", name=op.f("pk_attendance")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "kept_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("hidden", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_kept_texts_session_id_sessions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_texts")),
    )
    with op.batch_alter_table("kept_texts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kept_texts_session_id"), ["session_id"], unique=False)

    op.create_table(
        "occurrences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_occurrences_group_id_groups")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_occurrences_session_id_sessions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrences")),
        sa.UniqueConstraint("group_id", "on_date", name=op.f("uq_occurrences_group_id")),
    )
    op.create_table(
        "slots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("skipped", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=True),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_slots_session_id_sessions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slots")),
        sa.UniqueConstraint("session_id", "number", name=op.f("uq_slots_session_id")),
    )
    op.create_table(
        "answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.LargeBinary(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.LargeBinary(), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("from_member", sa.Boolean(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["slot_id"], ["slots.id"], name=op.f("fk_answers_slot_id_slots"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.UniqueConstraint("slot_id", "tag", "question", "ordinal", name=op.f("uq_answers_slot_id")),
    )


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_table("answers")
    op.drop_table("slots")
    op.drop_table("occurrences")
    with op.batch_alter_table("kept_texts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kept_texts_session_id"))

    op.drop_table("kept_texts")
    op.drop_table("attendance")
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sessions_state"))
        batch_op.drop_index(batch_op.f("ix_sessions_programme_id"))
        batch_op.drop_index(batch_op.f("ix_sessions_group_id"))

    op.drop_table("sessions")
    op.drop_table("block_totals")
    op.drop_table("used_items")
    op.drop_table("rules")
    with op.batch_alter_table("programmes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programmes_group_id"))

    op.drop_table("programmes")
    op.drop_table("people")
    op.drop_table("key_check")
    op.drop_table("groups")
