"""The technician's browser, for every test of the bench's pages."""

import pytest
from flask.testing import FlaskClient

from app.kernel.actor import Role
from tests.shop import Shop


@pytest.fixture
def page(sqlite_shop: Shop) -> FlaskClient:
    """The technician's browser."""
    return sqlite_shop.signed_in(Role.TECHNICIAN)
