"""A desk on each database, and a carrier with a network."""

from pathlib import Path

import pytest

from app.kernel.db import Database
from tests.courier.road import work_with
from tests.fakes.carriers import FakeCarrier
from tests.relay.desk import Desk
from tests.shop import Shop


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return Desk(database, tmp_path)


@pytest.fixture
def carrier(shop: Shop) -> FakeCarrier:
    """It drives everything in the shop."""
    made = FakeCarrier()
    work_with(shop, made)
    return made
