"""The courier fee is locked with the terms that promise it; terms from before promised none."""

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """To this schema."""
    with op.batch_alter_table("terms") as terms:
        terms.add_column(sa.Column("courier_fee_minor", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Back to the schema before."""
    with op.batch_alter_table("terms") as terms:
        terms.drop_column("courier_fee_minor")
