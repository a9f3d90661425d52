"""Whatever lies on the dock is received: what the customer is told of it."""

from alembic import op

from migrations import changes

revision: str = "0116"
down_revision: str | None = "0115"
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
    "answer_late",
)
# Under the names of their nearest kin, where an older release has to read them.
NEAREST = {
    "arrived_unasked": "parcel_received",
    "came_back": "delivery_failed",
    "scan_withdrawn": "scan_corrected",
}


def upgrade() -> None:
    """To this schema."""
    changes.allow_words("sms", "kind", "ck_sms_sms_kind", (*BEFORE, *NEAREST))


def downgrade() -> None:
    """Back to the schema before."""
    for kind, nearest in NEAREST.items():
        op.execute(f"UPDATE sms SET kind = '{nearest}' WHERE kind = '{kind}'")  # noqa: S608 - our own words
    changes.allow_words("sms", "kind", "ck_sms_sms_kind", BEFORE)
