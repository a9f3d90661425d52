"""The dock: every scan kept with what it did, tasks, bins that are counted, and custody nobody can change.

The data steps run over customers and tickets once; on a big shop let them run while few work. Custody refuses
UPDATE, DELETE and TRUNCATE by triggers: a later migration that rebuilds `custody_events` on SQLite (every
batch operation does) has to create them again, as `refuse_changes` here does.
"""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

from app.kernel.db import UtcDateTime
from app.kernel.ids import plain_name, plain_serial

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: None = None
depends_on: None = None

STEPS_BEFORE = (
    "collecting", "receiving", "inspecting", "storing", "repairing", "picking", "packing", "shipping", "accepting",
)  # fmt: skip
PHOTOS_BEFORE = (
    "symptom", "serial_label", "proof_of_purchase", "packed_by_customer", "dock_sealed", "dock_opened",
    "discrepancy", "bench", "packed_for_return", "proof_of_delivery",
)  # fmt: skip
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
    "opted_in",
)  # fmt: skip
ACTIONS_BEFORE = (
    "ask", "answer", "offer", "accept", "accept_and_wait", "refuse_terms", "close_without_shipping",
    "parts_ready", "parts_late", "parts_unobtainable", "exchange", "refund", "cancel", "expire",
    "book_pickup", "move_pickup", "cancel_pickup", "pickup_failed", "collect", "receive", "inspect",
    "hold", "release", "start_repair", "quote", "requote", "approve", "approve_and_wait", "decline",
    "quote_expired", "no_fault", "give_up", "wait_for_parts", "parts_in", "finish", "test_failed",
    "test_passed", "test_passed_unpaid", "pay", "waive", "book_return", "hand_out", "delivery_failed",
    "deliver", "follow_up", "confirm_working", "still_broken", "close",
)  # fmt: skip
OWNERS_BEFORE = "draft_id IS NOT NULL OR ticket_id IS NOT NULL"


def upgrade() -> None:
    """To this schema."""
    op.create_table(
        "stock_counts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bin_code", sa.String(length=20), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("started_by", sa.String(length=80), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["bin_code"], ["bins.code"], name=op.f("fk_stock_counts_bin_code_bins")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_accounts.id"], name=op.f("fk_stock_counts_staff_id_staff_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_counts")),
    )
    with op.batch_alter_table("stock_counts") as batch_op:
        batch_op.create_index(batch_op.f("ix_stock_counts_bin_code"), ["bin_code"])

    op.create_table(
        "scans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("typed", sa.String(length=200), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "open",
                "receive",
                "hand_in",
                "store",
                "move",
                "pick",
                "pack",
                "hand_out",
                "count",
                name="scan_mode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("bin_code", sa.String(length=20), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.Column("device_at", UtcDateTime(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("queued", sa.Boolean(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "done",
                "repeat",
                "look",
                "wants_bin",
                "several",
                "unknown",
                "refused",
                name="scan_outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=True),
        sa.Column("custody_number", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.Column("undone_by", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_accounts.id"], name=op.f("fk_scans_staff_id_staff_accounts")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_scans_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scans")),
        sa.UniqueConstraint("key", name=op.f("uq_scans_key")),
    )
    with op.batch_alter_table("scans") as batch_op:
        batch_op.create_index(batch_op.f("ix_scans_batch_id"), ["batch_id"])
        batch_op.create_index("ix_scans_ticket_id_at", ["ticket_id", "at"])

    op.create_table(
        "stock_sightings",
        sa.Column("count_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("expected_bin", sa.String(length=20), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["count_id"], ["stock_counts.id"], name=op.f("fk_stock_sightings_count_id_stock_counts")
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_stock_sightings_ticket_id_tickets")
        ),
        sa.PrimaryKeyConstraint("count_id", "ticket_id", name=op.f("pk_stock_sightings")),
    )
    op.create_table(
        "dock_tasks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "discrepancy",
                "unknown_parcel",
                "conflict",
                "missing",
                name="dock_task_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("ticket_id", sa.Uuid(), nullable=True),
        sa.Column("scan_id", sa.Uuid(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("needs_second", sa.Boolean(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("opened_by", sa.String(length=80), nullable=False),
        sa.Column("opened_by_id", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("confirmed_by", sa.String(length=80), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("settled_by", sa.String(length=80), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["staff_accounts.id"], name=op.f("fk_dock_tasks_opened_by_id_staff_accounts")
        ),
        sa.ForeignKeyConstraint(["scan_id"], ["scans.id"], name=op.f("fk_dock_tasks_scan_id_scans")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_dock_tasks_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dock_tasks")),
    )
    with op.batch_alter_table("dock_tasks") as batch_op:
        batch_op.create_index(
            "ix_dock_tasks_open",
            ["opened_at"],
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_dock_tasks_ticket_id"), ["ticket_id"])

    with op.batch_alter_table("bins") as batch_op:
        batch_op.add_column(sa.Column("capacity", sa.Integer(), nullable=True))
        batch_op.create_check_constraint("capacity", "capacity >= 1")

    with op.batch_alter_table("custody_events") as batch_op:
        batch_op.add_column(sa.Column("device_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("undoes", sa.Integer(), nullable=True))
        _replace_words(batch_op, "custody_step", "step", (*STEPS_BEFORE, "stock_taking"))
    refuse_changes()

    with op.batch_alter_table("customers") as batch_op:
        batch_op.add_column(sa.Column("phone_end", sa.String(length=4), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column(
                "name_key",
                sa.String(length=80).with_variant(sa.String(length=80, collation="C"), "postgresql"),
                nullable=False,
                server_default="",
            )
        )
        batch_op.create_index(batch_op.f("ix_customers_name_key"), ["name_key"])
        batch_op.create_index(batch_op.f("ix_customers_phone_end"), ["phone_end"])

    with op.batch_alter_table("photos") as batch_op:
        batch_op.add_column(sa.Column("dock_task_id", sa.Uuid(), nullable=True))
        _replace_words(batch_op, "photo_kind", "kind", (*PHOTOS_BEFORE, "handed_out", "at_dock"))
        batch_op.drop_constraint("has_owner", type_="check")
        batch_op.create_check_constraint("has_owner", f"{OWNERS_BEFORE} OR dock_task_id IS NOT NULL")
        batch_op.create_index(batch_op.f("ix_photos_dock_task_id"), ["dock_task_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_photos_dock_task_id_dock_tasks"), "dock_tasks", ["dock_task_id"], ["id"]
        )

    with op.batch_alter_table("tickets") as batch_op:
        batch_op.add_column(
            sa.Column(
                "serial_key",
                sa.String(length=60).with_variant(sa.String(length=60, collation="C"), "postgresql"),
                nullable=False,
                server_default="",
            )
        )
        batch_op.drop_index(batch_op.f("ix_tickets_serial"))
        batch_op.create_index(batch_op.f("ix_tickets_bin_code"), ["bin_code"])
        batch_op.create_index(batch_op.f("ix_tickets_serial_key"), ["serial_key"])
    _fill_what_is_searched()
    with op.batch_alter_table("texts") as texts:
        _replace_words(texts, "text_kind", "kind", (*KINDS_BEFORE, "scan_corrected"))
    with op.batch_alter_table("ticket_events") as events:
        _replace_words(events, "event_action", "action", (*ACTIONS_BEFORE, "undo_receive", "undo_hand_out"))


def downgrade() -> None:
    """Back to the schema before; texts and steps of a kind it does not know become the nearest it knows."""
    op.execute("UPDATE ticket_events SET action = 'cancel_pickup' WHERE action = 'undo_receive'")
    op.execute("UPDATE ticket_events SET action = 'delivery_failed' WHERE action = 'undo_hand_out'")
    with op.batch_alter_table("ticket_events") as events:
        _replace_words(events, "event_action", "action", ACTIONS_BEFORE)
    op.execute("UPDATE texts SET kind = 'status_reply' WHERE kind = 'scan_corrected'")
    with op.batch_alter_table("texts") as texts:
        _replace_words(texts, "text_kind", "kind", KINDS_BEFORE)
    with op.batch_alter_table("tickets") as batch_op:
        batch_op.drop_index(batch_op.f("ix_tickets_serial_key"))
        batch_op.drop_index(batch_op.f("ix_tickets_bin_code"))
        batch_op.create_index(batch_op.f("ix_tickets_serial"), ["serial"])
        batch_op.drop_column("serial_key")

    op.execute("DELETE FROM photos WHERE draft_id IS NULL AND ticket_id IS NULL")
    op.execute("UPDATE photos SET kind = 'dock_opened' WHERE kind IN ('handed_out', 'at_dock')")
    with op.batch_alter_table("photos") as batch_op:
        batch_op.drop_constraint("has_owner", type_="check")
        batch_op.create_check_constraint("has_owner", OWNERS_BEFORE)
        _replace_words(batch_op, "photo_kind", "kind", PHOTOS_BEFORE)
        batch_op.drop_constraint(batch_op.f("fk_photos_dock_task_id_dock_tasks"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_photos_dock_task_id"))
        batch_op.drop_column("dock_task_id")

    with op.batch_alter_table("customers") as batch_op:
        batch_op.drop_index(batch_op.f("ix_customers_phone_end"))
        batch_op.drop_index(batch_op.f("ix_customers_name_key"))
        batch_op.drop_column("name_key")
        batch_op.drop_column("phone_end")

    _allow_changes()
    op.execute("DELETE FROM custody_events WHERE step = 'stock_taking'")
    with op.batch_alter_table("custody_events") as batch_op:
        _replace_words(batch_op, "custody_step", "step", STEPS_BEFORE)
        batch_op.drop_column("undoes")
        batch_op.drop_column("device_at")

    with op.batch_alter_table("bins") as batch_op:
        batch_op.drop_constraint("capacity", type_="check")
        batch_op.drop_column("capacity")

    with op.batch_alter_table("dock_tasks") as batch_op:
        batch_op.drop_index(batch_op.f("ix_dock_tasks_ticket_id"))
        batch_op.drop_index(
            "ix_dock_tasks_open",
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )

    op.drop_table("dock_tasks")
    op.drop_table("stock_sightings")
    with op.batch_alter_table("scans") as batch_op:
        batch_op.drop_index("ix_scans_ticket_id_at")
        batch_op.drop_index(batch_op.f("ix_scans_batch_id"))

    op.drop_table("scans")
    with op.batch_alter_table("stock_counts") as batch_op:
        batch_op.drop_index(batch_op.f("ix_stock_counts_bin_code"))

    op.drop_table("stock_counts")


def refuse_changes() -> None:
    """What is written in custody stays written, whoever asks: a database's owner has to drop this first."""
    if op.get_context().dialect.name == "sqlite":
        for what in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER custody_refuses_{what.lower()} BEFORE {what} ON custody_events "
                "BEGIN SELECT RAISE(ABORT, 'custody_events is append-only'); END"
            )
        # INSERT OR REPLACE removes what stands in its way, and no trigger on DELETE hears of it.
        op.execute(
            "CREATE TRIGGER custody_refuses_replace BEFORE INSERT ON custody_events WHEN EXISTS (SELECT 1 FROM "
            "custody_events WHERE id = NEW.id OR (ticket_id = NEW.ticket_id AND number = NEW.number)) "
            "BEGIN SELECT RAISE(ABORT, 'custody_events is append-only'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION refuse_custody_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'custody_events is append-only' USING ERRCODE = 'restrict_violation'; END $$"
    )
    op.execute(
        "CREATE TRIGGER custody_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON custody_events "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_custody_change()"
    )


def _allow_changes() -> None:
    if op.get_context().dialect.name == "sqlite":
        for what in ("update", "delete", "replace"):
            op.execute(f"DROP TRIGGER custody_refuses_{what}")
        return
    op.execute("DROP TRIGGER custody_refuses_change ON custody_events")
    op.execute("DROP FUNCTION refuse_custody_change()")


def _fill_what_is_searched() -> None:
    connection = op.get_bind()
    customers = connection.execute(sa.text("SELECT id, phone, name FROM customers")).all()
    for row_id, phone, name in customers:
        connection.execute(
            sa.text("UPDATE customers SET phone_end = :end, name_key = :key WHERE id = :id"),
            {"end": phone[-4:], "key": plain_name(name)[:80], "id": row_id},
        )
    for row_id, serial in connection.execute(
        sa.text("SELECT id, serial FROM tickets WHERE serial <> ''")
    ).all():
        connection.execute(
            sa.text("UPDATE tickets SET serial_key = :key WHERE id = :id"),
            {"key": plain_serial(serial)[:60], "id": row_id},
        )


def _replace_words(table: BatchOperations, name: str, column: str, words: tuple[str, ...]) -> None:
    table.drop_constraint(name, type_="check")
    listed = ", ".join(f"'{word}'" for word in words)
    table.create_check_constraint(name, f"{column} IN ({listed})")
