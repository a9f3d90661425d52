"""Names are looked for without marks, spaces and signs: those of all customers so far anew."""

import unicodedata

from alembic import op

from migrations import changes

revision = "0105"
down_revision = "0104"
branch_labels = None
depends_on = None

AT_ONCE = 8  # replacements in one expression: SQLite reads no deeper ones
SIGNS = "-'’.,()·`´‐‑–_/"
STROKES = {"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ħ": "h", "ŧ": "t", "ı": "i"}


def _bare(letter: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c))


def _letters() -> dict[str, str]:
    """Small Latin letters with their marks, as most names with marks are; a key holds no others."""
    marked = map(chr, (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)))
    found = {letter: _bare(letter) for letter in marked if letter == letter.casefold()}
    return STROKES | {letter: bare for letter, bare in found.items() if bare != letter and len(bare) == 1}


def upgrade() -> None:
    """Up to this revision. Names in other scripts get their key when they are next written."""
    letters = _letters()
    if op.get_bind().dialect.name == "postgresql":  # at once; a sign without a counterpart goes
        signs = SIGNS.replace("'", "''")
        changes.rewrite(
            "customers",
            "name_key",
            f"translate(name_key, '{''.join(letters)}{signs}', '{''.join(letters.values())}')",
        )
        return
    pairs = [*letters.items(), *((sign.replace("'", "''"), "") for sign in SIGNS)]
    for first in range(0, len(pairs), AT_ONCE):
        key = "name_key"
        for letter, bare in pairs[first : first + AT_ONCE]:
            key = f"replace({key}, '{letter}', '{bare}')"
        changes.rewrite("customers", "name_key", key)


def downgrade() -> None:
    """Back to the revision before: keys with their marks, as far as the database itself can write small letters."""
    changes.rewrite("customers", "name_key", "substr(lower(replace(name, ' ', '')), 1, 80)")
