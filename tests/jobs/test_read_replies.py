"""Replies are read in the order each number sent them, by any number of processes, and no number waits for another's flood."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.journeys.conversation.handle_reply import handle_reply
from app.kernel.actor import Role
from app.messaging.conversation.incoming import REPLIES_AN_HOUR
from app.messaging.conversation.models import IncomingSms, ThreadMessage
from app.messaging.conversation.queries import unplaced_replies
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.models import OptOut
from jobs import read_replies
from tests.journeys.on_the_bench import PHONE, ask_for_repair, repairing
from tests.journeys.texting import text_us
from tests.shop import Shop

STRANGER = "+821099998888"


def bodies(shop: Shop) -> list[str]:
    """The thread, in the order it was written."""
    with shop.database.reading() as session:
        return list(session.scalars(select(ThreadMessage.body).order_by(ThreadMessage.id)))


def test_a_flood_of_one_number_holds_up_nobody_and_gets_few_answers(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    repairing(shop)
    order: list[str] = []

    def noted(session: Session, row: IncomingSms, **how: object) -> None:
        order.append(row.from_phone)
        handle_reply(session, row, **how)  # type: ignore[arg-type]

    monkeypatch.setattr("app.journeys.watch.read_replies.handle_reply", noted)
    for number in range(200):
        text_us(shop, f"자동 응답 {number}", sid=f"F{number}")
    shop.clock.move_on(timedelta(seconds=1))
    text_us(shop, "수리 되나요?", sid="S1", phone=STRANGER)
    assert read_replies.run(shop.runtime) == 201
    assert order.index(STRANGER) == 1, "second in line, not two hundred and first"
    assert len(set(bodies(shop))) == 200, "nothing is lost"
    assert [text.kind for text in shop.texts(PHONE)].count(SmsKind.MESSAGE_TAKEN) == REPLIES_AN_HOUR


def test_two_machines_answering_each_other_stop(shop: Shop) -> None:
    """Each answer of ours makes the other machine answer, at once and for ever."""
    repairing(shop)
    text_us(shop, "부재중입니다", sid="A0")
    answers = 0
    for turn in range(1, 40):
        before = len(shop.texts(PHONE))
        read_replies.run(shop.runtime)
        answers = len(shop.texts(PHONE)) - before
        shop.clock.move_on(timedelta(seconds=30))
        if answers:
            text_us(shop, "부재중입니다", sid=f"A{turn}")
    assert answers == 0
    assert [text.kind for text in shop.texts(PHONE)].count(SmsKind.MESSAGE_TAKEN) == REPLIES_AN_HOUR


def test_many_processes_read_each_reply_once_and_in_order(shop: Shop) -> None:
    repairing(shop)
    for number in range(30):
        text_us(shop, f"말 {number}", sid=f"M{number}")
        shop.clock.move_on(timedelta(seconds=1))
    with ThreadPoolExecutor(4) as pool:
        while sum(pool.map(read_replies.run, [shop.runtime] * 4)):
            pass
    assert bodies(shop) == [f"말 {number}" for number in range(30)]


def test_a_reply_another_process_is_reading_holds_up_the_next_of_its_number(postgres_shop: Shop) -> None:
    shop = postgres_shop
    repairing(shop)
    text_us(shop, "하나", sid="1")
    text_us(shop, "둘", sid="2")
    with shop.database.transaction() as other:
        first = select(IncomingSms).where(IncomingSms.provider_id == "1")
        other.scalars(first.with_for_update()).one()
        assert read_replies.run(shop.runtime) == 0
    assert read_replies.run(shop.runtime) == 2


@pytest.fixture
def postgres_shop(request: pytest.FixtureRequest) -> Shop:
    """SQLite has one writer at a time: nobody else can be reading there."""
    return Shop(request.getfixturevalue("postgres_database"), request.getfixturevalue("tmp_path"))


def test_a_reply_that_fails_holds_up_no_other_and_is_tried_again(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    repairing(shop)
    faulty = True

    def sometimes(session: Session, row: IncomingSms, **how: object) -> None:
        handle_reply(session, row, **how)  # type: ignore[arg-type]
        if faulty and row.body == "하나":
            raise RuntimeError("a fault of ours")

    monkeypatch.setattr("app.journeys.watch.read_replies.handle_reply", sometimes)
    text_us(shop, "하나", sid="1")
    text_us(shop, "둘", sid="2")
    assert read_replies.run(shop.runtime) == 1
    assert bodies(shop) == ["둘"]
    faulty = False
    assert read_replies.run(shop.runtime) == 1
    assert bodies(shop) == ["둘", "하나"]


def test_only_the_one_that_keeps_failing_goes_to_staff(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    ask_for_repair(shop)

    def never(session: Session, row: IncomingSms, **how: object) -> None:
        if row.body == "하나":
            raise RuntimeError("a fault of ours")
        handle_reply(session, row, **how)  # type: ignore[arg-type]

    monkeypatch.setattr("app.journeys.watch.read_replies.handle_reply", never)
    text_us(shop, "하나", sid="1")
    shop.clock.move_on(timedelta(minutes=11))
    text_us(shop, "둘", sid="2")
    assert read_replies.run(shop.runtime) == 1
    with shop.database.reading() as session:
        left: list[UUID] = [row.id for row in unplaced_replies(session)]
        assert [session.get_one(IncomingSms, one).body for one in left] == ["하나"]


@pytest.mark.parametrize("sender", ["whatsapp:+821012345678", "68849", "MYBANK", "+266696687", "가" * 40])
def test_who_is_no_number_is_neither_written_to_nor_opted_out_but_read(shop: Shop, sender: str) -> None:
    """Another channel's address is longer than a number may be, and who writes by a short code is a machine."""
    for number, word in enumerate(("START", "STOP", "START")):
        text_us(shop, word, sid=f"S{number}", phone=sender)
    assert read_replies.run(shop.runtime) == 3
    assert shop.texts() == []
    with shop.database.reading() as session:
        assert session.scalars(select(OptOut)).all() == []
        assert [row.body for row in unplaced_replies(session)] == ["START", "STOP", "START"]
    page = shop.signed_in(Role.TECHNICIAN).get("/bench/inbox?show=unknown").text
    assert (page.count("START"), page.count("STOP")) == (2, 1)
