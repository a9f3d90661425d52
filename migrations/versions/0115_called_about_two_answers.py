"""A call of its own reason: two answers to a quote, from a number that takes no texts."""

from alembic import op

from migrations import changes

revision: str = "0115"
down_revision: str | None = "0114"
branch_labels: None = None
depends_on: None = None

REASONS = ("calls", "reason", "ck_calls_call_reason")
BEFORE = ("not_heard", "our_fault", "re_repair")


def upgrade() -> None:
    """To this schema."""
    changes.allow_words(*REASONS, (*BEFORE, "answers_differ"))


def downgrade() -> None:
    """Back to the schema before; such calls stay on the list under the name of their nearest kin."""
    op.execute("UPDATE calls SET reason = 'not_heard' WHERE reason = 'answers_differ'")
    changes.allow_words(*REASONS, BEFORE)
