"""Every field of money on the bench takes what is surely one amount, and asks back where it can be two."""

import re
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from app.journeys.repair import repair
from app.journeys.repair.decide_quote import answer_quote
from app.kernel.act import Act
from app.kernel.i18n import Language
from app.tickets.states import State
from tests.journeys.on_the_bench import (
    KIM,
    ask_for_repair,
    at,
    diagnosing,
    look,
    on_the_test_stand,
    quoted,
    state,
    technician,
    to_be_paid,
)
from tests.shop import Shop
from tests.web.bench.browsing import path, press, read, version

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
    assert "55,000 KRW at most, all included" in sqlite_shop.texts()[-1].body


def test_an_emptied_price_is_asked_for_and_not_taken_for_all_that_was_agreed(
    sqlite_shop: Shop, page: FlaskClient
) -> None:
    ticket_id = with_a_small_quote(sqlite_shop)
    url = path(sqlite_shop, ticket_id, "test_passed")
    answer = press(page, url, report="fine", amount=" ", version=version(sqlite_shop, ticket_id))
    assert answer.status_code == 422
    assert "Write the final price, 0 where nothing is charged." in answer.text
    assert state(sqlite_shop, ticket_id) is State.TESTING


def test_one_limit_stands_on_the_page_and_says_from_which_row(sqlite_shop: Shop, page: FlaskClient) -> None:
    ticket_id = with_a_small_quote(sqlite_shop)
    html = read(page, path(sqlite_shop, ticket_id, "test_passed"))
    assert "At most 80,000 KRW: the customer agreed to 85,000 KRW, of which 5,000 KRW are the courier" in html
    assert "<dd>85,000 KRW (quote 1)</dd>" in re.sub(r"\s*\n\s*", "", html)
    assert "50,000 KRW" not in html
    other = on_the_test_stand(sqlite_shop)
    assert "At most 50,000 KRW: the customer agreed to 55,000 KRW" in read(
        page, path(sqlite_shop, other, "test_passed")
    )


def test_more_than_the_bill_is_told_by_how_much(sqlite_shop: Shop, page: FlaskClient) -> None:
    ticket_id = to_be_paid(sqlite_shop)
    answer = press(
        page,
        path(sqlite_shop, ticket_id, "pay"),
        amount="65000",
        method="cash",
        version=version(sqlite_shop, ticket_id),
    )
    assert answer.status_code == 422
    assert "That is 20,000 KRW more than the bill of 45,000 KRW." in answer.text
    assert "when all of it has come in" not in answer.text
    assert state(sqlite_shop, ticket_id) is State.AWAITING_PAYMENT


def with_a_small_quote(shop: Shop) -> UUID:
    """On the test stand, by a quote that was approved."""
    ticket_id = quoted(shop)
    with at(shop, ticket_id) as (session, ticket):
        answer_quote(session, ticket, Act(KIM, shop.clock()), yes=True, quote_version=1)
        repair.finish(session, ticket, Act(technician(shop), shop.clock()), work="교체")
    return ticket_id
