"""Every field of money on the bench takes what is surely one amount, and asks back where it can be two."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from app.kernel.i18n import Language
from app.tickets.states import State
from tests.journeys.on_the_bench import (
    ask_for_repair,
    diagnosing,
    look,
    on_the_test_stand,
    quoted,
    state,
    to_be_paid,
)
from tests.shop import Shop
from tests.web.bench.browsing import path, press, version

OFFER = {"coverage": "paid", "note": "out of warranty", "valid_days": "7"}
QUOTE = {"finding": "wet", "line_2_label": "Keyboard", "valid_days": "7"}
MISSING = {"part_1_name": "Contact", "part_1_state": "needed"}
# The action, how a repair gets there, the rest of the form, and the field of money in it.
FIELDS: list[tuple[str, Any, dict[str, str], str]] = [
    ("offer", ask_for_repair, OFFER, "cap"),
    ("start_repair", diagnosing, {"finding": "contact"}, "price"),
    ("wait_for_parts", diagnosing, {"finding": "contact", **MISSING}, "price"),
    ("quote", diagnosing, QUOTE, "line_2_amount"),
    ("requote", quoted, QUOTE, "line_2_amount"),
    ("test_passed", on_the_test_stand, {"report": "fine"}, "amount"),
    ("pay", to_be_paid, {"method": "cash"}, "amount"),
]


@pytest.mark.parametrize(("action", "opened", "rest", "field"), FIELDS)
def test_an_amount_that_can_be_two_is_asked_about_and_stays_in_its_box(
    sqlite_shop: Shop, page: FlaskClient, action: str, opened: Any, rest: dict[str, str], field: str
) -> None:
    ticket_id = opened(sqlite_shop)
    before = state(sqlite_shop, ticket_id)
    fields = {**rest, field: "50.000", "version": version(sqlite_shop, ticket_id)}
    answer = press(page, path(sqlite_shop, ticket_id, action), **fields)
    assert answer.status_code == 422
    assert "“50.000”: is it 50,000 KRW or 50 KRW?" in answer.text
    assert 'value="50.000"' in answer.text
    assert state(sqlite_shop, ticket_id) is before


def test_an_offer_is_the_amount_that_was_meant_in_an_everyday_spelling(
    sqlite_shop: Shop, page: FlaskClient
) -> None:
    ticket_id = ask_for_repair(sqlite_shop, language=Language.EN)
    fields = {**OFFER, "cap": "5만원", "version": version(sqlite_shop, ticket_id)}
    assert press(page, path(sqlite_shop, ticket_id, "offer"), **fields).status_code == 303
    assert look(sqlite_shop, ticket_id).state is State.OFFERED
    assert "repair 50,000 KRW at most" in sqlite_shop.texts()[-1].body
