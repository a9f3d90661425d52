"""Nothing ends unheard: reminders that say what will happen, and calls that people make where texts do not get there."""

import sqlalchemy as sa
from alembic import op

from migrations import changes

revision: str = "0111"
down_revision: str | None = "0110"
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
)
SINCE = ("quote_last_reminder", "still_waiting", "last_reminder")


def upgrade() -> None:
    """To this schema."""
    op.create_table(
        "calls",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "not_heard",
                "our_fault",
                "re_repair",
                name="call_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.String(length=80), nullable=False),
        sa.Column("reached", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_calls_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
        sa.UniqueConstraint(
            "ticket_id", "question", "number", name=op.f("uq_calls_ticket_id_question_number")
        ),
    )
    op.create_index("ix_calls_done_at", "calls", ["done_at"])
    changes.allow_words("sms", "kind", "ck_sms_sms_kind", (*BEFORE, *SINCE))


def downgrade() -> None:
    """Back to the schema before; reminders are kept under the name they had, calls are gone."""
    for kind in SINCE:
        op.execute(f"UPDATE sms SET kind = 'quote_reminder' WHERE kind = '{kind}'")  # noqa: S608 - our own words
    op.drop_index("ix_calls_done_at", "calls")
    op.drop_table("calls")
    changes.allow_words("sms", "kind", "ck_sms_sms_kind", BEFORE)
