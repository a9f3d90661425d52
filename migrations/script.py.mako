"""${message}.

Mind, before this is merged:
- Short locks: add columns nullable or with a constant default, fill big tables by a job, build big
  indexes CONCURRENTLY in an autocommit block. A lock that waits five seconds ends the migration.
- The release before this one is still running while this one starts: add now, remove one release later.
- Up, down, up is run on SQLite and PostgreSQL: write the downgrade, and keep what rows it can.
- Alembic does not notice a changed CHECK: a new enum member needs its constraint replaced by hand here.
"""

import sqlalchemy as sa
from alembic import op
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
