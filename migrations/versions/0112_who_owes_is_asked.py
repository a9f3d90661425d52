"""Whoever owes a promise is asked before it slips; where no text can tell, a person calls, and the call is noted."""

import sqlalchemy as sa
from alembic import op

revision: str = "0112"
down_revision: str | None = "0111"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """To this schema."""
    op.create_table(
        "slip_tasks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("promise_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _words(("ask", "call"), "slip_kind"), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "outcome",
            _words(("will_make_it", "new_time", "spoken", "to_call", "called"), "slip_outcome"),
            nullable=True,
        ),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(length=80), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "(outcome IS NULL) = (settled_at IS NULL)", name=op.f("ck_slip_tasks_settled_as_a_whole")
        ),
        sa.ForeignKeyConstraint(
            ["promise_id"], ["promises.id"], name=op.f("fk_slip_tasks_promise_id_promises")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_accounts.id"], name=op.f("fk_slip_tasks_staff_id_staff_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slip_tasks")),
        sa.UniqueConstraint("promise_id", "kind", name=op.f("uq_slip_tasks_promise_id_kind")),
    )


def downgrade() -> None:
    """Back to the schema before."""
    op.drop_table("slip_tasks")


def _words(words: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, length=40, create_constraint=True)
