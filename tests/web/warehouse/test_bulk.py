"""A morning's parcels: one look, one confirmation, a result each, and undo for ten minutes."""

import html as markup
import re
from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from app.custody import queries as custody
from app.kernel.actor import Role
from app.kernel.i18n import Language
from app.kernel.ids import spell_code
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.models import OptOut, Sms
from app.messaging.sms.states import SmsState
from app.tickets.models import Ticket
from app.tickets.states import State
from tests.custody.devices import inbound, state_of
from tests.journeys.dock_day import received
from tests.journeys.stations import code_of
from tests.shop import Shop


@pytest.fixture
def clerk(sqlite_shop: Shop) -> FlaskClient:
    client = sqlite_shop.signed_in(Role.WAREHOUSE)
    client.set_cookie("language", "en")
    return client


def parcels(shop: Shop, count: int) -> list[UUID]:
    return [inbound(shop, phone=f"+8210{number:08}") for number in range(1, count + 1)]


def review(clerk: FlaskClient, mode: str, *codes: str, **more: str) -> TestResponse:
    return clerk.post("/dock/bulk", data={"mode": mode, "codes": "\n".join(codes), **more})


def confirm(clerk: FlaskClient, reviewed: TestResponse, **more: str) -> TestResponse:
    """Press the button of the review, with what its form holds."""
    html = reviewed.get_data(as_text=True)
    form = html.split('action="/dock/bulk/confirm"')[1].split("</form>")[0]
    held = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    held.pop("no_text", None)
    return clerk.post("/dock/bulk/confirm", data=held | more)


def titles(html: str) -> list[str]:
    """What the rows are called."""
    return re.findall(r'class="ticket-row-title"><a [^>]+>([^<]+)<', html)


def test_the_review_changes_nothing_and_shows_what_will_be(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    ids = parcels(sqlite_shop, 3)
    there = received(sqlite_shop, phone="+821087654321")
    answer = review(clerk, "receive", *(code_of(sqlite_shop, one) for one in [*ids, there]), "XXXX-1")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "Do all of these: 3" in html
    assert "Texts that will be sent: 3" in html
    assert "도착했습니다" in html
    left_out = html.split('id="left-out"')[1]
    assert titles(left_out) == ["글라이드 V9 무선 청소기, 김하늘", "XXXX-1"]
    assert "“Receive the parcel” does not start from “Arrived at the workshop”" in left_out
    assert "Nothing here has “XXXX-1”" in left_out
    assert {state_of(sqlite_shop, one) for one in ids} == {State.INBOUND}
    assert sqlite_shop.texts() == []


@pytest.mark.parametrize("between", [" ", "，", "、", "；", "\u3000", " , "])
def test_a_pasted_list_is_read_whatever_stands_between(
    sqlite_shop: Shop, clerk: FlaskClient, between: str
) -> None:
    ids = parcels(sqlite_shop, 3)
    listed = between.join(spell_code(code_of(sqlite_shop, one)) for one in ids)
    assert "Do all of these: 3" in review(clerk, "receive", listed).get_data(as_text=True)


def test_the_review_shows_each_different_text_once_and_who_gets_none(
    sqlite_shop: Shop, clerk: FlaskClient
) -> None:
    ids = parcels(sqlite_shop, 5)
    with sqlite_shop.database.transaction() as session:
        session.add(OptOut(phone="+821000000004", word="STOP", at=sqlite_shop.clock()))
        session.execute(update(Ticket).where(Ticket.id == ids[4]).values(language=Language.EN))
    reviewed = review(clerk, "receive", *(code_of(sqlite_shop, one) for one in ids))
    html = reviewed.text
    assert "Do all of these: 5" in html
    texts = dict(re.findall(r'class="bubble-body sms" lang="(..)">([^<]+)<', html))
    assert len(re.findall('class="bubble-body sms"', html)) == len(texts) == 2
    assert [int(n) for n in re.findall(r"For (\d+) of them", html)] == [3, 1]
    none = html.split("No text goes to these: 1. Call them.")[1].split("</ul>")[0]
    assert spell_code(code_of(sqlite_shop, ids[3])) in none
    assert "The number wants no texts" in none
    confirm(clerk, reviewed)
    sent = [one for one in sqlite_shop.texts() if one.state is SmsState.PENDING]
    assert f"Texts that will be sent: {len(sent)} (SMS parts: {sum(one.segments for one in sent)})" in html
    link = f"{sqlite_shop.runtime.settings.public_url}/t/…"
    for told in sent:
        body = told.body.replace("{link}", link)
        code = next(code for one in ids if (code := spell_code(code_of(sqlite_shop, one))) in body)
        shown = markup.unescape(texts[told.language.value])
        assert shown == (body if told.language is Language.EN else body.replace(code, "…"))


def test_what_tells_nobody_shows_no_texts_and_names_nobody(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    ids = [received(sqlite_shop, phone=f"+8210{number:08}") for number in range(1, 3)]
    html = review(clerk, "store", *(code_of(sqlite_shop, one) for one in ids), bin="B-01").text
    assert "Do all of these: 2" in html
    assert "Texts that will be sent" not in html
    assert "No text goes to these" not in html


def test_one_confirmation_does_them_all_and_tells_the_result_of_each(
    sqlite_shop: Shop, clerk: FlaskClient
) -> None:
    ids = parcels(sqlite_shop, 3)
    reviewed = review(clerk, "receive", *(spell_code(code_of(sqlite_shop, one)).lower() for one in ids))
    answers = [confirm(clerk, reviewed) for _ in range(2)]
    assert answers[0].location == answers[1].location
    assert {state_of(sqlite_shop, one) for one in ids} == {State.RECEIVED}
    assert len(sqlite_shop.texts()) == 3
    html = clerk.get(answers[0].location).get_data(as_text=True)
    assert "Done: 3 of 3" in html
    assert html.count("tone-good") >= 3


def test_texts_can_be_held_back_this_once(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    reviewed = review(clerk, "receive", *(code_of(sqlite_shop, one) for one in parcels(sqlite_shop, 2)))
    confirm(clerk, reviewed, no_text="1")
    assert sqlite_shop.texts() == []


def test_all_can_be_undone_and_what_moved_on_is_counted(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    ids = parcels(sqlite_shop, 3)
    result = confirm(clerk, review(clerk, "receive", *(code_of(sqlite_shop, one) for one in ids))).location
    clerk.post(f"/dock/{code_of(sqlite_shop, ids[0])}/store", data={"bin": "A-01"})
    answer = clerk.post(f"{result}/undo")
    assert answer.location == f"{result}?kept=1"
    assert [state_of(sqlite_shop, one) for one in ids] == [State.RECEIVED, State.INBOUND, State.INBOUND]
    assert "Not undone, as something has happened to them since: 1" in clerk.get(answer.location).get_data(
        as_text=True
    )
    with sqlite_shop.database.reading() as session:
        assert [row.undoes for row in custody.of_ticket(session, ids[1])] == [None, 1]


def undo_form(html: str) -> dict[str, str]:
    """What the form that takes all back holds."""
    form = html.split('/undo"')[1].split("</form>")[0]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))


def test_every_text_that_undoing_sends_stands_on_the_page(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    ids = parcels(sqlite_shop, 3)
    result = confirm(clerk, review(clerk, "receive", *(code_of(sqlite_shop, one) for one in ids))).location
    html = clerk.get(result).text
    assert "No text about these scans has left yet" in html
    assert "no_text" not in html
    sqlite_shop.drain()
    with sqlite_shop.database.transaction() as session:
        session.add(OptOut(phone="+821000000002", word="STOP", at=sqlite_shop.clock()))
    clerk.post(f"/dock/{code_of(sqlite_shop, ids[2])}/store", data={"bin": "A-01"})  # this one has moved on
    assert "3 customers have got a text about these scans" in clerk.get(result).text
    html = clerk.post(f"{result}/undo", data={"look": "1"}).text
    assert "No text goes to these: 1. Call them." in html
    assert spell_code(code_of(sqlite_shop, ids[1])) in html.split("No text goes to these")[1]
    assert "The number wants no texts" in html
    shown = re.findall(r'class="bubble-body sms" lang="ko">([^<]+)<', html)
    before = len(sqlite_shop.texts())
    assert clerk.post(f"{result}/undo", data=undo_form(html)).location == f"{result}?kept=1"
    sent = sqlite_shop.texts()[before:]
    base = sqlite_shop.runtime.settings.public_url
    assert sorted(text.state for text in sent) == [SmsState.PENDING, SmsState.SUPPRESSED]
    assert [text.body for text in sent if text.state is SmsState.PENDING] == [
        markup.unescape(one).replace(f"{base}/t/…", "{link}") for one in shown
    ]


def test_whoever_was_told_while_the_page_was_open_is_asked_about_first(
    sqlite_shop: Shop, clerk: FlaskClient
) -> None:
    ids = parcels(sqlite_shop, 2)
    result = confirm(clerk, review(clerk, "receive", *(code_of(sqlite_shop, one) for one in ids))).location
    old_page = undo_form(clerk.get(result).text)
    with sqlite_shop.database.transaction() as session:  # the second one's text is not on its way yet
        session.execute(update(Sms).where(Sms.ticket_id == ids[0]).values(state=SmsState.SENT))
    answer = clerk.post(f"{result}/undo", data=old_page)
    assert answer.status_code == 409
    assert [state_of(sqlite_shop, one) for one in ids] == [State.RECEIVED, State.INBOUND]
    html = answer.text
    assert "Not undone yet, as their customers have been told: 1" in html
    assert "스캔 실수" in html
    assert "Undone: 1, " in html
    again = clerk.post(f"{result}/undo", data=undo_form(html))
    assert again.location == result  # what was undone before is not counted as left standing
    assert [state_of(sqlite_shop, one) for one in ids] == [State.INBOUND, State.INBOUND]
    assert [text.kind for text in sqlite_shop.texts()][2:] == [SmsKind.SCAN_CORRECTED]


def test_corrections_can_be_held_back(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    ids = parcels(sqlite_shop, 2)
    result = confirm(clerk, review(clerk, "receive", *(code_of(sqlite_shop, one) for one in ids))).location
    sqlite_shop.drain()
    assert clerk.post(f"{result}/undo", data={"no_text": "1"}).location == result
    assert [state_of(sqlite_shop, one) for one in ids] == [State.INBOUND] * 2
    assert {text.kind for text in sqlite_shop.texts()} == {SmsKind.PARCEL_RECEIVED}


def test_the_button_is_gone_after_ten_minutes(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    result = confirm(clerk, review(clerk, "receive", code_of(sqlite_shop, inbound(sqlite_shop)))).location
    assert "Undo all of these" in clerk.get(result).get_data(as_text=True)
    sqlite_shop.clock.move_on(timedelta(minutes=11))
    assert "Undo all of these" not in clerk.get(result).get_data(as_text=True)


def test_many_go_into_one_bin(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    ids = [received(sqlite_shop, phone=f"+8210{number:08}") for number in range(1, 4)]
    confirm(clerk, review(clerk, "store", *(code_of(sqlite_shop, one) for one in ids), bin="B-01"))
    assert {sqlite_shop.ticket(code_of(sqlite_shop, one)).bin_code for one in ids} == {"B-01"}


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"mode": "receive", "codes": " \n"}, "Scan or paste at least one code"),
        ({"mode": "open", "codes": "x"}, "Choose what is done with them."),
        ({"mode": "store", "codes": "x"}, "Scan the bin&#39;s label"),
        ({"mode": "receive", "codes": "\n".join(map(str, range(501)))}, "501 codes are more than the 500"),
    ],
)
def test_what_cannot_be_used_is_named_and_kept(clerk: FlaskClient, sent: dict[str, str], says: str) -> None:
    answer = clerk.post("/dock/bulk", data=sent)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert says in html
    assert "<title>Error:" in html
    assert sent["codes"].strip()[:20] in html


def test_an_unknown_bin_is_named_at_its_field_and_the_list_stays(
    sqlite_shop: Shop, clerk: FlaskClient
) -> None:
    code = code_of(sqlite_shop, received(sqlite_shop))
    answer = review(clerk, "store", code, bin="Z-99")
    assert answer.status_code == 422
    assert 'id="bin-error">There is no bin “Z-99”' in answer.text
    assert code in answer.text.split("<textarea")[1]
    assert (
        review(clerk, "receive", code, bin="Z-99").status_code == 200
    )  # where no bin is asked for, none is read


def test_the_way_back_from_the_review_keeps_the_whole_list(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    codes = [*(code_of(sqlite_shop, one) for one in parcels(sqlite_shop, 2)), "XXXX-1"]
    html = review(clerk, "receive", *codes, bin="A-01").text
    form = html.split('class="back"')[1].split("</form>")[0]
    held = {name: markup.unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)}
    box = clerk.post("/dock/bulk", data=held).text
    assert all(code in box.split("<textarea")[1].split("</textarea>")[0] for code in codes)
    assert 'value="receive" checked' in box
    assert 'name="bin" value="A-01"' in box
    assert state_of(sqlite_shop, sqlite_shop.ticket(codes[0]).id) is State.INBOUND


def test_the_end_of_a_phone_number_names_its_repair_and_leads_there(
    sqlite_shop: Shop, clerk: FlaskClient
) -> None:
    code = code_of(sqlite_shop, inbound(sqlite_shop, phone="+821000005678"))
    left_out = review(clerk, "receive", "5678").text.split('id="left-out"')[1]
    assert "may be one of these" not in left_out
    assert "“5678” is no label: it may be " in left_out
    assert f'href="/scan?code={code}"' in left_out
