"""A person settles what the machine could not, and never twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.journeys.conversation.settle_text import resume_sending, send_again, tick_off, trust_number
from app.kernel.act import Act
from app.kernel.actor import Actor, Role
from app.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.models import BadNumber, OptOut, SenderStop, Sms
from app.messaging.sms.reasons import Reason
from app.messaging.sms.sender_stop import standing_stop, stop_sender
from app.messaging.sms.states import SmsState, Trouble
from app.outbox.models import OwedCall
from tests.journeys.on_the_bench import colleague, technician
from tests.messaging.conversation.test_inbox import PHONE, a_text
from tests.shop import Shop

T = SmsState


def the(shop: Shop, sms_id: UUID) -> Sms:
    with shop.database.reading() as session:
        return session.get_one(Sms, sms_id)


def again(shop: Shop, sms_id: UUID, who: Actor | None = None) -> None:
    with shop.database.transaction() as session:
        send_again(session, sms_id, Act(who or technician(shop), shop.clock()))


@pytest.mark.parametrize(
    ("state", "reason"), [(T.FAILED, None), (T.UNDELIVERED, None), (T.DROPPED, Reason.NOBODY_KNOWS)]
)
def test_a_text_sent_again_goes_the_way_of_all_texts(
    shop: Shop, state: SmsState, reason: Reason | None
) -> None:
    sms_id = a_text(
        shop, state, reason=reason, trouble=Trouble.UNKNOWN, error_code="99999", body="견적", tries=1
    )
    again(shop, sms_id)
    row = the(shop, sms_id)
    assert (row.state, row.reason, row.trouble, row.error_code) == (T.PENDING, None, None, None)
    assert (row.attention_since, row.handled_by) == (None, technician(shop).name)
    assert shop.drain() == 1
    assert shop.phone(PHONE) == ["견적"]
    assert the(shop, sms_id).state in (T.ACCEPTED, T.SENT, T.DELIVERED)


def test_one_that_fails_again_and_again_can_be_sent_again_and_again(sqlite_shop: Shop) -> None:
    sms_id = a_text(sqlite_shop, T.FAILED)
    for _ in range(3):
        again(sqlite_shop, sms_id)
        with sqlite_shop.database.transaction() as session:
            row = session.get_one(Sms, sms_id)
            row.state, row.attention_since = T.FAILED, sqlite_shop.clock()
    with sqlite_shop.database.reading() as session:
        assert len(session.scalars(select(OwedCall.key)).all()) == 3


def test_the_second_of_two_colleagues_is_told_who_was_faster(shop: Shop) -> None:
    sms_id = a_text(shop, T.FAILED)
    again(shop, sms_id, colleague(shop))
    with pytest.raises(Conflict) as no:
        again(shop, sms_id)
    assert colleague(shop).name in str(no.value.message)
    assert no.value.code == "handled"


def test_news_that_came_in_meanwhile_leaves_nothing_to_send(shop: Shop) -> None:
    sms_id = a_text(shop, T.DELIVERED, attention_since=None)
    with pytest.raises(Conflict, match="news of it came in"):
        again(shop, sms_id)


def test_pressed_by_two_at_the_same_moment_it_goes_once(shop: Shop) -> None:
    sms_id = a_text(shop, T.FAILED, body="견적")
    people = [technician(shop), colleague(shop)] * 2

    def press(who: Actor) -> bool:
        try:
            again(shop, sms_id, who)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(press, people)) == [False, False, False, True]
    shop.drain()
    assert shop.phone(PHONE) == ["견적"]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"state": T.HELD, "reason": Reason.CONFIGURATION}, "would not help"),
        ({"state": T.DROPPED, "reason": Reason.QUOTE_SUPERSEDED}, "would not help"),
        ({"state": T.FAILED, "kind": SmsKind.PHONE_CODE}, "would not help"),
    ],
)
def test_what_cannot_help_is_refused(sqlite_shop: Shop, changed: dict[str, Any], says: str) -> None:
    sms_id = a_text(sqlite_shop, **changed)
    with pytest.raises(Refusal, match=says) as no:
        again(sqlite_shop, sms_id)
    assert no.value.code == "not_again"
    assert the(sqlite_shop, sms_id).attention_since is not None


@pytest.mark.parametrize(("flag", "says"), [(BadNumber, "cannot receive texts"), (OptOut, "wants no texts")])
def test_a_number_that_takes_none_gets_none(sqlite_shop: Shop, flag: type, says: str) -> None:
    sms_id = a_text(sqlite_shop, T.FAILED)
    more = {"code": "21211"} if flag is BadNumber else {"word": "STOP"}
    with sqlite_shop.database.transaction() as session:
        session.add(flag(phone=PHONE, at=sqlite_shop.clock(), **more))
    with pytest.raises(Refusal, match=says):
        again(sqlite_shop, sms_id)


def test_a_number_that_works_after_all_gets_its_text(shop: Shop) -> None:
    sms_id = a_text(shop, T.FAILED, trouble=Trouble.BAD_NUMBER, body="견적")
    with shop.database.transaction() as session:
        session.add(BadNumber(phone=PHONE, code="21211", at=shop.clock()))
    _do(shop, lambda session: trust_number(session, sms_id, actor=technician(shop)))
    with pytest.raises(Conflict, match="said already"):
        _do(shop, lambda session: trust_number(session, sms_id, actor=technician(shop)))
    again(shop, sms_id)
    shop.drain()
    assert shop.phone(PHONE) == ["견적"]


def test_a_ticked_off_text_stays_as_it_ended(shop: Shop) -> None:
    sms_id = a_text(shop, T.FAILED)
    _do(shop, lambda session: tick_off(session, sms_id, actor=technician(shop)))
    row = the(shop, sms_id)
    assert (row.state, row.attention_since, row.handled_by) == (T.FAILED, None, technician(shop).name)
    with pytest.raises(Conflict):
        _do(shop, lambda session: tick_off(session, sms_id, actor=colleague(shop)))


def test_a_text_that_is_not_there_is_not_found(sqlite_shop: Shop) -> None:
    with pytest.raises(NotFound):
        _do(sqlite_shop, lambda session: tick_off(session, uuid4(), actor=technician(sqlite_shop)))


def test_only_a_manager_lets_the_sender_go_and_only_once(shop: Shop) -> None:
    now, boss = shop.clock(), shop.staff(Role.MANAGER)
    _do(shop, lambda session: stop_sender(session, provider="twilio", code="20003", detail="No", now=now))
    with pytest.raises(NotAllowed):
        _do(shop, lambda session: resume_sending(session, Act(shop.staff(Role.DISPATCHER), now)))
    _do(shop, lambda session: resume_sending(session, Act(boss, now)))
    with pytest.raises(Conflict):
        _do(shop, lambda session: resume_sending(session, Act(boss, now)))
    with shop.database.reading() as session:
        assert standing_stop(session) is None
        assert session.scalars(select(SenderStop.lifted_by)).all() == [boss.name]


def _do(shop: Shop, what: Callable[[Session], object]) -> None:
    with shop.database.transaction() as session:
        what(session)
