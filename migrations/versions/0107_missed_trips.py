"""Trips nobody noted: what the customer is told of them, and an arrival of a parcel nobody was to fetch taken back."""

from alembic import op

from migrations import changes

revision: str = "0107"
down_revision: str | None = "0106"
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
    "quote_asked",
    "answers_differ",
)
KINDS_SINCE = (
    "pickup_unnoted",
    "pickup_after_all",
    "arrived_after_all",
    "return_unnoted",
    "return_missed",
    "delivered_after_all",
)
ACTIONS_BEFORE = (
    "ask",
    "answer",
    "offer",
    "accept",
    "accept_and_wait",
    "refuse_terms",
    "close_without_shipping",
    "parts_ready",
    "parts_late",
    "parts_unobtainable",
    "exchange",
    "refund",
    "cancel",
    "expire",
    "book_pickup",
    "move_pickup",
    "cancel_pickup",
    "pickup_failed",
    "collect",
    "receive",
    "undo_receive",
    "inspect",
    "hold",
    "release",
    "start_repair",
    "quote",
    "requote",
    "approve",
    "approve_and_wait",
    "decline",
    "quote_expired",
    "no_fault",
    "give_up",
    "wait_for_parts",
    "parts_in",
    "finish",
    "test_failed",
    "test_passed",
    "test_passed_unpaid",
    "pay",
    "waive",
    "book_return",
    "hand_out",
    "undo_hand_out",
    "delivery_failed",
    "deliver",
    "follow_up",
    "confirm_working",
    "still_broken",
    "close",
)
# Under the names of their nearest kin, where an older release has to read them.
NEAREST = {
    "pickup_unnoted": "date_slipped",
    "pickup_after_all": "pickup_collected",
    "arrived_after_all": "parcel_received",
    "return_unnoted": "date_slipped",
    "return_missed": "delivery_failed",
    "delivered_after_all": "delivered",
}


def upgrade() -> None:
    """To this schema."""
    changes.allow_words("sms", "kind", "ck_sms_sms_kind", (*KINDS_BEFORE, *KINDS_SINCE))
    changes.allow_words(
        "ticket_events", "action", "ck_ticket_events_event_action", (*ACTIONS_BEFORE, "undo_unplanned")
    )


def downgrade() -> None:
    """Back to the schema before; texts are kept under other names. Refused where an unplanned arrival was taken back."""
    for kind, nearest in NEAREST.items():
        op.execute(f"UPDATE sms SET kind = '{nearest}' WHERE kind = '{kind}'")  # noqa: S608 - our own words
    changes.allow_words("ticket_events", "action", "ck_ticket_events_event_action", ACTIONS_BEFORE)
    changes.allow_words("sms", "kind", "ck_sms_sms_kind", KINDS_BEFORE)
