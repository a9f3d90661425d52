"""A name in Latin letters beside the recipient's, for labels whose typeface lacks letters of it."""

import sqlalchemy as sa
from alembic import op

revision: str = "0104"
down_revision: str | None = "0103"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """To this schema."""
    op.add_column("addresses", sa.Column("recipient_latin", sa.String(length=80), nullable=True))


def downgrade() -> None:
    """Back to the one before."""
    op.drop_column("addresses", "recipient_latin")
