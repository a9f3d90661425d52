"""The dock's pages come through the same door as a scanner: a row, once for each key, undo for ten minutes."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.custody import queries as custody
from app.custody.whereabouts import Whereabouts
from app.dock import tasks
from app.dock.models import Scan
from app.dock.works import Outcome, Work
from app.kernel.actor import Role
from app.messaging.sms.kinds import SmsKind
from app.photos.queries import of_ticket as photos_of
from app.storage import bins
from app.tickets.states import State
from tests.custody.devices import inbound, return_booked, state_of, the
from tests.journeys.dock_day import packed, ready, received
from tests.journeys.stations import code_of
from tests.shop import Shop
from tests.web.warehouse.test_dock import jpeg


def to_hand_out(shop: Shop) -> UUID:
    ticket_id = packed(shop)
    return_booked(shop, ticket_id)
    return ticket_id


# By address: the work its row names, a device that waits for it, and what is filled in.
PAGES: dict[str, tuple[Work, Callable[[Shop], UUID], dict[str, Any]]] = {
    "receive": (Work.RECEIVE, inbound, {}),
    "store": (Work.STORE, received, {"bin": "A-01"}),
    "pack": (Work.PACK, ready, {"accessories": "charger"}),
    "hand-out": (Work.HAND_OUT, to_hand_out, {}),
}


def clerk_of(shop: Shop, language: str = "en") -> FlaskClient:
    client = shop.signed_in(Role.WAREHOUSE)
    client.set_cookie("language", language)
    return client


def press(clerk: FlaskClient, shop: Shop, ticket_id: UUID, address: str, **filled: Any) -> TestResponse:
    """Send the page of that step, with a key of its own unless told."""
    sent = {"idempotency_key": str(uuid4()), **filled}
    return clerk.post(f"/dock/{code_of(shop, ticket_id)}/{address}", data=sent)


def scans(shop: Shop) -> list[Scan]:
    with shop.database.reading() as session:
        return list(session.scalars(select(Scan).order_by(Scan.id)))


def where(shop: Shop, ticket_id: UUID) -> tuple[State, Whereabouts, str, datetime | None]:
    """State, place, holder, and what is promised."""
    with shop.database.reading() as session:
        ticket = the(session, ticket_id)
        holder = str(custody.holder(session, ticket))
        return ticket.state, custody.where_is(session, ticket), holder, ticket.due_at


def undo_button(html: str) -> dict[str, str]:
    """What the button that takes it back would send."""
    form = html.split('action="/scan/undo"')[1].split("</form>")[0]
    held = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    return {name: value for name, value in held.items() if name != "no_text"}


@pytest.mark.parametrize("address", PAGES)
def test_a_page_leaves_its_scan_and_is_taken_back_within_ten_minutes(shop: Shop, address: str) -> None:
    work, device, filled = PAGES[address]
    ticket_id, clerk = device(shop), clerk_of(shop)
    before = where(shop, ticket_id)
    answer = press(clerk, shop, ticket_id, address, **filled)
    (row,) = scans(shop)
    assert (row.work, row.outcome, row.ticket_id, row.place) == (work, Outcome.DONE, ticket_id, "dock")
    assert row.by_form
    assert where(shop, ticket_id) != before
    shop.clock.move_on(timedelta(minutes=9))
    held = undo_button(clerk.get(answer.location).get_data(as_text=True))
    undone = clerk.post("/scan/undo", data=held)
    assert undone.status_code == 303
    assert where(shop, ticket_id) == before
    assert "Undone: " in clerk.get(undone.location).text


def test_too_late_or_overtaken_the_repair_opens_as_it_is_now(sqlite_shop: Shop) -> None:
    ticket_id, clerk = inbound(sqlite_shop), clerk_of(sqlite_shop)
    answer = press(clerk, sqlite_shop, ticket_id, "receive")
    held = undo_button(clerk.get(answer.location).get_data(as_text=True))
    press(clerk, sqlite_shop, ticket_id, "store", bin="A-01")
    late = clerk.post("/scan/undo", data=held)
    assert late.status_code == 409
    assert "Something has happened to it since." in late.text
    assert sqlite_shop.ticket(code_of(sqlite_shop, ticket_id)).model_name in late.text


def test_what_was_done_last_can_be_undone_from_its_page_by_whoever_opens_it(sqlite_shop: Shop) -> None:
    ticket_id = inbound(sqlite_shop)
    press(clerk_of(sqlite_shop), sqlite_shop, ticket_id, "receive")
    colleague = sqlite_shop.signed_in(Role.MANAGER)
    colleague.set_cookie("language", "en")
    page = colleague.get(f"/scan?code={code_of(sqlite_shop, ticket_id)}").get_data(as_text=True)
    assert "Undo what was done last" in page
    assert colleague.post("/scan/undo", data=undo_button(page)).status_code == 303
    assert state_of(sqlite_shop, ticket_id) is State.INBOUND


def test_after_ten_minutes_a_page_that_received_offers_no_way_back(sqlite_shop: Shop) -> None:
    ticket_id, clerk = inbound(sqlite_shop), clerk_of(sqlite_shop)
    answer = press(clerk, sqlite_shop, ticket_id, "receive")
    (row,) = scans(sqlite_shop)
    sqlite_shop.clock.move_on(timedelta(minutes=10, seconds=1))
    assert 'action="/scan/undo"' not in clerk.get(answer.location).text
    late = clerk.post("/scan/undo", data={"scan": str(row.id), "idempotency_key": "late-one"})
    assert late.status_code == 409
    assert state_of(sqlite_shop, ticket_id) is State.RECEIVED


def test_a_text_that_has_left_is_shown_corrected_before_the_page_is_taken_back(sqlite_shop: Shop) -> None:
    ticket_id, clerk = inbound(sqlite_shop), clerk_of(sqlite_shop)
    answer = press(clerk, sqlite_shop, ticket_id, "receive")
    sqlite_shop.drain()
    html = clerk.get(answer.location).get_data(as_text=True)
    assert "You see the one that corrects it before it goes." in html
    asked = clerk.post("/scan/undo", data=undo_button(html))
    html = asked.get_data(as_text=True)
    assert (asked.status_code, "Undoing it sends another that corrects it." in html) == (409, True)
    told = len(sqlite_shop.texts())
    clerk.post("/scan/undo", data=undo_button(html))
    (corrected,) = sqlite_shop.texts()[told:]
    assert corrected.kind is SmsKind.SCAN_CORRECTED
    assert corrected.body.split("{link}")[0].strip() in html


@pytest.mark.parametrize("address", PAGES)
def test_a_page_sent_twice_takes_effect_once_and_is_answered_the_same(shop: Shop, address: str) -> None:
    _, device, filled = PAGES[address]
    ticket_id, clerk, key = device(shop), clerk_of(shop), str(uuid4())
    answers = [press(clerk, shop, ticket_id, address, **filled, idempotency_key=key) for _ in range(2)]
    assert {(one.status_code, one.location) for one in answers} == {(303, answers[0].location)}
    assert len(scans(shop)) == 1


def test_a_parcel_received_with_its_bin_leaves_a_scan_of_each(sqlite_shop: Shop) -> None:
    ticket_id, clerk = inbound(sqlite_shop), clerk_of(sqlite_shop)
    press(clerk, sqlite_shop, ticket_id, "receive", bin="A-01")
    assert [(row.work, row.in_bin) for row in scans(sqlite_shop)] == [
        (Work.RECEIVE, None),
        (Work.STORE, "A-01"),
    ]


def test_both_acts_of_one_page_are_taken_back_the_last_first(shop: Shop) -> None:
    ticket_id, clerk = inbound(shop), clerk_of(shop)
    before = where(shop, ticket_id)
    page = press(clerk, shop, ticket_id, "receive", bin="A-01").location
    for _ in range(2):
        held = undo_button(clerk.get(page).get_data(as_text=True))
        page = clerk.post("/scan/undo", data=held | {"idempotency_key": str(uuid4())}).location
    assert where(shop, ticket_id) == before
    assert 'action="/scan/undo"' not in clerk.get(page).text


def test_a_parcel_that_was_named_wrongly_is_nobodys_again(shop: Shop) -> None:
    clerk = clerk_of(shop)
    task = clerk.post("/dock/unknown", data={"written": "?", "photos": jpeg(), "bin": "C-08"}).location
    ticket_id = inbound(shop)
    before, sent = where(shop, ticket_id), {"code": code_of(shop, ticket_id), "idempotency_key": "match-once"}
    answers = [clerk.post(f"{task}/match", data=sent) for _ in range(2)]
    assert {(one.status_code, one.location) for one in answers} == {(303, answers[0].location)}
    assert [(row.work, row.by_form, row.in_bin) for row in scans(shop)] == [
        (Work.RECEIVE, True, None),
        (Work.STORE, True, "C-08"),
    ]
    assert "settled" in clerk.get(task).text
    page = answers[0].location
    for _ in range(2):
        held = undo_button(clerk.get(page).get_data(as_text=True))
        page = clerk.post("/scan/undo", data=held | {"idempotency_key": str(uuid4())}).location
    assert where(shop, ticket_id) == before
    html = clerk.get(task).text
    assert "Which repair is it?" in html
    assert html.count('alt="At the dock"') == 1
    with shop.database.reading() as session:
        assert photos_of(session, ticket_id) == []
        ((waits, none, _),) = tasks.open_tasks(session)
        assert (waits.bin_code, none, waits.note) == ("C-08", None, "")
        assert bins.holds(session, "C-08") == 1
    assert clerk.post(f"{task}/match", data={"code": sent["code"]}).status_code == 303


def test_what_a_page_was_refused_is_kept_and_its_key_may_be_used_again(sqlite_shop: Shop) -> None:
    ticket_id, clerk, key = inbound(sqlite_shop), clerk_of(sqlite_shop), str(uuid4())
    refused = press(clerk, sqlite_shop, ticket_id, "receive", bin="Z-99", idempotency_key=key)
    assert refused.status_code == 422
    (row,) = scans(sqlite_shop)
    assert (row.outcome, row.refusal_code, row.ticket_id) == (Outcome.REFUSED, "unknown_bin", ticket_id)
    again = press(clerk, sqlite_shop, ticket_id, "receive", bin="A-01", idempotency_key=key)
    assert again.status_code == 303
    assert state_of(sqlite_shop, ticket_id) is State.RECEIVED


def test_a_bin_booked_on_a_page_is_no_sign_that_the_device_was_seen(sqlite_shop: Shop) -> None:
    """Its label need not have been in anybody's hand: a missing device stays on the list."""
    ticket_id, clerk = received(sqlite_shop), clerk_of(sqlite_shop)
    press(clerk, sqlite_shop, ticket_id, "store", bin="A-01")
    sqlite_shop.clock.move_on(timedelta(hours=1))
    clerk.post("/dock/bins/A-01/count", data={"idempotency_key": "c1-count"})
    clerk.post("/dock/counts/A-01/finish", data={"idempotency_key": "c1-finish"})
    assert "Missing from their bins" in clerk.get("/dock/tasks").text
    sqlite_shop.clock.move_on(timedelta(hours=1))
    press(clerk, sqlite_shop, ticket_id, "store", bin="A-02")
    assert "seen since" in clerk.get("/dock/tasks").text
