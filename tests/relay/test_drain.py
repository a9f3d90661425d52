"""Texts leave once: whatever breaks in between, none is lost, none is sent twice, and staff can see the rest."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.journeys.conversation.settle_text import tick_off
from app.kernel.actor import SYSTEM
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.models import OptOut, SenderStop, Sms
from app.messaging.sms.ports import Outcome, SendResult
from app.messaging.sms.reasons import Reason
from app.messaging.sms.sender_stop import lift_stop
from app.messaging.sms.states import AttemptState, SmsState, Trouble
from app.outbox import service as outbox
from app.outbox.models import CallState
from app.relay import drain as rounds
from app.relay import texts as sending
from app.relay.drain import drain
from app.relay.topics import TOPICS
from app.runtime import Runtime
from tests.relay.desk import PHONE, Desk
from tests.shop import MONDAY

DOWN = SendResult(Outcome.NOT_SENT, detail="refused connection")
MISCONFIGURED = SendResult(
    Outcome.REFUSED, code="20003", detail="authenticate", trouble=Trouble.CONFIGURATION
)


def test_a_text_is_accepted_once_and_its_try_is_on_record(desk: Desk) -> None:
    (sms_id,) = desk.enqueue()
    assert desk.drain() == 1
    assert desk.drain() == 0
    text, (attempt,) = desk.text(sms_id), desk.tries()
    assert (text.state, text.tries) == (SmsState.ACCEPTED, 1)
    assert (attempt.number, attempt.state, attempt.provider) == (1, AttemptState.ACCEPTED, "fake")
    assert attempt.reference == f"FAKE-{attempt.id}"
    assert desk.nothing_owed()


def test_the_try_is_committed_before_the_provider_is_called(desk: Desk) -> None:
    (sms_id,) = desk.enqueue()
    seen: list[tuple[SmsState, int]] = []
    desk.sms.meanwhile = lambda: seen.append((desk.text(sms_id).state, len(desk.tries())))
    desk.drain()
    assert seen == [(SmsState.POSTING, 1)]


def test_what_was_certainly_not_sent_is_tried_again_later_each_time(desk: Desk) -> None:
    (sms_id,) = desk.enqueue()
    desk.sms.plan = [DOWN, DOWN]
    assert desk.drain() == 1
    assert desk.text(sms_id).state is SmsState.PENDING
    first_wait = desk.call().due_at - desk.clock()
    assert desk.drain() == 0, "not before its time"
    desk.clock.move_on(first_wait)
    desk.drain()
    assert desk.call().due_at - desk.clock() > first_wait
    desk.wait(minutes=1)
    desk.drain()
    assert desk.text(sms_id).state is SmsState.ACCEPTED
    assert [one.state for one in desk.tries()] == [
        AttemptState.NOT_SENT,
        AttemptState.NOT_SENT,
        AttemptState.ACCEPTED,
    ]
    assert len(desk.sms.sent) == 1


def test_a_provider_that_asks_for_patience_gets_it(desk: Desk) -> None:
    desk.enqueue()
    desk.sms.plan = [SendResult(Outcome.NOT_SENT, code="20429", retry_after=120.0)]
    desk.drain()
    assert desk.call().due_at >= desk.clock() + timedelta(seconds=120)


def test_an_outage_of_hours_loses_nothing(desk: Desk) -> None:
    (sms_id,) = desk.enqueue()
    desk.sms.plan = [DOWN] * 30
    for _ in range(40):
        desk.drain()
        desk.wait(minutes=20)
    assert desk.text(sms_id).state is SmsState.ACCEPTED
    assert len(desk.sms.sent) == 1


def test_a_provider_that_stays_away_for_a_day_ends_as_a_failure_staff_can_see(desk: Desk) -> None:
    (sms_id,) = desk.enqueue()
    desk.sms.plan = [DOWN] * 200
    for _ in range(100):
        desk.drain()
        desk.wait(minutes=20)
    text = desk.text(sms_id)
    assert text.state is SmsState.FAILED
    assert text.attention_since is not None
    assert "refused connection" in (text.reason or "")
    assert desk.call().state is CallState.GIVEN_UP


@pytest.mark.parametrize("trouble", [Trouble.UNKNOWN, Trouble.FILTERED, Trouble.BAD_NUMBER])
def test_a_refused_text_failed_for_good_and_staff_are_told(desk: Desk, trouble: Trouble) -> None:
    (sms_id,) = desk.enqueue()
    desk.sms.plan = [SendResult(Outcome.REFUSED, code="21211", detail="no such number", trouble=trouble)]
    desk.drain()
    desk.wait(days=2)
    assert desk.drain() == 0
    text = desk.text(sms_id)
    assert (text.state, text.error_code, text.trouble) == (SmsState.FAILED, "21211", trouble)
    assert text.attention_since is not None


def test_a_number_that_can_receive_nothing_is_not_tried_again(desk: Desk) -> None:
    desk.enqueue()
    desk.sms.plan = [SendResult(Outcome.REFUSED, code="21211", trouble=Trouble.BAD_NUMBER)]
    desk.drain()
    (later,) = desk.enqueue()
    assert desk.drain() == 0
    assert (desk.text(later).state, desk.text(later).reason) == (SmsState.SUPPRESSED, "bad_number")


def test_an_opt_out_the_provider_knows_becomes_ours(desk: Desk) -> None:
    (sms_id,) = desk.enqueue()
    desk.sms.plan = [SendResult(Outcome.REFUSED, code="21610", trouble=Trouble.OPTED_OUT)]
    desk.drain()
    text = desk.text(sms_id)
    assert (text.state, text.attention_since) == (SmsState.SUPPRESSED, None)
    (later,) = desk.enqueue()
    assert desk.text(later).state is SmsState.SUPPRESSED


def test_a_fault_of_our_account_stops_the_sender_and_burns_nothing(desk: Desk) -> None:
    ids = desk.enqueue(4)
    desk.sms.plan = [MISCONFIGURED]
    desk.drain()
    assert len(desk.sms.tried) == 1, "the first refusal stops the round"
    assert {desk.text(one).state for one in ids} == {SmsState.HELD, SmsState.PENDING}
    desk.enqueue(2)
    desk.wait(days=3)
    assert desk.drain() == 0
    with desk.runtime.database.transaction() as session:
        assert session.scalars(select(SenderStop.code)).all() == ["20003"]
        assert lift_stop(session, by="Kim", now=desk.clock()) == 1
        assert lift_stop(session, by="Lee", now=desk.clock()) == 0
    assert desk.drain() == 6
    assert len(desk.sms.sent) == 6
    assert {desk.text(one).state for one in ids} == {SmsState.ACCEPTED}


@pytest.mark.parametrize("end", [SendResult(Outcome.UNCERTAIN, detail="read timeout"), RuntimeError("odd")])
def test_an_uncertain_text_is_a_question_and_not_sent_again(desk: Desk, end: SendResult | Exception) -> None:
    (sms_id,) = desk.enqueue()
    desk.sms.plan = [end]
    desk.drain()
    desk.wait(days=2)
    assert desk.drain() == 0
    text = desk.text(sms_id)
    assert (text.state, text.attention_since) == (SmsState.UNCERTAIN, MONDAY)
    assert len(desk.sms.tried) == 1


def test_a_worker_that_died_while_posting_leaves_a_question_and_no_second_text(desk: Desk) -> None:
    (sms_id,) = desk.enqueue()
    desk.sms.plan = [KeyboardInterrupt()]  # what no handler catches, like a kill
    with pytest.raises(KeyboardInterrupt):
        desk.drain()
    assert desk.drain("two") == 0, "the lease still runs"
    desk.clock.move_on(outbox.LEASE + timedelta(seconds=1))
    desk.drain("two")
    assert desk.text(sms_id).state is SmsState.UNCERTAIN
    assert desk.tries()[0].state is AttemptState.UNCERTAIN
    assert len(desk.sms.tried) == 1


def test_a_worker_that_died_before_posting_left_nothing_undone(desk: Desk) -> None:
    (sms_id,) = desk.enqueue()
    with desk.runtime.database.transaction() as session:
        outbox.claim(session, owner="dead", now=desk.clock())
    assert desk.drain() == 0
    desk.clock.move_on(outbox.LEASE + timedelta(seconds=1))
    desk.drain()
    assert desk.text(sms_id).state is SmsState.ACCEPTED
    assert len(desk.sms.sent) == 1


@pytest.mark.parametrize(
    ("late", "state", "sent"),
    [
        (SendResult(Outcome.ACCEPTED, "SM1"), SmsState.ACCEPTED, 1),
        (DOWN, SmsState.PENDING, 0),
        (SendResult(Outcome.UNCERTAIN), SmsState.UNCERTAIN, 0),
    ],
)
def test_a_worker_that_comes_back_after_its_lease_only_adds_what_it_knows(
    desk: Desk, late: SendResult, state: SmsState, sent: int
) -> None:
    (sms_id,) = desk.enqueue()

    def another_takes_over() -> None:
        desk.sms.meanwhile = lambda: None
        desk.clock.move_on(outbox.LEASE + timedelta(seconds=1))
        desk.drain("two")
        assert desk.text(sms_id).state is SmsState.UNCERTAIN

    desk.sms.meanwhile = another_takes_over
    desk.sms.plan = [late]
    desk.runtime = replace(desk.runtime, sms=desk.sms)
    with pytest.MonkeyPatch.context() as patch:
        # The first worker drains one round only, so that what it leaves can be looked at.
        patch.setattr(rounds, "_next_size", lambda size, _seconds, **_least: size)
        claims = _claim(desk)
        sending.send_texts(desk.runtime, claims)
    assert desk.text(sms_id).state is state
    assert len(desk.sms.sent) == sent
    desk.wait(minutes=1)
    desk.drain("three")
    assert len(desk.sms.sent) == (0 if state is SmsState.UNCERTAIN else 1)


def _claim(desk: Desk) -> list[outbox.Claim]:
    with desk.runtime.database.transaction() as session:
        return list(outbox.claim(session, owner="one", now=desk.clock()))


def test_no_post_begins_when_the_lease_nears_its_end(desk: Desk) -> None:
    ids = desk.enqueue(3)

    def slow() -> None:
        desk.wait(seconds=30)
        desk.sms.meanwhile = lambda: None

    desk.sms.meanwhile = slow
    sending.send_texts(desk.runtime, _claim(desk))
    assert len(desk.sms.tried) == 1
    assert sorted(desk.text(one).state for one in ids) == ["accepted", "pending", "pending"]
    assert desk.drain() == 2
    assert len(desk.sms.sent) == 3


def test_a_number_that_opted_out_meanwhile_gets_nothing(desk: Desk) -> None:
    (sms_id,) = desk.enqueue()
    with desk.runtime.database.transaction() as session:
        session.add(OptOut(phone=PHONE, at=MONDAY, word="STOP"))
    desk.drain()
    assert desk.text(sms_id).state is SmsState.SUPPRESSED
    assert desk.sms.tried == []
    assert desk.nothing_owed()


def test_a_country_we_do_not_text_to_is_one_task_for_a_number(desk: Desk) -> None:
    """Nobody there asked for silence: somebody calls, once, and again after that was ticked off."""
    settings = desk.runtime.settings.model_copy(update={"sms_regions": "US"})
    desk.runtime = replace(desk.runtime, settings=settings)
    ids = desk.enqueue(2, to=PHONE) + desk.enqueue(1, to="+821055550000")
    desk.drain()
    ids += desk.enqueue(1, to=PHONE)
    desk.drain()
    texts = [desk.text(one) for one in ids]
    assert {text.reason for text in texts} == {Reason.COUNTRY}
    assert [text.to_phone for text in texts if text.attention_since] == [PHONE, "+821055550000"]
    with desk.runtime.database.transaction() as session:
        tick_off(session, ids[0], actor=SYSTEM)
    ids += desk.enqueue(1, to=PHONE)
    desk.drain()
    assert desk.text(ids[-1]).attention_since is not None


def test_a_text_that_has_ended_before_its_turn_is_not_posted(desk: Desk) -> None:
    (sms_id,) = desk.enqueue()
    with desk.runtime.database.transaction() as session:
        session.get_one(Sms, sms_id).state = SmsState.DROPPED
    desk.drain()
    assert desk.sms.tried == []
    assert desk.text(sms_id).state is SmsState.DROPPED
    assert desk.nothing_owed()


def test_a_text_without_a_ticket_links_to_the_front_page(desk: Desk) -> None:
    desk.enqueue(kind=SmsKind.HELP_REPLY)
    desk.drain()
    assert desk.sms.sent[0].body.endswith(" http://localhost:8000")


def test_a_round_that_breaks_is_tried_again_and_then_given_up_with_its_error(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    (sms_id,) = desk.enqueue()

    def broken(_runtime: Runtime, _claims: object) -> None:
        raise LookupError("no ink")

    monkeypatch.setitem(TOPICS, "text.send", replace(TOPICS["text.send"], pay=broken))
    desk.drain()
    assert desk.call().state is CallState.OWED
    assert desk.call().last_error == "LookupError: no ink"
    for _ in range(100):
        desk.wait(minutes=20)
        desk.drain()
    assert desk.call().state is CallState.GIVEN_UP
    assert desk.text(sms_id).state is SmsState.FAILED


def test_giving_up_after_a_post_leaves_a_question(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database was away when the answer should have been noted."""
    (sms_id,) = desk.enqueue()

    def cannot_note(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(outbox, "MOST_ATTEMPTS", 1)
    monkeypatch.setattr(sending, "_finish", cannot_note)
    desk.drain()
    assert desk.text(sms_id).state is SmsState.UNCERTAIN
    assert desk.call().state is CallState.GIVEN_UP


def test_a_topic_nobody_knows_waits_for_a_release_that_does(desk: Desk) -> None:
    with desk.runtime.database.transaction() as session:
        outbox.enqueue(session, "pigeon.send", key="p", payload={}, now=desk.clock())
    desk.drain()
    assert desk.call().state is CallState.OWED
    assert "pigeon.send" in (desk.call().last_error or "")
    for _ in range(100):
        desk.wait(minutes=20)
        desk.drain()
    assert desk.call().state is CallState.GIVEN_UP


def test_a_broken_call_does_not_hold_up_the_others(desk: Desk) -> None:
    with desk.runtime.database.transaction() as session:
        outbox.enqueue(session, "pigeon.send", key="p", payload={}, now=desk.clock() - timedelta(hours=1))
    (sms_id,) = desk.enqueue()
    desk.drain()
    assert desk.text(sms_id).state is SmsState.ACCEPTED


def test_when_asked_to_stop_the_round_at_hand_is_finished_and_nothing_is_claimed(desk: Desk) -> None:
    desk.enqueue(5)
    assert drain(desk.runtime, owner="one", limit=2, stop=lambda: len(desk.sms.tried) >= 2) == 2
    assert desk.drain("two") == 3
    assert len(desk.sms.sent) == 5


def test_rounds_grow_while_they_are_quick_and_shrink_when_they_are_slow() -> None:
    assert [rounds._next_size(8, seconds, least=2) for seconds in (0.1, 0.8, 5.0)] == [16, 8, 4]
    assert rounds._next_size(rounds.LARGEST, 0.0, least=8) == rounds.LARGEST
    assert rounds._next_size(8, 9.0, least=8) == 8, "what the provider takes at a time is always used"
    assert rounds._next_size(8, 0.1, least=8) == 16, "and a provider that is quick again gets more"


@pytest.mark.parametrize("at_once", [1, 4])
def test_texts_to_one_number_leave_in_the_order_they_were_decided(desk: Desk, at_once: int) -> None:
    desk.sms.capabilities = replace(desk.sms.capabilities, parallel=at_once)
    ids = []
    for number in range(12):
        desk.wait(seconds=1)
        ids += desk.enqueue(to=PHONE if number % 2 else "+821055556666")
    drain(desk.runtime, owner="one", limit=12)
    sent = [one.attempt_id for one in desk.sms.sent if one.to_phone == PHONE]
    tries = {one.sms_id: str(one.id) for one in desk.tries()}
    assert sent == [tries[one] for one in ids[1::2]]


@pytest.mark.parametrize("at_once", [1, 4])
def test_two_drains_at_once_send_each_text_once(desk: Desk, at_once: int) -> None:
    desk.sms.capabilities = replace(desk.sms.capabilities, parallel=at_once)
    desk.enqueue(60)
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda n: drain(desk.runtime, owner=f"w{n}", limit=5), range(4)))
    assert sum(made) == 60
    assert len(desk.sms.sent) == 60
    assert len({sms.attempt_id for sms in desk.sms.sent}) == 60
