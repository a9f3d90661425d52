"""The customer's number on the bench's page of a repair: corrected there, and what went wrong is sent again."""

import pytest
from flask.testing import FlaskClient

from app.kernel.actor import Role
from app.messaging.sms.models import BadNumber
from app.messaging.sms.states import SmsState, Trouble
from tests.journeys.on_the_bench import PHONE, ask_for_repair
from tests.messaging.conversation.test_inbox import a_text
from tests.shop import Shop
from tests.web.bench.browsing import path, press, read
from tests.web.settings_of import with_settings

T = SmsState
FAILED = "/bench/inbox?show=failed"


def flag(shop: Shop, phone: str = PHONE) -> None:
    with shop.database.transaction() as session:
        session.add(BadNumber(phone=phone, code="21211", at=shop.clock()))


def test_a_bad_number_leads_from_the_inbox_to_the_form_and_the_text_to_its_reader(
    sqlite_shop: Shop, page: FlaskClient
) -> None:
    ticket_id = ask_for_repair(sqlite_shop)
    a_text(sqlite_shop, T.FAILED, ticket_id=ticket_id, trouble=Trouble.BAD_NUMBER, body="견적 {link}")
    flag(sqlite_shop)
    form = path(sqlite_shop, ticket_id, "number")
    assert f'href="{form}#phone"' in read(page, FAILED)
    assert "<details open>" in read(page, form)
    done = press(page, form, phone="010-9999-8888", seen=PHONE, idempotency_key="a")
    assert (done.status_code, done.location) == (303, f"{path(sqlite_shop, ticket_id)}?did=number")
    shown = read(page, done.location)
    assert "The number is corrected." in shown
    assert "It was written to 010-1234-5678, before the number was corrected." in shown
    assert "Send it again, to 010-9999-8888" in shown
    assert "•••-••••-5678" in shown
    assert "The number was corrected since: it is 010-9999-8888 now." in read(page, FAILED)
    done = press(page, path(sqlite_shop, ticket_id, "last-text"), idempotency_key="b")
    assert "goes to the right number now" in read(page, done.location)
    sqlite_shop.drain()
    assert len(sqlite_shop.phone("+821099998888")) == 1
    assert "The last text went to another number" not in read(page, path(sqlite_shop, ticket_id))
    assert "Every text arrived" in read(page, FAILED)


def test_the_inbox_sends_it_to_the_corrected_number_too(sqlite_shop: Shop, page: FlaskClient) -> None:
    ticket_id = ask_for_repair(sqlite_shop)
    sms_id = a_text(sqlite_shop, T.FAILED, ticket_id=ticket_id, trouble=Trouble.BAD_NUMBER, body="견적")
    flag(sqlite_shop)
    press(page, path(sqlite_shop, ticket_id, "number"), phone="010-9999-8888", seen=PHONE)
    listed = read(page, FAILED)
    assert "The number works" not in listed
    assert "Send it again, to 010-9999-8888" in listed
    press(page, f"/bench/inbox/texts/{sms_id}/again", show="failed", idempotency_key="k")
    sqlite_shop.drain()
    assert sqlite_shop.phone("+821099998888") == ["견적"]


@pytest.mark.parametrize("typed", ["", "02-123-4567", "010-1234-5678"])
def test_a_number_that_is_refused_stays_in_the_unfolded_form(
    sqlite_shop: Shop, page: FlaskClient, typed: str
) -> None:
    url = path(sqlite_shop, ask_for_repair(sqlite_shop), "number")
    answer = press(page, url, phone=typed, seen=PHONE)
    assert answer.status_code == 422
    shown = answer.get_data(as_text=True)
    assert 'id="phone-error"' in shown
    assert "<details open>" in shown
    assert f'value="{typed}"' in shown
    assert "<title>Error: " in shown


def test_a_number_of_a_country_we_do_not_text_to_is_refused(sqlite_shop: Shop, page: FlaskClient) -> None:
    url = path(sqlite_shop, ask_for_repair(sqlite_shop), "number")
    sqlite_shop.app.extensions["mendpost"] = with_settings(sqlite_shop.runtime, sms_regions="KR")
    answer = press(page, url, phone="+1 415 555 2671", seen=PHONE)
    assert answer.status_code == 422
    assert "mobile numbers of these countries only: South Korea" in answer.get_data(as_text=True)


def test_where_a_colleague_was_faster_the_fresh_page_keeps_what_was_typed(
    sqlite_shop: Shop, page: FlaskClient
) -> None:
    url = path(sqlite_shop, ask_for_repair(sqlite_shop), "number")
    press(page, url, phone="010-9999-8888", seen=PHONE)
    late = press(page, url, phone="010-9999-7777", seen=PHONE)
    assert late.status_code == 409
    shown = late.get_data(as_text=True)
    assert "This changed while the page was open." in shown
    assert 'value="010-9999-7777"' in shown
    assert 'value="+821099998888"' in shown, "sent once more, it is a decision with open eyes"


def test_with_nothing_to_send_again_the_page_says_so(sqlite_shop: Shop, page: FlaskClient) -> None:
    answer = press(page, path(sqlite_shop, ask_for_repair(sqlite_shop), "last-text"))
    assert answer.status_code == 409
    assert "gone to the right number already" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("role", "may"),
    [(Role.TECHNICIAN, True), (Role.DISPATCHER, True), (Role.MANAGER, True), (Role.WAREHOUSE, False)],
)
def test_who_may_correct_a_number(sqlite_shop: Shop, role: Role, may: bool) -> None:
    ticket_id = ask_for_repair(sqlite_shop)
    page = sqlite_shop.signed_in(role)
    assert (
        "Correct the customer's number" in read(page, path(sqlite_shop, ticket_id)).replace("&#39;", "'")
    ) is may
    answer = press(page, path(sqlite_shop, ticket_id, "number"), phone="010-9999-8888", seen=PHONE)
    assert answer.status_code == (303 if may else 403)
