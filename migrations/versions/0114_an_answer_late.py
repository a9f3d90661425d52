"""A text of its own for an answer that takes longer than was said, and the ledger finds promises by their text."""

from alembic import op

from migrations import changes

revision: str = "0114"
down_revision: str | None = "0113"
branch_labels: None = None
depends_on: None = None

BEFORE = (
    "phone_code",
    "request_received",
    "info_asked",
    "terms_offered",
    "terms_accepted",
    "no_ship_needed",
    "parts_ordered",
    "parts_ready",
    "parts_unobtainable",
    "awaiting_parts",
    "date_slipped",
    "pickup_booked",
    "pickup_cancelled",
    "pickup_tomorrow",
    "pickup_today",
    "pickup_failed",
    "pickup_collected",
    "parcel_received",
    "scan_corrected",
    "diagnosis_started",
    "on_hold",
    "hold_released",
    "quote_sent",
    "quote_reminder",
    "repair_started",
    "return_unrepaired",
    "payment_due",
    "return_ready",
    "return_booked",
    "return_tomorrow",
    "return_today",
    "on_its_way",
    "delivery_failed",
    "delivered",
    "follow_up",
    "thanks",
    "re_repair_opened",
    "cancelled",
    "expired",
    "closed",
    "technician_wrote",
    "status_reply",
    "help_reply",
    "message_taken",
    "which_ticket",
    "quote_changed",
    "nothing_to_decide",
    "opted_out",
    "opted_in",
    "picture_missed",
    "quote_asked",
    "answers_differ",
    "pickup_unnoted",
    "pickup_after_all",
    "arrived_after_all",
    "return_unnoted",
    "return_missed",
    "delivered_after_all",
    "trial",
    "quote_last_reminder",
    "still_waiting",
    "last_reminder",
    "taken_up",
)


def upgrade() -> None:
    """To this schema."""
    changes.build_index("ix_promises_said_id", "promises", ["said_id"])
    changes.allow_words("sms", "kind", "ck_sms_sms_kind", (*BEFORE, "answer_late"))


def downgrade() -> None:
    """Back to the schema before; the text is kept under the name of its nearest kin."""
    op.execute("UPDATE sms SET kind = 'message_taken' WHERE kind = 'answer_late'")
    changes.allow_words("sms", "kind", "ck_sms_sms_kind", BEFORE)
    changes.drop_index("ix_promises_said_id", "promises")
