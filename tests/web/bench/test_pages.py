"""What a technician sees on the bench's pages: the queue, one repair, the inbox."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select, update

from app.dock.works import Work
from app.journeys.conversation.talk import write_to_technician
from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.i18n import Language
from app.messaging.conversation.models import IncomingSms, ThreadMessage
from app.messaging.sms.kinds import SmsKind
from app.parts import service as parts
from app.parts.rules import PartState
from app.parts.service import WantedPart
from app.photos.models import Photo, PhotoKind
from app.photos.words import PHOTO_NAME
from app.tickets.models import Ticket
from app.tickets.states import State
from tests.custody.devices import inbound
from tests.journeys.on_the_bench import (
    KIM,
    accepted,
    ask_for_repair,
    at,
    diagnosing,
    look,
    on_the_test_stand,
    quoted,
    state,
    technician,
)
from tests.journeys.stations import code_of, scan
from tests.shop import Shop
from tests.web.bench.browsing import path, press, read, version


def test_the_queue_stands_in_order_of_urgency(sqlite_shop: Shop, page: FlaskClient) -> None:
    ask_for_repair(sqlite_shop, story="an old request")
    sqlite_shop.clock.move_on(timedelta(days=2))
    again = ask_for_repair(sqlite_shop, story="again the same", priority=10)
    with at(sqlite_shop, again) as (session, _):
        session.execute(update(Ticket).where(Ticket.id == again).values(re_repair_of_id=again))
    ask_for_repair(sqlite_shop, story="fresh today")
    text = read(page, "/bench")
    order = [
        text.index(what)
        for what in (
            "Re-repairs first",
            "again the same",
            "Overdue",
            "an old request",
            "Due tomorrow",
            "fresh today",
        )
    ]
    assert order == sorted(order)
    assert "opened 2 days ago" in text
    assert "just now" in text


def test_filters_are_addresses(sqlite_shop: Shop, page: FlaskClient) -> None:
    free = ask_for_repair(sqlite_shop, story="nobody has it")
    mine = diagnosing(sqlite_shop, story="on my bench")
    waiting = quoted(sqlite_shop, story="asked the customer")
    with at(sqlite_shop, mine) as (session, _):
        account = page.get("/bench").request  # the page is open to the technician who signed in
        assert account is not None
        session.execute(
            update(Ticket).where(Ticket.id == mine).values(owner_id=technician(sqlite_shop).staff_id)
        )
    seen = {
        "whose=all": {"nobody has it", "on my bench"},
        "whose=unowned": {"nobody has it"},
        "whose=all&state=diagnosing": {"on my bench"},
        "whose=all&waiting=1": {"asked the customer"},
        "whose=strange&state=strange": {"nobody has it", "on my bench"},
    }
    for query, stories in seen.items():
        text = read(page, f"/bench?{query}")
        shown = {s for s in ("nobody has it", "on my bench", "asked the customer") if s in text}
        assert shown - {"on my bench"} == stories - {"on my bench"}, query
    assert free != waiting
    assert "No repairs wait here" in read(page, "/bench?whose=unowned&state=testing")


def test_the_queue_asks_the_database_as_often_for_one_row_as_for_many(
    sqlite_shop: Shop, page: FlaskClient
) -> None:
    counted: list[str] = []
    event.listen(sqlite_shop.database.engine, "before_cursor_execute", lambda *args: counted.append(args[2]))

    def queries() -> int:
        counted.clear()
        read(page, "/bench?whose=all")
        return len(counted)

    ask_for_repair(sqlite_shop)
    few = queries()
    for _ in range(12):
        diagnosing(sqlite_shop)
    assert queries() == few


def test_one_repair_shows_the_story_before_anybody_can_ask_again(
    sqlite_shop: Shop, page: FlaskClient
) -> None:
    ticket_id = quoted(sqlite_shop, story="The spring fell out", language=Language.EN)
    with at(sqlite_shop, ticket_id) as (session, ticket):
        write_to_technician(session, ticket, "How long?", Act(KIM, sqlite_shop.clock()), via="web")
        session.add(_photo(ticket_id, PhotoKind.SYMPTOM, sqlite_shop.clock()))
    text = read(page, path(sqlite_shop, ticket_id))
    for what in (
        "The spring fell out",
        "How long?",
        "55,000 KRW",
        "80,000 KRW",
        "85,000 KRW",
        "7,727 KRW",
        "Send a new quote",
        PHOTO_NAME[PhotoKind.SYMPTOM],
        "010-1234-5678",
        "Offer terms",
        "None: that costs",
    ):
        assert what in text, what


def test_photos_of_every_step_stand_on_the_repairs_page(sqlite_shop: Shop, page: FlaskClient) -> None:
    """The dock's too: what lay on a shelf, what was given to the courier."""
    ticket_id = ask_for_repair(sqlite_shop)
    with at(sqlite_shop, ticket_id) as (session, _):
        session.add_all(_photo(ticket_id, kind, sqlite_shop.clock()) for kind in PhotoKind)
    text = read(page, path(sqlite_shop, ticket_id))
    assert [name for name in PHOTO_NAME.values() if name not in text] == []


def _photo(ticket_id: UUID, kind: PhotoKind, when: datetime) -> Photo:
    return Photo(
        ticket_id=ticket_id,
        kind=kind,
        sha256="0" * 64,
        width=1,
        height=1,
        size=1,
        by_role=Role.CUSTOMER,
        by_name="Kim",
        at=when,
    )


@pytest.mark.parametrize(
    ("role", "has", "has_not"),
    [
        (Role.TECHNICIAN, "Payment received", "Waive the payment"),
        (Role.DISPATCHER, "Payment received", "Waive the payment"),
        (Role.MANAGER, "Waive the payment", "Offer terms</a>"),
        (Role.WAREHOUSE, "Nothing to do here for your role", "Payment received"),
    ],
)
def test_buttons_are_those_of_the_role(sqlite_shop: Shop, role: Role, has: str, has_not: str) -> None:
    ticket_id = on_the_test_stand(sqlite_shop)
    url = path(sqlite_shop, ticket_id, "test_passed")
    done = press(
        sqlite_shop.signed_in(Role.TECHNICIAN),
        url,
        report="fine",
        amount="40,000원",
        version=version(sqlite_shop, ticket_id),
    )
    assert done.status_code == 303
    assert state(sqlite_shop, ticket_id) is State.AWAITING_PAYMENT
    text = read(sqlite_shop.signed_in(role), path(sqlite_shop, ticket_id))
    assert has in text
    assert has_not not in text


def test_couriers_and_strangers_do_not_come_in(sqlite_shop: Shop) -> None:
    url = path(sqlite_shop, ask_for_repair(sqlite_shop))
    assert sqlite_shop.signed_in(Role.COURIER).get(url).status_code == 403
    assert sqlite_shop.client().get(url).status_code == 302
    assert sqlite_shop.signed_in(Role.WAREHOUSE).get("/bench").status_code == 403


def test_unknown_codes_and_actions_are_not_found(sqlite_shop: Shop, page: FlaskClient) -> None:
    assert page.get("/bench/AAAA-BBBB-CCCC").status_code == 404
    assert page.get(path(sqlite_shop, ask_for_repair(sqlite_shop), "collect")).status_code == 404


def test_taking_a_repair_puts_ones_name_on_it(sqlite_shop: Shop, page: FlaskClient) -> None:
    ticket_id = ask_for_repair(sqlite_shop)
    answer = press(page, path(sqlite_shop, ticket_id, "take"), version="1")
    assert "It is yours now." in read(page, answer.location)
    assert look(sqlite_shop, ticket_id).owner is not None


def test_writing_to_the_customer_answers_what_they_asked(sqlite_shop: Shop, page: FlaskClient) -> None:
    ticket_id = ask_for_repair(sqlite_shop)
    with at(sqlite_shop, ticket_id) as (session, ticket):
        write_to_technician(session, ticket, "언제 되나요?", Act(KIM, sqlite_shop.clock()), via="sms")
    assert "언제 되나요?" in read(page, "/bench/inbox")
    assert "unread messages: 1" in read(page, "/bench")
    url = path(sqlite_shop, ticket_id, "message")
    assert press(page, url).status_code == 422
    assert press(page, url, body="x" * 4001).status_code == 422
    assert press(page, url, body="내일 됩니다").status_code == 303
    assert sqlite_shop.texts()[-1].kind is SmsKind.TECHNICIAN_WROTE
    assert "Nobody waits for an answer" in read(page, "/bench/inbox")


def test_the_inbox_closes_messages_once(sqlite_shop: Shop, page: FlaskClient) -> None:
    ticket_id = ask_for_repair(sqlite_shop)
    with at(sqlite_shop, ticket_id) as (session, ticket):
        row = write_to_technician(session, ticket, "고맙습니다", Act(KIM, sqlite_shop.clock()), via="sms")
    url = f"/bench/inbox/{row.id}/handled"
    answer = press(page, url)
    assert "Done, it needs nothing more." in read(page, answer.location)
    assert press(page, url).status_code == 409
    assert press(page, f"/bench/inbox/{ticket_id}/handled").status_code == 404


def test_a_strangers_text_is_put_where_it_belongs(sqlite_shop: Shop, page: FlaskClient) -> None:
    ticket_id = ask_for_repair(sqlite_shop)
    now = sqlite_shop.clock()
    with sqlite_shop.database.transaction() as session:
        for number in ("1", "2"):
            session.add(
                IncomingSms(
                    provider="demo",
                    provider_id=number,
                    from_phone="+821099998888",
                    to_phone="1588",
                    body=f"Where is it? {number}",
                    received_at=now,
                    processed_at=now,
                    meaning="message",
                )
            )
    with sqlite_shop.database.reading() as session:
        first, second = session.scalars(select(IncomingSms.id).order_by(IncomingSms.provider_id))
    assert "Where is it? 1" in read(page, "/bench/inbox?show=unknown")
    for typed, status in (("", 422), ("AAAA-BBBB-CCCC", 404)):
        answer = press(page, f"/bench/inbox/unknown/{first}", place="1", code=typed)
        assert answer.status_code == status
        assert f'value="{typed}"' in answer.get_data(as_text=True)
    code = look(sqlite_shop, ticket_id).code
    assert press(page, f"/bench/inbox/unknown/{first}", place="1", code=code).location == f"/bench/{code}"
    assert press(page, f"/bench/inbox/unknown/{second}", nothing="1").status_code == 303
    assert press(page, f"/bench/inbox/unknown/{ticket_id}", nothing="1").status_code == 404
    with sqlite_shop.database.reading() as session:
        assert session.scalars(select(ThreadMessage.body)).all() == ["Where is it? 1"]


def test_one_part_at_a_time_until_the_repair_goes_on(sqlite_shop: Shop, page: FlaskClient) -> None:
    ticket_id = accepted(sqlite_shop, wanted=(WantedPart("Spring", PartState.NEEDED),))
    with at(sqlite_shop, ticket_id) as (session, _):
        part = parts.needs_of(session, ticket_id)[0]
    url = path(sqlite_shop, ticket_id, f"parts/{part.id}")
    assert url in read(page, path(sqlite_shop, ticket_id))
    assert "the customer gets this text" in read(page, url)
    now = version(sqlite_shop, ticket_id)
    assert press(page, url, version=now, state="dated").status_code == 422
    assert press(page, url, version=now, state="strange").status_code == 422
    answer = press(page, url, version=now, state="reserved")
    assert "The part is noted." in read(page, answer.location)
    assert state(sqlite_shop, ticket_id) is State.AUTHORISED


def test_our_own_note_is_read_in_the_readers_language(sqlite_shop: Shop) -> None:
    client = sqlite_shop.signed_in(Role.TECHNICIAN)
    ticket_id = inbound(sqlite_shop)
    scan(sqlite_shop, code_of(sqlite_shop, ticket_id), Work.RECEIVE)
    address = f"/bench/{code_of(sqlite_shop, ticket_id)}"
    client.get("/account?lang=ko")
    korean = client.get(address).text
    assert "택배 기사가 수거를 기록하지 않아" in korean
    assert "had not marked the pickup" not in korean
    client.get("/account?lang=en")
    assert "The courier had not marked the pickup" in client.get(address).text
