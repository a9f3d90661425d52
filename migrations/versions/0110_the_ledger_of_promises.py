"""The ledger of promises; a promise ends once and is never edited, which the database itself keeps."""

import sqlalchemy as sa
from alembic import op

revision: str = "0110"
down_revision: str | None = "0109"
branch_labels: None = None
depends_on: None = None

KINDS = (
    "answer",
    "part",
    "pickup",
    "arrival",
    "look",
    "result",
    "repair",
    "test",
    "word",
    "return",
    "follow_up",
    "reply",
    "their_answer",
    "their_terms",
    "their_choice",
    "their_pickup_day",
    "their_quote",
    "their_payment",
    "their_return_day",
    "their_verdict",
)
ROLES = ("customer", "warehouse", "technician", "dispatcher", "courier", "manager", "system")
FACTS = ("step", "trip", "message", "owner", "call", "clock", "before")
# What a row is made with; the rest is its ending.
AS_MADE = (
    "id",
    "ticket_id",
    "customer_id",
    "kind",
    "party",
    "owner_id",
    "window_from",
    "due_at",
    "made_at",
    "made_from",
    "made_from_id",
    "said",
    "said_id",
    "why",
    "replaces_id",
    "corrects_id",
)
OPEN = sa.text("ending IS NULL")


def upgrade() -> None:
    """To this schema."""
    op.create_table(
        "promises",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _words(KINDS, "promise_kind"), nullable=False),
        sa.Column("party", _words(ROLES, "promise_party"), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("window_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_from", _words(FACTS, "promise_made_from"), nullable=False),
        sa.Column("made_from_id", sa.Uuid(), nullable=True),
        sa.Column("said", _words(("text", "page", "call"), "promise_said"), nullable=False),
        sa.Column("said_id", sa.Uuid(), nullable=True),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.Column(
            "ending", _words(("kept", "broken", "replaced", "withdrawn"), "promise_ending"), nullable=True
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", _words(FACTS, "promise_ended_by"), nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("due_at > made_at", name=op.f("ck_promises_due_after_made")),
        sa.CheckConstraint(
            "window_from IS NULL OR window_from < due_at", name=op.f("ck_promises_window_before_due")
        ),
        sa.CheckConstraint(
            "(ending IS NULL) = (ended_at IS NULL) AND (ending IS NULL) = (noted_at IS NULL)"
            " AND (ending IS NULL) = (ended_by IS NULL)",
            name=op.f("ck_promises_ended_as_a_whole"),
        ),
        sa.CheckConstraint(
            "ending IS NULL OR ending NOT IN ('kept', 'replaced') OR ended_at <= due_at",
            name=op.f("ck_promises_kept_in_time"),
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["promises.id"], name=op.f("fk_promises_corrects_id_promises")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_promises_customer_id_customers")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["staff_accounts.id"], name=op.f("fk_promises_owner_id_staff_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["promises.id"], name=op.f("fk_promises_replaces_id_promises")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_promises_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promises")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_promises_corrects_id")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_promises_replaces_id")),
    )
    op.create_index(
        "uq_promises_open",
        "promises",
        ["ticket_id", "kind"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index("ix_promises_open_due", "promises", ["due_at"], sqlite_where=OPEN, postgresql_where=OPEN)
    for column in ("ticket_id", "ended_at", "ended_by_id"):
        op.create_index(op.f(f"ix_promises_{column}"), "promises", [column])
    _refuse_changes()


def downgrade() -> None:
    """Back to the schema before: the ledger goes, `tickets.due_at` stays as it stands."""
    op.drop_table("promises")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_promise_change()")


def _words(words: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, length=40, create_constraint=True)


def _refuse_changes() -> None:
    """Only an open promise may be written to, and only its ending."""
    what = "a promise ends once and is never edited"
    if op.get_bind().dialect.name == "sqlite":
        edited = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in AS_MADE)
        op.execute(
            f"CREATE TRIGGER promises_refuse_change BEFORE UPDATE ON promises WHEN OLD.ending IS NOT NULL OR {edited} "
            f"BEGIN SELECT RAISE(ABORT, '{what}'); END"
        )
        op.execute(
            f"CREATE TRIGGER promises_refuse_delete BEFORE DELETE ON promises BEGIN SELECT RAISE(ABORT, '{what}'); END"
        )
        return
    old, new = (", ".join(f"{side}.{column}" for column in AS_MADE) for side in ("OLD", "NEW"))
    op.execute(
        "CREATE FUNCTION refuse_promise_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{what}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    op.execute(
        "CREATE TRIGGER promises_refuse_change BEFORE UPDATE ON promises FOR EACH ROW "
        f"WHEN (OLD.ending IS NOT NULL OR ROW({new}) IS DISTINCT FROM ROW({old})) "
        "EXECUTE FUNCTION refuse_promise_change()"
    )
    op.execute(
        "CREATE TRIGGER promises_refuse_delete BEFORE DELETE ON promises FOR EACH ROW "
        "EXECUTE FUNCTION refuse_promise_change()"
    )
