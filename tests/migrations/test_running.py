"""A run of migrations is alone, keeps its limits to the end, and leaves what it has finished."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from app.kernel.db import make_engine
from app.migrate import MigrationStopped
from migrations.alone import LOCK, ONE_AT_A_TIME, STATEMENT, alone
from tests.databases import PostgresTemplates
from tests.migrations.throwaway import Steps
from tests.patience import HANGS

NOTED = 'op.create_table("noted", sa.Column("what", sa.String(80)))'
UNTIL_ANOTHER_ASKS = """
with op.get_context().autocommit_block():
    while not op.get_bind().scalar(sa.text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
        "AND (query LIKE '%advisory%' OR query = 'COMMIT')"
    )):
        pass
"""
SHOW = 'note("lock_timeout")\nnote("statement_timeout")'
LIMITS = {f"lock_timeout {LOCK}", f"statement_timeout {STATEMENT.replace('60s', '1min')}"}


@pytest.fixture
def steps(tmp_path: Path, empty_url: str) -> Steps:
    return Steps(tmp_path, empty_url)


def at(engine: Engine) -> str:
    with engine.connect() as connection:
        return str(connection.scalar(text("SELECT version_num FROM alembic_version")))


def together(steps: Steps, count: int) -> None:
    """As many programs at once; all of them end well."""
    beside = [steps.upgrade_beside() for _ in range(count)]
    said = [one.communicate(timeout=HANGS)[0] for one in beside]
    assert [one.returncode for one in beside] == [0] * count, said


class TestOnPostgresql:
    @pytest.fixture
    def empty_url(self, _postgres: PostgresTemplates) -> Iterator[str]:
        with _postgres.empty() as url:
            yield url

    def test_limits_last_over_migrations_and_what_runs_outside_transactions(
        self, steps: Steps, engine: Engine
    ) -> None:
        steps.add(NOTED)
        steps.add(f"{SHOW}\nwith op.get_context().autocommit_block():\n    note('lock_timeout')\n{SHOW}")
        steps.add('changes.build_index("ix_noted", "noted", ["what"])\n' + SHOW)
        steps.upgrade()
        with engine.connect() as connection:
            told = list(connection.scalars(text("SELECT what FROM noted")))
        assert len(told) == 7
        assert set(told) == LIMITS

    def test_the_lock_is_held_throughout_and_let_go_at_the_end(self, steps: Steps, engine: Engine) -> None:
        held = (
            'assert op.get_bind().scalar(sa.text("SELECT count(*) FROM pg_locks WHERE locktype = '
            f"'advisory' AND objid = {ONE_AT_A_TIME} AND database = "
            '(SELECT oid FROM pg_database WHERE datname = current_database())")) == 1'
        )
        steps.add(f"{held}\nwith op.get_context().autocommit_block():\n    {held}\n{held}")
        steps.add(held)
        steps.upgrade()
        steps.add("raise RuntimeError('odd')")
        with pytest.raises(RuntimeError, match="odd"):
            steps.upgrade()
        with engine.connect() as connection:
            # Only this database's: beside it other tests of the run migrate theirs.
            left = (
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = "
                "(SELECT oid FROM pg_database WHERE datname = current_database())"
            )
            assert connection.scalar(text(left)) == 0

    def test_a_busy_table_ends_it_in_a_sentence_and_can_be_tried_again(
        self, steps: Steps, engine: Engine
    ) -> None:
        steps.add(NOTED)
        steps.add('op.add_column("noted", sa.Column("more", sa.Integer()))')
        command.upgrade(steps.config(), "0001")
        with engine.begin() as busy:
            busy.execute(text("LOCK TABLE noted"))
            with pytest.raises(MigrationStopped, match="after 0001 had to wait too long for a busy table"):
                steps.upgrade()
        assert at(engine) == "0001"
        steps.upgrade()
        assert at(engine) == "0002"

    def test_one_that_waits_does_not_stand_in_the_way_of_an_index(self, steps: Steps, engine: Engine) -> None:
        """CREATE INDEX CONCURRENTLY waits for every statement that is running, the other's wait for us included."""
        steps.add(NOTED)
        steps.add(UNTIL_ANOTHER_ASKS + '\nchanges.build_index("ix_noted", "noted", ["what"])')
        together(steps, 2)
        assert {index["name"] for index in inspect(engine).get_indexes("noted")} == {"ix_noted"}


def test_a_second_one_waits_and_finds_nothing_to_do(steps: Steps, engine: Engine) -> None:
    for _ in range(6):
        steps.add(
            'op.execute("CREATE TABLE IF NOT EXISTS counted (n INTEGER)")\nop.execute("INSERT INTO counted VALUES (1)")'
        )
    together(steps, 3)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM counted")) == 6
    assert at(engine) == "0006"


def test_one_that_waits_for_ever_is_told_so(engine: Engine) -> None:
    told = pytest.raises(MigrationStopped, match=r"has been migrating this database for 0\.3 seconds")
    with engine.connect() as first, engine.connect() as second, alone(first), told:
        _enter(second)
    with engine.connect() as third:
        _enter(third)


def _enter(connection: Connection) -> None:
    with alone(connection, others=0.3):
        pass


def test_one_that_fails_leaves_the_ones_before_it_and_says_so(steps: Steps, engine: Engine) -> None:
    steps.add(NOTED)
    steps.add(
        'op.create_table("half", sa.Column("n", sa.Integer()))\nop.execute("INSERT INTO nowhere VALUES (1)")'
    )
    with pytest.raises(DBAPIError) as failed:
        steps.upgrade()
    assert failed.value.__notes__ == ["The database is at 0001: what led there is done and stays."]
    assert at(engine) == "0001"
    assert set(inspect(engine).get_table_names()) == {"alembic_version", "noted"}


def test_a_rebuild_that_would_orphan_rows_is_taken_back(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'orphans.db'}"
    steps, engine = Steps(tmp_path, url), make_engine(url)
    steps.add(
        'op.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY)")\n'
        'op.execute("CREATE TABLE child (id INTEGER REFERENCES parent (id))")\n'
        'op.execute("INSERT INTO parent VALUES (1)")\nop.execute("INSERT INTO child VALUES (1)")'
    )
    steps.add('op.execute("DELETE FROM parent")')
    with pytest.raises(RuntimeError, match="whose parents are gone"):
        steps.upgrade()
    assert at(engine) == "0001"
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM parent")) == 1
    engine.dispose()
