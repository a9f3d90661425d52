"""${message}.

Mind, before this is merged:
- Short locks: add columns nullable or with a constant default, and fill them by a job (`app.kernel.fill`). A lock
  that waits two seconds, or a statement that takes sixty, ends the migration.
- A new index on a table in use: `changes.build_index(name, table, columns)`, not op.create_index.
- Alembic does not notice a changed CHECK: a new enum member needs `changes.allow_words(table, column, "ck_table_rule",
  (*BEFORE, "new"))` here, and the words from before in the downgrade.
- What must run outside a transaction: `with op.get_context().autocommit_block():`. It commits what was done before;
  lock and limits last. What stands in it must bear to be run again.
- The release before this one is still running while this one starts: add now, remove one release later.
- Up, down, up is run on SQLite and PostgreSQL: write the downgrade, and keep what rows it can.
- Nothing of `app` is imported: this file must mean the same in a year.
"""

import sqlalchemy as sa
from alembic import op

from migrations import changes
${imports if imports else ""}

revision: str = ${repr(up_revision)}
down_revision: str | None = ${repr(down_revision)}
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """To this schema."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Back to the schema before."""
    ${downgrades if downgrades else "pass"}
