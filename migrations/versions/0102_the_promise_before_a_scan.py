"""A scan knows the promise that stood before it, so that undoing it promises nothing new."""

import sqlalchemy as sa
from alembic import op

revision: str = "0102"
down_revision: str | None = "0101"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """To this schema."""
    op.add_column("scans", sa.Column("was_due", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Back to the one before."""
    op.drop_column("scans", "was_due")
