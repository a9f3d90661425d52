"""Secrets are put into a text when it leaves; a message is known again in the provider's list without them."""

import re
from uuid import UUID, uuid4

import pytest

from app.kernel.i18n import Language
from app.messaging.sms.about import About
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.ports import Outcome, SendResult
from app.messaging.sms.service import send_sms
from app.messaging.sms.states import SmsState
from app.messaging.sms.writing import CODE, left_as
from tests.fakes.sms import LOST_ANSWER
from tests.relay.desk import PHONE, Desk


def owe_code(desk: Desk, about: About | None) -> UUID:
    with desk.runtime.database.transaction() as session:
        return send_sms(
            session,
            SmsKind.PHONE_CODE,
            to_phone=PHONE,
            language=Language.EN,
            about=about,
            words={"number": CODE},
            now=desk.clock(),
        ).id


def test_each_code_gets_its_own_digits_when_it_leaves(desk: Desk) -> None:
    for _ in range(3):
        owe_code(desk, About.code(uuid4()))
    desk.drain()
    found = [re.findall(r"code: (\d{6})\.", sms.body) for sms in desk.sms.sent]
    assert [len(one) for one in found] == [1, 1, 1]
    assert len({one[0] for one in found}) == 3


def test_a_code_that_is_tried_again_is_the_same_code(desk: Desk) -> None:
    owe_code(desk, About.code(uuid4()))
    desk.sms.plan = [SendResult(Outcome.NOT_SENT)]
    desk.drain()
    desk.wait(minutes=5)
    desk.drain()
    first, second = desk.sms.tried
    assert first.body == second.body


def test_a_text_that_carries_no_code_is_sent_as_it_was_written(desk: Desk) -> None:
    owe_code(desk, None)  # somebody's own words may say "{code}"
    desk.drain()
    assert f"code: {CODE}." in desk.sms.sent[0].body


@pytest.mark.parametrize("kind", [SmsKind.PHONE_CODE, SmsKind.STATUS_REPLY])
def test_a_text_whose_answer_was_lost_is_found_by_its_words(desk: Desk, kind: SmsKind) -> None:
    desk.sms.plan = [LOST_ANSWER]
    if kind is SmsKind.PHONE_CODE:
        sms_id = owe_code(desk, About.code(uuid4()))
    else:
        [sms_id] = desk.enqueue(kind=kind, to=PHONE)
    desk.drain()
    assert desk.text(sms_id).state is SmsState.UNCERTAIN
    desk.wait(minutes=2)
    desk.look()
    assert desk.text(sms_id).state is SmsState.ACCEPTED
    assert len(desk.sms.tried) == 1


@pytest.mark.parametrize(
    ("stored", "left", "same"),
    [
        ("code: {code}. Go", "code: 012345. Go", True),
        ("code: {code}. Go", "code: 01234. Go", False),
        ("code: {code}. Go", "code: 0123456. Go", False),
        ("ready. {link}", "ready. https://mendpost.example/t/abc-_1", True),
        ("ready. {link}", "ready. 012345", False),
        ("ready {link} (A1.2)", "ready http://x/t/a (A1.2)", True),
        ("ready {link} (A1.2)", "ready http://x/t/a (A132)", False),
        (
            "order 123456 at https://maker.example {link}",
            "order 123456 at https://maker.example http://x/t/a",
            True,
        ),
        ("order 123456", "order 654321", False),
    ],
)
def test_only_the_secrets_may_differ(stored: str, left: str, same: bool) -> None:
    assert left_as(stored, left) is same
