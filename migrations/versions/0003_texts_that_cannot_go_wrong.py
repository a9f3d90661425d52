"""Each try of a text has a state, a provider and a reference of its own; the text's is folded from them."""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

from app.kernel.db import UtcDateTime

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: None = None
depends_on: None = None

ATTENTION = sa.text("attention_since IS NOT NULL")
CHECK = sa.text("check_at IS NOT NULL")
TRY_STATES = ("posting", "not_sent", "uncertain", "accepted", "sent", "delivered", "undelivered", "failed")
TROUBLES = ("bad_number", "opted_out", "configuration", "filtered", "later", "capacity", "unknown")
KINDS_BEFORE = (
    "phone_code", "request_received", "info_asked", "terms_offered", "terms_accepted", "no_ship_needed",
    "parts_ordered", "parts_ready", "parts_unobtainable", "awaiting_parts", "date_slipped",
    "pickup_booked", "pickup_cancelled", "pickup_tomorrow", "pickup_today", "pickup_failed",
    "pickup_collected", "parcel_received", "diagnosis_started", "on_hold", "hold_released", "quote_sent",
    "quote_reminder", "repair_started", "return_unrepaired", "payment_due", "return_ready",
    "return_booked", "return_tomorrow", "return_today", "on_its_way", "delivery_failed", "delivered",
    "follow_up", "thanks", "re_repair_opened", "cancelled", "expired", "closed", "technician_wrote",
    "status_reply", "help_reply", "message_taken", "which_ticket", "quote_changed", "nothing_to_decide",
    "opted_out",
)  # fmt: skip
KINDS = (*KINDS_BEFORE, "opted_in")


def upgrade() -> None:
    """To this schema."""
    op.create_table(
        "bad_numbers",
        sa.Column("phone", sa.String(20), nullable=False),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("phone", name=op.f("pk_bad_numbers")),
    )
    op.create_table(
        "sender_stops",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider", sa.String(30), nullable=False),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("detail", sa.String(500), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("lifted_at", UtcDateTime(), nullable=True),
        sa.Column("lifted_by", sa.String(120), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sender_stops")),
    )
    op.create_table(
        "text_reports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider", sa.String(30), nullable=False),
        sa.Column("reference", sa.String(64), nullable=False),
        sa.Column("word", sa.String(40), nullable=False),
        sa.Column("code", sa.String(20), nullable=True),
        sa.Column("attempt_id", sa.Uuid(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_reports")),
        sa.UniqueConstraint(
            "provider", "reference", "word", name=op.f("uq_text_reports_provider_reference_word")
        ),
    )
    op.create_index(op.f("ix_text_reports_attempt_id"), "text_reports", ["attempt_id"])
    op.create_table(
        "text_spend",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("segments", sa.Integer(), nullable=False),
        sa.Column("cost_minor", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_text_spend")),
    )
    _outbox_forgets_what_is_paid()
    with op.batch_alter_table("incoming_texts") as incoming:
        incoming.add_column(sa.Column("media", sa.JSON(), nullable=False, server_default="[]"))
    _attempts_get_their_own_state()
    _texts_lose_what_tries_know()


def _outbox_forgets_what_is_paid() -> None:
    op.execute("DELETE FROM outbox WHERE state = 'done'")
    with op.batch_alter_table("outbox") as outbox:
        outbox.alter_column("done_at", new_column_name="given_up_at")
        outbox.drop_constraint("call_state", type_="check")
        outbox.create_check_constraint("call_state", "state IN ('owed', 'given_up')")
    if op.get_context().dialect.name == "postgresql":  # see app.kernel.db.ROOM_FOR_NEW_VERSIONS
        for table in ("outbox", "texts", "text_attempts"):
            op.execute(f"ALTER TABLE {table} SET (fillfactor = 50)")


def _attempts_get_their_own_state() -> None:
    with op.batch_alter_table("text_attempts") as attempts:
        attempts.add_column(sa.Column("provider", sa.String(30), nullable=False, server_default=""))
        attempts.add_column(sa.Column("state", _choice("try_state", TRY_STATES), nullable=False,
                                      server_default="posting"))  # fmt: skip
        attempts.add_column(sa.Column("reference", sa.String(64), nullable=True))
        attempts.add_column(sa.Column("code", sa.String(20), nullable=True))
        attempts.add_column(sa.Column("check_at", UtcDateTime(), nullable=True))
        attempts.add_column(sa.Column("checks", sa.Integer(), nullable=False, server_default="0"))
    # The last try of a text knows what its text knew; the ones before were certainly not sent.
    op.execute(
        "UPDATE text_attempts SET "
        "state = CASE outcome WHEN 'refused' THEN 'failed' WHEN 'not_sent' THEN 'not_sent' "
        "WHEN 'accepted' THEN 'accepted' WHEN 'uncertain' THEN 'uncertain' ELSE 'posting' END, "
        "provider = coalesce((SELECT provider FROM texts WHERE texts.id = text_id), ''), "
        "reference = CASE WHEN outcome = 'not_sent' THEN NULL ELSE "
        "(SELECT provider_id FROM texts WHERE texts.id = text_id) END"
    )
    op.execute(
        "UPDATE text_attempts SET state = (SELECT state FROM texts WHERE texts.id = text_id) "
        "WHERE state <> 'not_sent' AND (SELECT state FROM texts WHERE texts.id = text_id) "
        "IN ('accepted', 'sent', 'delivered', 'undelivered', 'failed')"
    )
    with op.batch_alter_table("text_attempts") as attempts:
        attempts.drop_column("outcome")
    op.create_index("ix_text_attempts_check", "text_attempts", ["check_at"], sqlite_where=CHECK,
                    postgresql_where=CHECK)  # fmt: skip


def _texts_lose_what_tries_know() -> None:
    with op.batch_alter_table("texts") as texts:
        texts.add_column(sa.Column("urgent", sa.Boolean(), nullable=False, server_default=sa.false()))
        texts.add_column(sa.Column("trouble", _choice("text_trouble", TROUBLES), nullable=True))
        texts.add_column(sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
        texts.add_column(sa.Column("resends", sa.Integer(), nullable=False, server_default="0"))
        texts.add_column(sa.Column("attention_since", UtcDateTime(), nullable=True))
        texts.add_column(sa.Column("handled_by", sa.String(120), nullable=True))
        texts.drop_index("ix_texts_created_at")
        texts.drop_index("ix_texts_provider_id")
        texts.drop_index("ix_texts_to_phone")
        texts.drop_column("provider_id")
        texts.drop_column("provider")
        _replace_kinds(texts, KINDS)
    op.create_index("ix_texts_attention", "texts", ["attention_since"], sqlite_where=ATTENTION,
                    postgresql_where=ATTENTION)  # fmt: skip
    op.create_index("ix_texts_to_phone_created_at", "texts", ["to_phone", "created_at"])
    op.execute(
        "UPDATE texts SET tries = "
        "coalesce((SELECT max(number) FROM text_attempts WHERE text_id = texts.id), 0), "
        "attention_since = CASE WHEN state IN ('failed', 'undelivered', 'uncertain') THEN created_at END"
    )


def downgrade() -> None:
    """Back to the schema before."""
    op.drop_index("ix_texts_to_phone_created_at", "texts")
    op.drop_index("ix_texts_attention", "texts")
    op.execute("UPDATE texts SET kind = 'help_reply' WHERE kind = 'opted_in'")
    with op.batch_alter_table("texts") as texts:
        texts.add_column(sa.Column("provider", sa.String(30), nullable=True))
        texts.add_column(sa.Column("provider_id", sa.String(64), nullable=True))
    op.execute(
        "UPDATE texts SET "
        "provider = (SELECT provider FROM text_attempts WHERE text_id = texts.id AND number = tries), "
        "provider_id = (SELECT reference FROM text_attempts WHERE text_id = texts.id AND number = tries)"
    )
    with op.batch_alter_table("texts") as texts:
        texts.drop_column("handled_by")
        texts.drop_column("attention_since")
        texts.drop_column("resends")
        texts.drop_column("tries")
        texts.drop_constraint("text_trouble", type_="check")
        texts.drop_column("trouble")
        texts.drop_column("urgent")
        texts.create_index("ix_texts_to_phone", ["to_phone"])
        texts.create_index("ix_texts_provider_id", ["provider_id"])
        texts.create_index("ix_texts_created_at", ["created_at"])
        _replace_kinds(texts, KINDS_BEFORE)
    op.drop_index("ix_text_attempts_check", "text_attempts")
    with op.batch_alter_table("text_attempts") as attempts:
        attempts.add_column(sa.Column("outcome", sa.String(30), nullable=True))
    op.execute(
        "UPDATE text_attempts SET outcome = CASE state WHEN 'posting' THEN NULL "
        "WHEN 'not_sent' THEN 'not_sent' WHEN 'uncertain' THEN 'uncertain' WHEN 'failed' THEN 'refused' "
        "ELSE 'accepted' END"
    )
    with op.batch_alter_table("text_attempts") as attempts:
        attempts.drop_column("checks")
        attempts.drop_column("check_at")
        attempts.drop_column("code")
        attempts.drop_column("reference")
        attempts.drop_constraint("try_state", type_="check")
        attempts.drop_column("state")
        attempts.drop_column("provider")
    with op.batch_alter_table("outbox") as outbox:
        outbox.alter_column("given_up_at", new_column_name="done_at")
        outbox.drop_constraint("call_state", type_="check")
        outbox.create_check_constraint("call_state", "state IN ('owed', 'done', 'given_up')")
    if op.get_context().dialect.name == "postgresql":
        for table in ("outbox", "texts", "text_attempts"):
            op.execute(f"ALTER TABLE {table} RESET (fillfactor)")
    with op.batch_alter_table("incoming_texts") as incoming:
        incoming.drop_column("media")
    op.drop_table("text_spend")
    op.drop_index(op.f("ix_text_reports_attempt_id"), "text_reports")
    op.drop_table("text_reports")
    op.drop_table("sender_stops")
    op.drop_table("bad_numbers")


def _choice(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _replace_kinds(texts: BatchOperations, kinds: tuple[str, ...]) -> None:
    texts.drop_constraint("text_kind", type_="check")
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    texts.create_check_constraint("text_kind", f"kind IN ({listed})")
