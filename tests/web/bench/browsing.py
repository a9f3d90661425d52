"""Opening and sending the bench's pages, as a technician's browser does."""

from typing import Any
from uuid import UUID

from flask.testing import FlaskClient

from tests.journeys.on_the_bench import (
    look,
)
from tests.shop import Shop


def path(shop: Shop, ticket_id: UUID, action: str = "") -> str:
    """The address of a repair, or of one of its actions."""
    return f"/bench/{look(shop, ticket_id).code}{'/' + action if action else ''}"


def read(page: FlaskClient, url: str, status: int = 200) -> str:
    """A page in English, hyphens as people type them."""
    answer = page.get(f"{url}{'&' if '?' in url else '?'}lang=en")
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_data(as_text=True).replace("\N{NON-BREAKING HYPHEN}", "-")


def press(page: FlaskClient, url: str, **fields: Any) -> Any:
    """Send a form."""
    return page.post(f"{url}?lang=en", data=fields)


def version(shop: Shop, ticket_id: UUID) -> str:
    """The version that a fresh page would carry."""
    return str(look(shop, ticket_id).version)
