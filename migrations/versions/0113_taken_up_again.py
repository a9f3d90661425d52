"""What ended can be taken up again: a step, its text, and parts that were let go."""

from alembic import op

from migrations import changes

revision: str = "0113"
down_revision: str | None = "0112"
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
    "undo_unplanned",
)
PARTS_BEFORE = ("needed", "dated", "reserved", "in", "unobtainable", "used")
PARTS = ("part_needs", "state", "ck_part_needs_part_state")


def upgrade() -> None:
    """To this schema."""
    changes.allow_words("sms", "kind", "ck_sms_sms_kind", (*KINDS_BEFORE, "taken_up"))
    changes.allow_words(*PARTS, (*PARTS_BEFORE, "released"))
    changes.allow_words(
        "ticket_events", "action", "ck_ticket_events_event_action", (*ACTIONS_BEFORE, "take_up")
    )


def downgrade() -> None:
    """Back to the schema before; refused where a repair was taken up. Parts that were let go are needed again."""
    changes.allow_words("ticket_events", "action", "ck_ticket_events_event_action", ACTIONS_BEFORE)
    op.execute("UPDATE sms SET kind = 'request_received' WHERE kind = 'taken_up'")
    op.execute("UPDATE part_needs SET state = 'needed' WHERE state = 'released'")
    changes.allow_words(*PARTS, PARTS_BEFORE)
    changes.allow_words("sms", "kind", "ck_sms_sms_kind", KINDS_BEFORE)
