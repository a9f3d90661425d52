"""A text tells whoever sent a picture by text that it could not be opened."""

from migrations import changes

revision: str = "0103"
down_revision: str | None = "0102"
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
)


def upgrade() -> None:
    """To this schema."""
    changes.allow_words("sms", "kind", "ck_sms_sms_kind", (*KINDS_BEFORE, "picture_missed"))


def downgrade() -> None:
    """Back to the one before; refused where such a text was written."""
    changes.allow_words("sms", "kind", "ck_sms_sms_kind", KINDS_BEFORE)
