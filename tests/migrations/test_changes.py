"""The changes that migrations share: the rule or the index is there afterwards, and nobody was kept waiting."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import IntegrityError

from app.kernel.db import make_engine
from tests.databases import PostgresTemplates
from tests.migrations.throwaway import Steps
from tests.patience import HANGS

THINGS = """
op.create_table(
    "things",
    sa.Column("id", sa.Integer(), primary_key=True),
    sa.Column("state", sa.String(20), nullable=False),
    sa.CheckConstraint("state IN ('new', 'old')", name=op.f("ck_things_state")),
    sa.CheckConstraint("id >= 0", name=op.f("ck_things_id")),
)
op.create_index("ix_things_state", "things", ["state"])
op.execute("INSERT INTO things VALUES (1, 'new')")
"""
WIDER = 'changes.allow_words("things", "state", "ck_things_state", ("new", "old", "lent"))'
AS_BEFORE = 'changes.allow_words("things", "state", "ck_things_state", ("new", "old"))'


@pytest.fixture
def steps(tmp_path: Path, empty_url: str) -> Steps:
    line = Steps(tmp_path, empty_url)
    line.add(THINGS, 'op.drop_table("things")')
    return line


def put(engine: Engine, number: int, state: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO things VALUES (:n, :state)"), {"n": number, "state": state})


def rules(engine: Engine) -> dict[str, Any]:
    """The table's CHECKs and indexes as the database tells them."""
    found = inspect(engine)
    checks = {str(rule["name"]): rule["sqltext"] for rule in found.get_check_constraints("things")}
    return checks | {str(index["name"]): index["column_names"] for index in found.get_indexes("things")}


def test_a_word_is_allowed_and_taken_back(steps: Steps, engine: Engine) -> None:
    steps.add(WIDER, AS_BEFORE)
    command.upgrade(steps.config(), "0001")
    before = rules(engine)
    with pytest.raises(IntegrityError):
        put(engine, 2, "lent")
    steps.upgrade()
    put(engine, 2, "lent")
    with pytest.raises(IntegrityError):
        put(engine, 3, "odd")
    with pytest.raises(IntegrityError):
        put(engine, -3, "new")
    assert set(rules(engine)) == set(before)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM things WHERE state = 'lent'"))
    command.downgrade(steps.config(), "0001")
    assert rules(engine) == before


def test_a_word_in_use_cannot_be_taken_back(steps: Steps, engine: Engine) -> None:
    steps.add(WIDER, AS_BEFORE)
    steps.upgrade()
    put(engine, 2, "lent")
    with pytest.raises(IntegrityError):
        command.downgrade(steps.config(), "0001")
    with engine.begin() as connection:
        connection.execute(text("UPDATE things SET state = 'old' WHERE state = 'lent'"))
    command.downgrade(steps.config(), "0001")  # what the first try left is no hindrance
    with pytest.raises(IntegrityError):
        put(engine, 3, "lent")


def test_a_rule_of_another_name_is_not_left_beside_the_new_one(steps: Steps, engine: Engine) -> None:
    steps.add(WIDER.replace("ck_things_state", "ck_thing_state"))
    command.upgrade(steps.config(), "0001")
    before = rules(engine)
    with pytest.raises(LookupError, match="things has no rule ck_thing_state"):
        steps.upgrade()
    assert rules(engine) == before


def test_sqlite_keeps_the_triggers_of_a_table_that_is_written_anew(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'triggers.db'}"
    steps, engine = Steps(tmp_path, url), make_engine(url)
    steps.add(
        f'{THINGS}\nop.execute("CREATE TRIGGER things_stay BEFORE DELETE ON things BEGIN '
        "SELECT RAISE(ABORT, 'things stay'); END\")"
    )
    steps.add(WIDER)
    steps.upgrade()
    with pytest.raises(IntegrityError, match="things stay"), engine.begin() as connection:
        connection.execute(text("DELETE FROM things"))
    engine.dispose()


def test_an_index_is_built_and_taken_away(steps: Steps, engine: Engine) -> None:
    steps.add(
        'changes.build_index("ix_things_both", "things", ["state", "id"])',
        'changes.drop_index("ix_things_both", "things")',
    )
    command.upgrade(steps.config(), "0001")
    before = rules(engine)
    steps.upgrade()
    assert rules(engine) == before | {"ix_things_both": ["state", "id"]}
    command.downgrade(steps.config(), "0001")
    assert rules(engine) == before


class TestOnPostgresql:
    @pytest.fixture
    def empty_url(self, _postgres: PostgresTemplates) -> Iterator[str]:
        with _postgres.empty() as url:
            yield url

    def test_the_new_rule_is_proven(self, steps: Steps, engine: Engine) -> None:
        steps.add(WIDER)
        steps.upgrade()
        with engine.connect() as connection:
            unproven = text("SELECT conname FROM pg_constraint WHERE NOT convalidated")
            assert connection.scalars(unproven).all() == []

    def test_an_index_that_was_cut_off_is_built_again(self, steps: Steps, engine: Engine) -> None:
        steps.add('changes.build_index("ix_things_one", "things", ["state"], unique=True)')
        command.upgrade(steps.config(), "0001")
        put(engine, 2, "new")
        with pytest.raises(IntegrityError):
            steps.upgrade()
        assert not valid(engine, "ix_things_one")
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM things WHERE id = 2"))
        steps.upgrade()
        assert valid(engine, "ix_things_one")

    def test_who_reads_and_writes_goes_on_while_rows_are_proven_and_indexed(
        self, steps: Steps, engine: Engine
    ) -> None:
        """Each change starts while somebody is in the middle of a transaction on the table, and lets others in."""
        steps.add('changes.build_index("ix_things_both", "things", ["state", "id"])')
        command.upgrade(steps.config(), "0001")
        with reading(engine) as reader:
            beside = steps.upgrade_beside()
            until(engine, "SELECT count(*) FROM pg_stat_activity WHERE query ILIKE 'CREATE INDEX CONC%'", 1)
            put(engine, 7, "new")
            reader.commit()
        said, _ = beside.communicate(timeout=HANGS)
        assert beside.returncode == 0, said
        assert valid(engine, "ix_things_both")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that has looked at the table and written to it."""
    with engine.connect() as connection:
        connection.execute(text("INSERT INTO things VALUES (6, 'old')"))
        yield connection


def until(engine: Engine, question: str, answer: int) -> None:
    """Ask until the answer is that; the suite's own time limit ends it otherwise."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for _ in range(100_000):
            if connection.scalar(text(question + " AND pid <> pg_backend_pid()")) == answer:
                return
    raise AssertionError(f"never came true: {question}")


def valid(engine: Engine, index: str) -> bool:
    with engine.connect() as connection:
        asked = text("SELECT indisvalid FROM pg_index WHERE indexrelid = CAST(:index AS regclass)")
        return bool(connection.scalar(asked, {"index": index}))


def test_a_column_is_written_anew_piece_by_piece_and_again_without_effect(
    steps: Steps, engine: Engine
) -> None:
    steps.add('changes.rewrite("things", "state", "replace(state, \'new\', \'old\')", at_once=2)')
    command.upgrade(steps.config(), "0001")
    for number in range(2, 7):
        put(engine, number, "new" if number % 2 else "old")
    steps.upgrade()
    with engine.connect() as connection:
        assert set(connection.scalars(text("SELECT state FROM things"))) == {"old"}
        assert connection.scalar(text("SELECT count(*) FROM things")) == 6
