"""Serials are looked for by one folded spelling: that of a repair's serial anew, and one for each serial of the records."""

import sqlalchemy as sa
from alembic import op

from migrations import changes

revision = "0101"
down_revision = "0100"
branch_labels = None
depends_on = None


def _folded(column: str) -> str:
    """Without dashes and spaces, look-alikes as one: what the database's own words can do of `fold_serial`.

    Serials in Hangul or other scripts are folded when they are next written.
    """
    bare = f"upper({column})"
    for sign in " -_./":
        bare = f"replace({bare}, '{sign}', '')"
    for letter, digit in (("O", "0"), ("I", "1"), ("L", "1")):
        bare = f"replace({bare}, '{letter}', '{digit}')"
    return bare


def upgrade() -> None:
    """Up to this revision."""
    op.add_column(
        "known_serials", sa.Column("serial_key", sa.String(length=60), nullable=False, server_default="")
    )
    changes.rewrite("known_serials", "serial_key", _folded("serial"))
    changes.rewrite("tickets", "serial_key", _folded("serial_key"))
    changes.build_index("ix_known_serials_serial_key", "known_serials", ["serial_key"])


def downgrade() -> None:
    """Back to the revision before; repairs are then found by the letters and digits of their serial again."""
    changes.drop_index("ix_known_serials_serial_key", "known_serials")
    with op.batch_alter_table("known_serials") as batch_op:
        batch_op.drop_column("serial_key")
    bare = "upper(serial)"
    for sign in " -_./":
        bare = f"replace({bare}, '{sign}', '')"
    changes.rewrite("tickets", "serial_key", bare)
