"""Databases for every test that asks: `database` runs it on SQLite and on a real PostgreSQL.

`sqlite_database` and `postgres_database` give one of them alone; `database_url` (and `sqlite_url`,
`postgres_url`) are for tests that start processes; `empty_url` has no tables yet. Each test gets its
own database, so threads and real commits work. One PostgreSQL server serves all parallel workers.
"""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.kernel.db import Database
from app.kernel.settings import Settings
from app.migrate import migrate
from tests.databases import PostgresTemplates, SqliteTemplates, a_demo_shop, open_engine
from tests.postgres import NoPostgres, Server
from tests.tiers import WHOLE, left_for_ci, of_the_day, resting

pytest_plugins = ("tests.shop",)  # the fixtures `shop` and `sqlite_shop`
ENGINES = ("sqlite", "postgresql")
SHOPS = frozenset({"shop", "sqlite_shop", "open_shop"})  # fixtures that would seed their database
LONGEST = ("browser", "stories", "relay", "serve")  # folders whose tests take seconds each
_server = pytest.StashKey[Server]()
_lacking = pytest.StashKey[str]()


def _start_server(config: pytest.Config) -> str:
    """The folder of the one server of this run, or '' with the reason kept for the closing report."""
    if _server not in config.stash and _lacking not in config.stash:
        try:
            config.stash[_server] = Server.start()
        except NoPostgres as reason:
            config.stash[_lacking] = str(reason)
    return str(config.stash[_server].folder) if _server in config.stash else ""


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """pytest-xdist: the controller owns the server, its workers are told where it is."""
    node.workerinput["postgres"] = _start_server(node.config)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest first: nobody waits at the end for one of them, and one worker's browser is enough."""
    folders = Path(__file__).parent
    named = bool(config.option.keyword) or any("::" in wanted for wanted in config.args)
    if not named:  # whoever names a test gets it
        gone = {item for item in items if left_for_ci(item)}
        gone |= of_the_day([item for item in items if item not in gone])
        files = {config.invocation_params.dir / wanted for wanted in config.args}
        gone |= resting([item for item in items if item not in gone], files)
        if WHOLE:  # their sisters are traced: what they would add is no line, and takes half as long again
            for item in gone:
                item.add_marker(pytest.mark.no_cover)
        else:
            config.hook.pytest_deselected(items=[item for item in items if item in gone])
            items[:] = [item for item in items if item not in gone]
    items.sort(key=lambda item: item.path.relative_to(folders).parts[0] not in LONGEST)


def pytest_collection_finish() -> None:
    """What is there now stays to the end: the collector of garbage need not walk through it again and again."""
    gc.freeze()
    gc.set_threshold(5_000, 20, 20)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Whatever happened: the server goes when the run ends."""
    if _server in config.stash:
        config.stash[_server].stop()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Half a test suite must not pass for a whole one."""
    if _lacking in config.stash:
        terminalreporter.section("POSTGRESQL WAS NOT TESTED", red=True, bold=True)
        terminalreporter.line(config.stash[_lacking], red=True)


@pytest.fixture(scope="session", autouse=True)
def _only_our_settings() -> Iterator[None]:
    """The settings of whoever runs the tests stay out of them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in Settings.model_fields:
            patch.delenv(name.upper(), raising=False)
            patch.delenv(f"{name.upper()}_FILE", raising=False)
        yield


@pytest.fixture(scope="session")
def _sqlite(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplates:
    return SqliteTemplates(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def _postgres(pytestconfig: pytest.Config) -> Iterator[PostgresTemplates]:
    worker: dict[str, Any] = getattr(pytestconfig, "workerinput", {})
    folder = worker["postgres"] if "postgres" in worker else _start_server(pytestconfig)
    if not folder and os.environ.get("CI") == "true":
        pytest.fail("PostgreSQL is not installed, and CI=true takes no half test runs", pytrace=False)
    if not folder:
        # Neither the system nor the wheel has it on this platform: docs/decisions/0022 says why that is no failure.
        pytest.skip("PostgreSQL is not installed, this half was NOT tested")
    templates = PostgresTemplates(Path(folder), worker.get("workerid", "main"))
    yield templates
    templates.close()


@pytest.fixture
def _start(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """What a test's database begins with: empty tables, or where there is a shop in it, its rows, too."""
    return a_demo_shop if SHOPS.intersection(request.fixturenames) else migrate


@pytest.fixture
def sqlite_url(_sqlite: SqliteTemplates, _start: Callable[[str], None]) -> Iterator[str]:
    """A migrated SQLite file of this test's own."""
    with _sqlite.built(_start) as url:
        yield url


@pytest.fixture
def postgres_url(_postgres: PostgresTemplates, _start: Callable[[str], None]) -> Iterator[str]:
    """A migrated PostgreSQL database of this test's own."""
    with _postgres.built(_start) as url:
        yield url


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database of this test's own, once on each engine."""
    name = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
    return str(request.getfixturevalue(name))


@pytest.fixture(params=ENGINES)
def empty_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A database without any table, once on each engine."""
    name = {"sqlite": "_sqlite", "postgresql": "_postgres"}[request.param]
    templates: SqliteTemplates | PostgresTemplates = request.getfixturevalue(name)
    with templates.empty() as url:
        yield url


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    database = Database(open_engine(url))
    try:
        yield database
    finally:
        database.close()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated, empty database; the test runs once on each engine."""
    with _opened(database_url) as opened:
        yield opened


@pytest.fixture
def sqlite_database(sqlite_url: str) -> Iterator[Database]:
    """A migrated, empty SQLite database, for what does not depend on the engine."""
    with _opened(sqlite_url) as opened:
        yield opened


@pytest.fixture
def postgres_database(postgres_url: str) -> Iterator[Database]:
    """A migrated, empty PostgreSQL database, for what only it can do."""
    with _opened(postgres_url) as opened:
        yield opened
