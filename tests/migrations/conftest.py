"""What every test of migrations stands on: an engine on an empty database."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from app.kernel.db import make_engine


@pytest.fixture
def engine(empty_url: str) -> Iterator[Engine]:
    """Closed afterwards."""
    opened = make_engine(empty_url)
    yield opened
    opened.dispose()
