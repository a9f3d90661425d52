"""A quote asks for everything: what each way of the courier costs is a column of it, contained in its total."""

import sqlalchemy as sa
from alembic import op

revision: str = "0109"
down_revision: str | None = "0108"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """To this schema; quotes sent before asked for the work alone, and that number holds."""
    for column in ("courier_in_minor", "courier_out_minor"):
        op.add_column("quotes", sa.Column(column, sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """To the schema before; a total keeps what it was said to be."""
    for column in ("courier_out_minor", "courier_in_minor"):
        op.drop_column("quotes", column)
