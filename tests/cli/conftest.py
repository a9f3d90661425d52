"""A keyboard in front of a shop."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import build_runtime
from app.runtime import Runtime
from tests.cli.keyboard import Typed, prompt
from tests.settings import demo_settings
from tests.shop import Shop
from tests.web.settings_of import with_settings


@pytest.fixture
def typed(sqlite_shop: Shop) -> Typed:
    """Type a command in a seeded demo shop."""
    return prompt(sqlite_shop.runtime)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[..., Runtime]]:
    """Put a runtime around a database address, with settings of the test's own; closed afterwards."""
    runtimes: list[Runtime] = []

    def opened(url: str, **changed: Any) -> Runtime:
        built = build_runtime(demo_settings(database_url=url, data_dir=tmp_path))
        runtimes.append(built)
        return with_settings(built, **changed)

    yield opened
    for runtime in runtimes:
        runtime.database.close()
