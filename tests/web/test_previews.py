"""Beside every staff button that texts somebody stands the very text that then goes, and a switch to hold it back."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, event

from app.dock.works import Work
from app.journeys.repair.hold_ticket import hold
from app.journeys.request.cancel_repair import cancel_repair
from app.journeys.transport.prepare_runs import prepare_run
from app.kernel.act import Act
from app.kernel.actor import STAFF_ROLES, Role
from app.kernel.i18n import Language
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.models import BadNumber, OptOut
from app.messaging.sms.send_policy import SendPolicy
from app.messaging.sms.writing import count_segments
from app.parts import service as parts
from app.parts.rules import PartState
from app.parts.service import WantedPart
from app.sites.site import Site
from app.terms.rules import Coverage
from app.tickets.legs import Leg
from app.tickets.queries import history
from app.tickets.states import STEPS, Action, State
from app.web.bench.desk import DESKS
from tests.courier.road import booked_pickup, booked_return, new_ticket, windows
from tests.custody.devices import inbound, return_booked
from tests.edge.test_only_shown import in_korean
from tests.journeys.dock_day import packed, received
from tests.journeys.on_the_bench import (
    KIM,
    PHONE,
    accepted,
    ask_for_repair,
    at,
    delivered,
    diagnosing,
    doubted,
    held_for_parts,
    look,
    on_hold,
    on_the_test_stand,
    quoted,
    to_be_paid,
    waiting_at_the_bench,
)
from tests.shop import MONDAY, Shop

A = Action
SHOWN = re.compile(r'class="bubble-body sms" lang="(\w\w)">([^<]+)<')


@dataclass(frozen=True)
class Place:
    """Where a button stands for one ticket: the page, the address it posts to, and what is filled in."""

    ticket_id: UUID
    page: str
    post: str
    fields: dict[str, Any] = field(default_factory=dict)


Opens = Callable[[Shop], Place]


def bench(opened: Callable[[Shop], UUID], action: Action, **fields: str) -> Opens:
    def place(shop: Shop) -> Place:
        ticket = look(shop, opened(shop))
        url = f"/bench/{ticket.code}/{action.value}"
        return Place(ticket.id, url, url, {"version": str(ticket.version), **fields})

    return place


def doubted_without_part(shop: Shop) -> UUID:
    return doubted(shop, wanted=(WantedPart("Mainboard", PartState.NEEDED),))


def part(opened: Callable[[Shop], UUID], **fields: str) -> Opens:
    """The last part that is missing."""

    def place(shop: Shop) -> Place:
        ticket_id = opened(shop)
        with at(shop, ticket_id) as (session, ticket):
            needs = parts.needs_of(session, ticket_id)
            for one in needs[1:]:
                parts.note(one, state=PartState.IN, expected_on=None)
            url = f"/bench/{ticket.code}/parts/{needs[0].id}"
            return Place(ticket_id, url, url, {"version": str(ticket.version), **fields})

    return place


def dock(opened: Callable[[Shop], UUID], step: str, **fields: str) -> Opens:
    def place(shop: Shop) -> Place:
        ticket = look(shop, opened(shop))
        url = f"/dock/{ticket.code}/{step}"
        return Place(ticket.id, url, url, {"version": str(ticket.version), **fields})

    return place


def door(how: str, *, back: bool = False, **fields: str) -> Opens:
    def place(shop: Shop) -> Place:
        with shop.database.transaction() as session:
            job = booked_return(session, shop) if back else booked_pickup(session, shop)
            prepare_run(session, job.slot.zone_id, day=job.slot.day, now=shop.clock())
            url, ticket_id = f"/run/stops/{job.id}", job.ticket_id
        code = {"code": look(shop, ticket_id).code} if how == "collect" else {}
        return Place(ticket_id, url, f"{url}/{how}", code | fields)

    return place


def desk(how: str = "", *, leg: Leg = Leg.INBOUND, booked: bool = False) -> Opens:
    def place(shop: Shop) -> Place:
        with shop.database.transaction() as session:
            if booked:
                ticket_id = booked_pickup(session, shop).ticket_id
            else:
                ticket = new_ticket(session, shop)
                ticket.state = State.AUTHORISED if leg is Leg.INBOUND else State.READY_TO_RETURN
                ticket_id = ticket.id
            slot = str(windows(session, shop, leg)[1].id)
        url = f"/dispatch/trips/{look(shop, ticket_id).code}"
        return Place(ticket_id, url, url + how, {} if how else {"slot": slot})

    return place


def message(shop: Shop) -> Place:
    ticket = look(shop, ask_for_repair(shop, language=Language.EN))
    url = f"/bench/{ticket.code}"
    return Place(ticket.id, url, f"{url}/message", {"body": "It is nearly done."})


def slip(opened: Callable[[Shop], UUID], mode: Work, *, many: bool = False) -> Opens:
    """A scan that was one, after its text has left."""

    def place(shop: Shop) -> Place:
        ticket_id, clerk = opened(shop), shop.signed_in(Role.WAREHOUSE)
        code, batch = look(shop, ticket_id).code, str(uuid4())
        if many:
            done = clerk.post("/dock/bulk/confirm", data={"mode": mode, "codes": code, "batch": batch})
        else:
            done = clerk.post("/scan", data={"mode": mode, "code": code})
        shop.drain()
        undo = f"{done.location}/undo" if many else "/scan/undo"
        form = clerk.get(done.location).text.split(f'action="{undo}"')[1].split("</form>")[0]
        return Place(
            ticket_id,
            done.location,
            undo,
            dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)),
        )

    return place


def ended(shop: Shop) -> UUID:
    ticket_id = accepted(shop)
    with at(shop, ticket_id) as (session, ticket):
        cancel_repair(session, ticket, Act(KIM, shop.clock(), quiet=True))
    return ticket_id


def handed_over(shop: Shop) -> UUID:
    ticket_id = packed(shop)
    return_booked(shop, ticket_id)
    return ticket_id


T, D, W, K, M = Role.TECHNICIAN, Role.DISPATCHER, Role.WAREHOUSE, Role.COURIER, Role.MANAGER
QUOTE = {"finding": "wet", "line_1_label": "Keyboard", "line_1_amount": "90,000", "valid_days": "7"}
BUTTONS: dict[str, tuple[Role, Action | None, Opens]] = {
    "ask": (T, A.ASK, bench(ask_for_repair, A.ASK, question="Which side?")),
    "offer": (
        T,
        A.OFFER,
        bench(ask_for_repair, A.OFFER, coverage="paid", cap="50,000", note="old", valid_days="3"),
    ),
    "no shipping": (
        T,
        A.CLOSE_WITHOUT_SHIPPING,
        bench(ask_for_repair, A.CLOSE_WITHOUT_SHIPPING, way="self_fix", note="10초 누르세요"),
    ),
    "take up": (T, A.TAKE_UP, bench(ended, A.TAKE_UP)),
    "cancel": (D, A.CANCEL, bench(accepted, A.CANCEL, note="by phone")),
    "parts ready": (D, A.PARTS_READY, bench(held_for_parts, A.PARTS_READY)),
    "parts dated": (T, A.PARTS_READY, bench(held_for_parts, A.PARTS_READY, expected_on="2026-12-01")),
    "part here": (T, A.PARTS_READY, part(held_for_parts, state="reserved")),
    "part dated": (T, A.PARTS_READY, part(held_for_parts, state="dated", expected_on="2026-12-01")),
    "last part in": (W, A.PARTS_IN, part(waiting_at_the_bench, state="in")),
    "parts late": (
        D,
        A.PARTS_LATE,
        bench(held_for_parts, A.PARTS_LATE, expected_on="2026-12-01", reason="품절"),
    ),
    "parts late at the bench": (
        T,
        A.PARTS_LATE,
        bench(waiting_at_the_bench, A.PARTS_LATE, expected_on="2026-12-01", reason="품절"),
    ),
    "unobtainable": (T, A.PARTS_UNOBTAINABLE, bench(held_for_parts, A.PARTS_UNOBTAINABLE, reason="gone")),
    "exchange": (T, A.EXCHANGE, bench(held_for_parts, A.EXCHANGE, note="새 제품을 보냅니다")),
    "refund": (D, A.REFUND, bench(held_for_parts, A.REFUND, note="환불합니다")),
    "start": (T, A.START_REPAIR, bench(diagnosing, A.START_REPAIR, finding="contact", price="0")),
    "quote": (T, A.QUOTE, bench(diagnosing, A.QUOTE, **QUOTE)),
    "requote": (T, A.REQUOTE, bench(quoted, A.REQUOTE, **QUOTE)),
    "wait": (
        T,
        A.WAIT_FOR_PARTS,
        bench(
            diagnosing,
            A.WAIT_FOR_PARTS,
            finding="contact",
            price="0",
            part_1_name="Contact",
            part_1_state="dated",
            part_1_day="2026-12-02",
        ),
    ),
    "parts in": (W, A.PARTS_IN, bench(waiting_at_the_bench, A.PARTS_IN)),
    "give up": (T, A.GIVE_UP, bench(diagnosing, A.GIVE_UP, finding="burnt", why="BEYOND_ECONOMICAL_REPAIR")),
    "hold": (T, A.HOLD, bench(diagnosing, A.HOLD, reason="배터리 팽창")),
    "the yes holds": (T, A.APPROVE, bench(doubted, A.APPROVE, how="전화로")),
    "the yes holds, a part lacks": (
        T,
        A.APPROVE_AND_WAIT,
        bench(doubted_without_part, A.APPROVE, how="전화로"),
    ),
    "the no holds": (T, A.DECLINE, bench(doubted, A.DECLINE, how="전화로")),
    "release": (D, A.RELEASE, bench(on_hold, A.RELEASE)),
    "passed, to pay": (
        T,
        A.TEST_PASSED_UNPAID,
        bench(on_the_test_stand, A.TEST_PASSED, report="fine", amount="40,000"),
    ),
    "passed, free": (
        T,
        A.TEST_PASSED,
        bench(
            lambda s: on_the_test_stand(s, coverage=Coverage.WARRANTY, cap=0),
            A.TEST_PASSED,
            report="fine",
            amount="0",
        ),
    ),
    "pay": (D, A.PAY, bench(to_be_paid, A.PAY, amount="45,000", method="cash")),
    "waive": (M, A.WAIVE, bench(to_be_paid, A.WAIVE, reason="our fault")),
    "working": (T, A.CONFIRM_WORKING, bench(delivered, A.CONFIRM_WORKING)),
    "message": (D, None, message),
    "receive": (W, A.RECEIVE, dock(inbound, "receive")),
    "inspect": (
        W,
        A.INSPECT,
        dock(received, "inspect", accessories="charger", parcel="as_declared", battery="fine"),
    ),
    "hand out": (W, A.HAND_OUT, dock(handed_over, "hand-out")),
    "undo an arrival": (W, A.UNDO_RECEIVE, slip(inbound, Work.RECEIVE)),
    "undo one in from the courier": (W, A.UNDO_RECEIVE, slip(inbound, Work.HAND_IN)),
    "undo one that nobody was to fetch": (W, A.UNDO_UNPLANNED, slip(accepted, Work.RECEIVE)),
    "undo a hand-over": (W, A.UNDO_HAND_OUT, slip(handed_over, Work.HAND_OUT)),
    "undo many arrivals": (W, A.UNDO_RECEIVE, slip(inbound, Work.RECEIVE, many=True)),
    "undo many hand-overs": (W, A.UNDO_HAND_OUT, slip(handed_over, Work.HAND_OUT, many=True)),
    "collect": (K, A.COLLECT, door("collect")),
    "deliver": (K, A.DELIVER, door("deliver", back=True, handed_to="김이웃")),
    "pickup in vain": (K, A.PICKUP_FAILED, door("fail", reason="nobody_home")),
    "return in vain": (D, A.DELIVERY_FAILED, door("fail", back=True, reason="nobody_home")),
    "book": (D, A.BOOK_PICKUP, desk()),
    "move": (D, A.MOVE_PICKUP, desk(booked=True)),
    "call off": (D, A.CANCEL_PICKUP, desk("/cancel", booked=True)),
    "book back": (D, A.BOOK_RETURN, desk(leg=Leg.OUTBOUND)),
}

# One scan is undone by one press where nothing has left; else that press is answered by the text that corrects it.
ANSWERED = {name for name in BUTTONS if name.startswith("undo") and "many" not in name}


def _previews(page: str) -> list[tuple[str, str]]:
    return [(lang, html.unescape(body)) for lang, body in SHOWN.findall(page)]


def _seen(page: str) -> dict[str, str]:
    """What the page says has been looked at; only undoing asks for that."""
    return dict(re.findall(r'name="(seen)" value="([^"]*)"', page))


def _press(client: FlaskClient, place: Place, **more: str) -> Any:
    return client.post(place.post, data={**place.fields, **more})


def test_no_button_of_the_state_table_is_forgotten() -> None:
    told = {row.action for row in STEPS if row.tells is not None and row.who & set(STAFF_ROLES)}
    assert told == {action for _, action, _ in BUTTONS.values() if action is not None}


@pytest.mark.parametrize("button", BUTTONS)
def test_what_is_shown_is_what_goes_unless_it_is_switched_off(sqlite_shop: Shop, button: str) -> None:
    shop = sqlite_shop
    role, _, opens = BUTTONS[button]
    client = shop.signed_in(role)
    client.get("/account?lang=en")

    loud = opens(shop)
    opened = client.get(loud.page).text
    assert "bubble-body sms" not in opened
    before = len(shop.texts())
    looked = _press(client, loud, **({} if button in ANSWERED else {"look": "1"})).text
    assert len(shop.texts()) == before
    asking = looked if button in ANSWERED else opened
    assert "What will be sent?" in asking
    assert 'name="no_text"' in asking
    done = _press(client, loud, **_seen(looked))
    assert done.status_code == 303, done.text
    sent = shop.texts()[before:]
    assert len(sent) == 1
    base = shop.runtime.settings.public_url
    shown = [(lang, body.replace(f"{base}/t/…", "{link}")) for lang, body in _previews(looked)]
    assert (sent[0].language.value, sent[0].body) in shown
    assert len(shown) == 1
    assert f"SMS parts: {sent[0].segments}" in looked

    silent = opens(shop)
    before = len(shop.texts())
    if button not in ANSWERED:
        nothing = _press(client, silent, look="1", no_text="1").text
        assert ("Nothing: you hold it back." in nothing, _previews(nothing)) == (True, [])
        assert 'value="1" checked' in nothing
    assert _press(client, silent, no_text="1").status_code == 303
    assert shop.texts()[before:] == []
    if button != "message":
        with shop.database.reading() as session:
            trace = history(session, look(shop, silent.ticket_id))[-1]
        assert trace.quiet


def test_a_hold_found_at_the_dock_shows_its_text_in_the_question(sqlite_shop: Shop) -> None:
    clerk = sqlite_shop.signed_in(Role.WAREHOUSE)
    clerk.get("/scan?lang=en")
    place = dock(received, "inspect", parcel="as_declared", battery="swollen")(sqlite_shop)
    asked = _press(clerk, place)
    assert asked.status_code == 422
    confirmed = re.search(r'name="confirmed"[^>]*value="([^"]+)"', asked.text)
    assert confirmed is not None
    answer = html.unescape(confirmed[1])
    assert _press(clerk, place, confirmed=answer).status_code == 303
    sent = sqlite_shop.texts()[-1]
    base = sqlite_shop.runtime.settings.public_url
    assert sent.kind is SmsKind.ON_HOLD
    assert sent.body in [body.replace(f"{base}/t/…", "{link}") for _, body in _previews(asked.text)]


def test_a_repair_again_shows_all_but_its_new_code_and_can_be_silent(sqlite_shop: Shop) -> None:
    client = sqlite_shop.signed_in(Role.TECHNICIAN)
    client.get("/account?lang=en")
    opens = bench(delivered, A.STILL_BROKEN, body="dark again")
    loud = opens(sqlite_shop)
    [(_, shown)] = _previews(_press(client, loud, look="1").text)
    assert _press(client, loud).status_code == 303
    sent = sqlite_shop.texts()[-1]
    assert sent.kind is SmsKind.RE_REPAIR_OPENED
    pattern = re.escape(shown).replace("…", r"\S+").replace(re.escape("http"), "http")
    base = re.escape(sqlite_shop.runtime.settings.public_url)
    assert re.fullmatch(pattern.replace(rf"{base}/t/\S+", r"\{link\}"), sent.body)
    silent = opens(sqlite_shop)
    before = len(sqlite_shop.texts())
    assert _press(client, silent, no_text="1").status_code == 303
    assert len(sqlite_shop.texts()) == before
    with sqlite_shop.database.reading() as session:
        assert history(session, look(sqlite_shop, silent.ticket_id))[-1].quiet


def test_who_was_not_told_stands_in_the_history(sqlite_shop: Shop) -> None:
    client = sqlite_shop.signed_in(Role.TECHNICIAN)
    place = bench(diagnosing, A.START_REPAIR, finding="x", price="0")(sqlite_shop)
    _press(client, place, no_text="1")
    page = client.get(f"/bench/{look(sqlite_shop, place.ticket_id).code}?lang=en").text
    assert page.count("the customer was not told") == 3  # received and inspected in silence, too


def test_silence_about_a_question_says_that_nobody_is_told(sqlite_shop: Shop) -> None:
    client = sqlite_shop.signed_in(Role.TECHNICIAN)
    asks = bench(diagnosing, A.QUOTE, **QUOTE)(sqlite_shop)
    tells = bench(diagnosing, A.START_REPAIR)(sqlite_shop)
    warning = "Without it nobody is told"
    assert warning in client.get(f"{asks.page}?lang=en").text
    assert warning not in client.get(f"{tells.page}?lang=en").text


def test_the_switch_stays_as_it_was_when_the_page_comes_back(sqlite_shop: Shop) -> None:
    client = sqlite_shop.signed_in(Role.TECHNICIAN)
    place = bench(diagnosing, A.QUOTE)(sqlite_shop)
    assert 'value="1" checked' in _press(client, place, no_text="1").text
    assert 'value="1" checked' not in _press(client, place).text


def test_the_price_stands_beside_the_parts_where_texts_cost_something(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    place = bench(diagnosing, A.START_REPAIR, finding="x", price="0")(shop)
    client = shop.signed_in(Role.TECHNICIAN)
    client.get("/account?lang=en")
    assert "KRW" not in _cost_line(_press(client, place, look="1").text)

    class Priced(type(shop.runtime)):  # type: ignore[misc]
        """The same shop at a provider that takes 9 won a part."""

        @property
        def send_policy(self) -> SendPolicy:
            return SendPolicy(prices=(("KR", 9),))

    priced = Priced(**{name: getattr(shop.runtime, name) for name in shop.runtime.__dataclass_fields__})
    shop.app.extensions["mendpost"] = priced
    page = _press(client, place, look="1").text
    [(_, body)] = _previews(page)
    parts_of_it = count_segments(body.replace("…", "x" * 22))
    assert f"{9 * parts_of_it} KRW" in _cost_line(page)


def _cost_line(page: str) -> str:
    found = re.search(r"SMS parts: [^<]*", page)
    assert found is not None
    return found[0]


def test_a_part_that_is_not_the_last_says_that_nothing_goes(sqlite_shop: Shop) -> None:
    client = sqlite_shop.signed_in(Role.TECHNICIAN)
    ticket_id = waiting_at_the_bench(sqlite_shop)
    with at(sqlite_shop, ticket_id) as (session, ticket):
        url = f"/bench/{ticket.code}/parts/{parts.needs_of(session, ticket_id)[0].id}"
    looked = client.post(f"{url}?lang=en", data={"look": "1", "state": "in"})
    assert ("Something is missing still" in looked.text, looked.status_code) == (True, 200)
    unclear = client.post(f"{url}?lang=en", data={"look": "1", "state": "?"})
    assert ("Choose one of these." in unclear.text, unclear.status_code) == (True, 422)


@pytest.mark.parametrize(
    ("flag", "says"),
    [
        (OptOut(phone=PHONE, word="STOP", at=MONDAY), "The number wants no texts"),
        (BadNumber(phone=PHONE, code="21211", at=MONDAY), "The number cannot receive texts"),
    ],
)
def test_a_number_that_takes_none_is_named_before_the_button(
    sqlite_shop: Shop, flag: OptOut | BadNumber, says: str
) -> None:
    client = sqlite_shop.signed_in(Role.TECHNICIAN)
    client.get("/account?lang=en")
    place = bench(diagnosing, A.START_REPAIR, finding="x", price="0")(sqlite_shop)
    assert says not in _press(client, place, look="1").text
    assert says not in client.get(place.page).text
    with sqlite_shop.database.transaction() as session:
        session.merge(flag)
    assert says in client.get(place.page).text, "it is named before anybody looks"
    page = _press(client, place, look="1").text
    assert says in page
    assert "So nothing goes" in page


def test_a_number_abroad_is_shown_the_words_that_go_there(sqlite_shop: Shop) -> None:
    """Our own country's phones cannot answer us here, the customer's in America can."""
    shop = sqlite_shop
    here = Site(two_way=frozenset({"CA", "GB", "US"}), public_url=shop.runtime.settings.public_url)
    shop.database._info["site"] = here
    shop.app.extensions["mendpost"] = replace(shop.runtime, site=here)
    place = bench(lambda s: diagnosing(s, language=Language.EN), A.QUOTE, **QUOTE)(shop)
    with at(shop, place.ticket_id) as (_, ticket):
        ticket.customer.phone = "+12125550123"
    client = shop.signed_in(Role.TECHNICIAN)
    [(_, shown)] = _previews(_press(client, place, look="1").text)
    assert "Reply OK to approve" in shown
    assert _press(client, place).status_code == 303
    assert shown.replace(f"{here.public_url}/t/…", "{link}") == shop.texts()[-1].body


def test_what_is_not_typed_yet_is_asked_for_before_a_text_can_be_shown(sqlite_shop: Shop) -> None:
    client = sqlite_shop.signed_in(Role.TECHNICIAN)
    client.get("/account?lang=en")
    empty = bench(diagnosing, A.QUOTE, line_1_label="Keyboard", line_1_amount="90,000", valid_days="7")
    refused = _press(client, empty(sqlite_shop), look="1")
    assert (refused.status_code, "Write what you found." in refused.text) == (422, True)
    assert (_previews(refused.text), 'value="90,000"' in refused.text) == ([], True)
    above = bench(on_the_test_stand, A.TEST_PASSED, report="fine", amount="9,000,000")(sqlite_shop)
    too_much = _press(client, above, look="1")
    assert (too_much.status_code, "The customer agreed to" in too_much.text) == (
        _press(client, above).status_code,
        True,
    )


def test_looking_too_late_says_who_was_faster_as_the_button_does(sqlite_shop: Shop) -> None:
    client = sqlite_shop.signed_in(Role.TECHNICIAN)
    client.get("/account?lang=en")
    place = bench(diagnosing, A.HOLD, reason="x")(sqlite_shop)
    with at(sqlite_shop, place.ticket_id) as (session, ticket):
        hold(session, ticket, Act(sqlite_shop.staff(Role.MANAGER), sqlite_shop.clock()), reason="mine")
    late = _press(client, place, look="1")
    assert (late.status_code, "Somebody was faster" in late.text) == (409, True)


def test_a_look_uses_up_no_key_and_changes_nothing(sqlite_shop: Shop) -> None:
    client = sqlite_shop.signed_in(Role.TECHNICIAN)
    place = bench(diagnosing, A.HOLD, reason="x", idempotency_key="k")(sqlite_shop)
    before = look(sqlite_shop, place.ticket_id).version
    for _ in range(2):
        assert _press(client, place, look="1").status_code == 200
    assert look(sqlite_shop, place.ticket_id).version == before
    assert _press(client, place).status_code == 303
    assert look(sqlite_shop, place.ticket_id).version == before + 1


def test_the_language_is_changed_on_a_page_that_opens_again(sqlite_shop: Shop) -> None:
    """An answer to a form may stand at an address that takes nothing but forms."""
    client = sqlite_shop.signed_in(Role.MANAGER)
    client.get("/account?lang=en")
    for opens in (
        message,
        desk("/cancel", booked=True),
        door("fail", reason="nobody_home"),
        slip(inbound, Work.RECEIVE, many=True),
    ):
        answer = _press(client, opens(sqlite_shop), look="1")
        assert answer.status_code == 200
        korean = in_korean(client, answer)
        assert korean.status_code == 200
        assert '<html lang="ko">' in korean.text
        client.set_cookie("language", "en")


def _writers(shop: Shop) -> list[str]:
    """Where transactions that may write begin from now on."""
    begun: list[str] = []

    def note(connection: Connection) -> None:
        if not connection.get_execution_options().get("reading"):
            begun.append("BEGIN IMMEDIATE")

    event.listen(shop.database.engine, "begin", note)
    return begun


def _pages(shop: Shop, ticket_id: UUID, **known: str) -> list[str]:
    """Every page that opens for staff about this ticket, and every list, by the map of addresses."""
    code, pages = look(shop, ticket_id).code, []
    adapter = shop.app.url_map.bind("localhost")
    for rule in shop.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint.partition(".")[0] not in LOOKED_AT:
            continue
        fill = {"code": code} | known
        if rule.arguments == {"code", "action"}:
            pages += [adapter.build(rule.endpoint, {**fill, "action": one.value}) for one in DESKS]
        elif rule.arguments <= fill.keys():
            pages.append(adapter.build(rule.endpoint, {name: fill[name] for name in rule.arguments}))
    return pages


LOOKED_AT = {"bench", "dispatch", "courier", "manage", "warehouse", "dock_tasks", "bulk"}


def test_no_page_takes_the_write_lock_to_be_opened(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    with shop.database.transaction() as session:
        job = booked_pickup(session, shop)
        prepare_run(session, job.slot.zone_id, day=job.slot.day, now=shop.clock())
        session.flush()
        on_the_road = {"job_id": str(job.id), "run_id": str(job.run_id)}
        booked = job.ticket_id
    parted = waiting_at_the_bench(shop)
    with at(shop, parted) as (session, _):
        part_id = str(parts.needs_of(session, parted)[0].id)
    pages = _pages(shop, booked, **on_the_road) + _pages(shop, parted, part_id=part_id)
    for opened in (ask_for_repair, held_for_parts, diagnosing, quoted, on_the_test_stand, delivered):
        pages += _pages(shop, opened(shop))
    client = shop.signed_in(Role.MANAGER)
    begun = _writers(shop)
    answers = {page: client.get(page).status_code for page in dict.fromkeys(pages)}
    assert set(answers.values()) == {200}
    assert begun == []
    assert len(answers) > len(DESKS) * 7
