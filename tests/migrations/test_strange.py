"""A database at a revision this program does not know is told so in one sentence, and is left as it is."""

import re

import pytest
from sqlalchemy import text

from app.kernel.db import make_engine
from app.migrate import FIRST, MigrationStopped, migrate, revisions, why_strange

NEWER, BEFORE, FOREIGN = "9001", f"{FIRST - 96:04d}", "ab12cd34"
CASES = [
    (
        NEWER,
        r"is at revision 9001, newer than this program \(\d{4}\): start the newer program, or restore a backup",
    ),
    (
        BEFORE,
        r"is at revision 0004, from before the first release .* cannot be taken over: .*starts afresh\.",
    ),
    (FOREIGN, r"is at revision ab12cd34, which this program does not know .*: .*DATABASE_URL"),
]


def move_to(url: str, revision: str) -> None:
    """As if another program had been here."""
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :at"), {"at": revision})
    engine.dispose()


@pytest.mark.parametrize(("revision", "said"), CASES)
def test_it_is_told_in_one_sentence_with_the_remedy(database_url: str, revision: str, said: str) -> None:
    move_to(database_url, revision)
    with pytest.raises(MigrationStopped) as stopped:
        migrate(database_url)
    sentence = str(stopped.value)
    assert re.search(said, sentence)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    engine = make_engine(database_url)
    assert revisions(engine)[0] == revision
    engine.dispose()


def test_a_password_is_not_told(postgres_url: str) -> None:
    move_to(postgres_url, NEWER)
    engine = make_engine(postgres_url.replace("postgres@", "postgres:geheim@", 1))
    assert engine.url.password == "geheim"
    assert "geheim" not in why_strange(engine)
    engine.dispose()


def test_one_it_knows_is_not_strange(database_url: str, empty_url: str) -> None:
    for url in (database_url, empty_url):
        engine = make_engine(url)
        assert why_strange(engine) == ""
        engine.dispose()
