"""A desk on each database."""

from pathlib import Path

import pytest

from app.kernel.db import Database
from tests.relay.desk import Desk


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return Desk(database, tmp_path)
