"""Two answers to one quote stop the work: which quote is doubted, what must be read first, and two texts about it."""

import sqlalchemy as sa
from alembic import op

from migrations import changes

revision: str = "0106"
down_revision: str | None = "0105"
branch_labels: None = None
depends_on: None = None

KINDS_BEFORE = (
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
)


def upgrade() -> None:
    """To this schema."""
    op.add_column("quotes", sa.Column("doubted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "thread_messages", sa.Column("urgent", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    changes.allow_words("sms", "kind", "ck_sms_sms_kind", (*KINDS_BEFORE, "quote_asked", "answers_differ"))


def downgrade() -> None:
    """Back to the schema before; the two texts are kept under the names of their nearest kin."""
    op.execute("UPDATE sms SET kind = 'quote_reminder' WHERE kind = 'quote_asked'")
    op.execute("UPDATE sms SET kind = 'on_hold' WHERE kind = 'answers_differ'")
    op.drop_column("thread_messages", "urgent")
    op.drop_column("quotes", "doubted_at")
    changes.allow_words("sms", "kind", "ck_sms_sms_kind", KINDS_BEFORE)
