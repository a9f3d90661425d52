"""What became of a text is asked for until it is known; only a complete list without it proves that it never left."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.ports import SmsRecord
from app.messaging.sms.reconcile import PATIENCE
from app.messaging.sms.states import AttemptState, SmsState, Trouble
from tests.fakes.sms import LOST_ANSWER
from tests.relay.desk import PHONE, Desk

# What a try may come to that nobody told us: the POST never arrived, like a cable pulled at the right moment.
NEVER_ARRIVED = RuntimeError("connection reset")


def test_an_answer_lost_after_acceptance_is_found_in_the_providers_list(desk: Desk) -> None:
    (sms_id,) = desk.enqueue()
    desk.sms.plan = [LOST_ANSWER]
    desk.drain()
    assert desk.look() == 0, "the provider needs a moment itself"
    desk.wait(seconds=61)
    desk.look()
    text = desk.text(sms_id)
    assert (text.state, text.attention_since) == (SmsState.ACCEPTED, None)
    assert desk.tries()[0].reference in desk.sms.records
    desk.wait(days=1)
    desk.drain()
    assert len(desk.sms.tried) == 1


def test_a_text_that_two_complete_lists_do_not_know_goes_again(desk: Desk) -> None:
    (sms_id,) = desk.enqueue()
    desk.sms.plan = [NEVER_ARRIVED]
    desk.drain()
    desk.wait(seconds=61)
    desk.look()
    assert desk.text(sms_id).state is SmsState.UNCERTAIN, "one list may lag"
    desk.wait(minutes=2)
    desk.look()
    assert desk.tries()[0].state is AttemptState.NOT_SENT
    desk.drain()
    assert desk.text(sms_id).state is SmsState.ACCEPTED
    assert len(desk.sms.sent) == 1


def test_a_list_that_lags_does_no_harm(desk: Desk) -> None:
    (sms_id,) = desk.enqueue()
    desk.sms.plan = [LOST_ANSWER]
    desk.drain()
    desk.wait(seconds=61)
    late = dict(desk.sms.records)
    desk.sms.records.clear()
    desk.look()
    desk.sms.records.update(late)
    desk.wait(minutes=2)
    desk.look()
    assert desk.text(sms_id).state is SmsState.ACCEPTED
    assert len(desk.sms.sent) == 1


@pytest.mark.parametrize(
    ("kind", "state", "left"),
    [
        (SmsKind.INFO_ASKED, SmsState.ACCEPTED, 2),
        (SmsKind.PICKUP_TODAY, SmsState.DROPPED, 1),
        (SmsKind.PARCEL_RECEIVED, SmsState.DROPPED, 1),
    ],
)
def test_what_nobody_will_ever_know_goes_by_its_kind_and_staff_can_see_it(
    desk: Desk, kind: SmsKind, state: SmsState, left: int
) -> None:
    (sms_id,) = desk.enqueue(kind=kind)
    desk.sms.plan = [LOST_ANSWER]
    desk.drain()
    desk.sms.silent = True
    for _ in range(12):
        desk.wait(minutes=20)
        desk.look()
        desk.drain()
    text = desk.text(sms_id)
    assert text.state is state
    assert text.attention_since is not None
    assert text.reason in ("sent_again", "nobody_knows")
    assert len(desk.sms.sent) == left, "once more at most, whatever happens then"


def test_a_provider_that_keeps_no_list_is_not_asked_for_one(desk: Desk) -> None:
    (sms_id,) = desk.enqueue(kind=SmsKind.PICKUP_TODAY)
    desk.sms.capabilities = replace(desk.sms.capabilities, can_list=False)
    desk.sms.plan = [LOST_ANSWER]
    desk.drain()
    for _ in range(8):
        desk.wait(minutes=30)
        desk.look()
    assert desk.text(sms_id).state is SmsState.DROPPED
    assert desk.sms.asked == []


def test_a_report_settles_it_before_anybody_asks(desk: Desk) -> None:
    (sms_id,) = desk.enqueue()
    desk.sms.plan = [LOST_ANSWER]
    desk.drain()
    desk.report(desk.tries()[0].id, AttemptState.DELIVERED)
    desk.wait(hours=3)
    assert desk.look() == 0
    assert desk.text(sms_id).state is SmsState.DELIVERED


def test_a_message_of_somebody_else_to_the_number_proves_nothing(desk: Desk) -> None:
    """The body may have been changed on the way, or hidden: it could be ours."""
    (sms_id,) = desk.enqueue()
    desk.sms.plan = [NEVER_ARRIVED]
    desk.drain()
    for body in ("somebody else's words", None):
        reference = f"SM-{body}"
        desk.sms.records[reference] = SmsRecord(reference, AttemptState.SENT, PHONE, desk.clock(), body)
        for _ in range(3):
            desk.wait(minutes=15)
            desk.look()
        assert desk.text(sms_id).state is SmsState.UNCERTAIN
        del desk.sms.records[reference]


def test_nothing_is_proved_while_another_text_is_being_posted_to_the_number(desk: Desk) -> None:
    first, second = desk.enqueue(to=PHONE)[0], desk.enqueue(to=PHONE)[0]
    desk.sms.plan = [NEVER_ARRIVED]
    desk.drain()
    with desk.runtime.database.transaction() as session:
        session.merge(desk.text(second)).state = SmsState.POSTING
    for _ in range(3):
        desk.wait(minutes=3)
        desk.look()
    assert desk.text(first).state is SmsState.UNCERTAIN


def test_two_texts_of_the_same_words_do_not_claim_one_message(desk: Desk) -> None:
    first, second = desk.enqueue(to=PHONE)[0], desk.enqueue(to=PHONE)[0]
    desk.sms.plan = [LOST_ANSWER, NEVER_ARRIVED]
    desk.drain()
    for _ in range(4):
        desk.wait(minutes=3)
        desk.look()
        desk.drain()
    assert {desk.text(one).state for one in (first, second)} == {SmsState.ACCEPTED}
    assert len(desk.sms.sent) == 2
    references = [one.reference for one in desk.tries() if one.reference]
    assert len(references) == len(set(references)) == 2


def test_a_link_that_was_renewed_does_not_hide_the_message(desk: Desk) -> None:
    (sms_id,) = desk.enqueue(kind=SmsKind.HELP_REPLY)
    desk.sms.plan = [LOST_ANSWER]
    desk.drain()
    (reference, record), *_ = desk.sms.records.items()
    assert record.body
    desk.sms.records[reference] = replace(
        record, body=record.body.replace("http://localhost:8000", "https://fix.example/t/" + "y" * 22)
    )
    desk.wait(seconds=61)
    desk.look()
    assert desk.text(sms_id).state is SmsState.ACCEPTED


def test_texts_without_a_report_are_looked_up_until_their_end_is_known(desk: Desk) -> None:
    (sms_id,) = desk.enqueue()
    desk.drain()
    (reference,) = desk.sms.records
    desk.wait(minutes=6)
    desk.look()
    assert desk.sms.asked == [f"look_up {reference}"]
    desk.sms.tell(reference, AttemptState.UNDELIVERED, code="30007", trouble=Trouble.FILTERED)
    desk.wait(minutes=30)
    desk.look()
    text = desk.text(sms_id)
    assert (text.state, text.error_code) == (SmsState.UNDELIVERED, "30007")
    assert text.attention_since is not None
    desk.wait(days=2)
    assert desk.look() == 0


def test_a_text_nobody_reports_on_is_asked_about_for_three_days_and_then_left(desk: Desk) -> None:
    (sms_id,) = desk.enqueue()
    desk.drain()
    for _ in range(200):
        desk.wait(minutes=30)
        desk.look()
    assert 4 <= len(desk.sms.asked) <= 6
    assert desk.text(sms_id).state is SmsState.ACCEPTED


def test_a_silent_provider_changes_nothing_about_what_it_has(desk: Desk) -> None:
    (sms_id,) = desk.enqueue()
    desk.drain()
    desk.sms.silent = True
    desk.wait(minutes=6)
    desk.look()
    assert desk.text(sms_id).state is SmsState.ACCEPTED
    desk.sms.records.clear()
    desk.sms.silent = False
    desk.wait(minutes=30)
    desk.look()
    assert desk.text(sms_id).state is SmsState.ACCEPTED, "one it lost is no reason to send again"


def test_nobody_asks_while_the_sender_stands_still(desk: Desk) -> None:
    desk.enqueue()
    desk.drain()
    desk.stop()
    desk.wait(minutes=10)
    assert desk.look() == 0


def test_a_phone_that_was_off_gets_a_decision_once_more(desk: Desk) -> None:
    (decision,) = desk.enqueue(kind=SmsKind.INFO_ASKED)
    (status,) = desk.enqueue(kind=SmsKind.PARCEL_RECEIVED)
    desk.drain()
    for attempt in desk.tries():
        desk.report(attempt.id, AttemptState.UNDELIVERED, Trouble.LATER)
    assert desk.text(decision).state is SmsState.PENDING
    assert desk.text(status).state is SmsState.UNDELIVERED
    desk.drain()
    assert len(desk.sms.sent) == 2, "not at once"
    desk.wait(minutes=31)
    desk.drain()
    assert len(desk.sms.sent) == 3
    desk.report(desk.tries(decision)[1].id, AttemptState.UNDELIVERED, Trouble.LATER)
    text = desk.text(decision)
    assert (text.state, text.attention_since is not None) == (SmsState.UNDELIVERED, True)


def test_how_long_nobody_knows_is_bounded() -> None:
    assert timedelta(hours=3) >= PATIENCE
