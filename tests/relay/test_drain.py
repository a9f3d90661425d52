"""Texts leave once: whatever breaks in between, none is lost, none is sent twice, and staff can see the rest."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app import relay
from app.bootstrap import build_runtime
from app.kernel.clock import system_clock
from app.kernel.db import Database
from app.kernel.i18n import Language
from app.kernel.settings import Settings
from app.messaging.delivery import note_report
from app.messaging.kinds import TextKind
from app.messaging.models import OptOut, OutgoingText, TextAttempt
from app.messaging.states import TextState
from app.messaging.ports import Outcome, SendResult
from app.messaging.service import send_text
from app.outbox import service as outbox
from app.outbox.models import CallState, OwedCall
from app.relay.drain import drain
from app.runtime import Runtime
from tests.fakes.loopback import ACCOUNT, LoopbackTwilio, loopback_twilio
from tests.fakes.sms import FakeSms
from tests.shop import MONDAY, ManualClock

ROOT = Path(__file__).parent.parent
PHONE = "+821012345678"


class Desk:
    """A runtime around a test's database, with the fake provider and a clock that stands still."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.clock = ManualClock()
        settings = Settings(database_url="sqlite://", data_dir=folder)
        self.sms = FakeSms()
        built = build_runtime(settings, clock=self.clock)
        self.runtime: Runtime = replace(built, database=database, sms=self.sms)

    def owe(self, count: int = 1, *, kind: TextKind = TextKind.OPTED_OUT) -> list[UUID]:
        """Decide to send some texts."""
        words = {"number": "123456", "note": ""}
        with self.runtime.database.transaction() as session:
            return [
                send_text(session, kind, to_phone=PHONE, language=Language.EN, words=words, now=self.clock()).id
                for _ in range(count)
            ]  # fmt: skip

    def drain(self, owner: str = "one") -> int:
        """Make the calls that are due."""
        return drain(self.runtime, owner=owner)

    def text(self, text_id: UUID) -> OutgoingText:
        """The text as the database has it."""
        with self.runtime.database.reading() as session:
            return session.scalars(select(OutgoingText).where(OutgoingText.id == text_id)).one()

    def call(self) -> OwedCall:
        """The only call that was ever owed."""
        with self.runtime.database.reading() as session:
            return session.scalars(select(OwedCall)).one()

    def attempts(self) -> list[TextAttempt]:
        """All tries, in order."""
        with self.runtime.database.reading() as session:
            return list(session.scalars(select(TextAttempt).order_by(TextAttempt.number)))


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return Desk(database, tmp_path)


def test_a_text_is_accepted_once_and_its_try_is_on_record(desk: Desk) -> None:
    (text_id,) = desk.owe()
    assert desk.drain() == 1
    assert desk.drain() == 0
    text, (attempt,) = desk.text(text_id), desk.attempts()
    assert (text.state, text.provider) == (TextState.ACCEPTED, "fake")
    assert text.provider_id == f"FAKE-{attempt.id}"
    assert (attempt.number, attempt.outcome) == (1, "accepted")
    assert desk.call().state is CallState.DONE


def test_the_try_is_committed_before_the_provider_is_called(desk: Desk) -> None:
    (text_id,) = desk.owe()
    seen: list[tuple[TextState, int]] = []
    desk.sms.meanwhile = lambda: seen.append((desk.text(text_id).state, len(desk.attempts())))
    desk.drain()
    assert seen == [(TextState.POSTING, 1)]


def test_what_was_certainly_not_sent_is_tried_again_later_each_time(desk: Desk) -> None:
    (text_id,) = desk.owe()
    desk.sms.plan = [SendResult(Outcome.NOT_SENT, detail="refused connection")] * 2
    assert desk.drain() == 1
    assert desk.text(text_id).state is TextState.PENDING
    first_wait = desk.call().due_at - desk.clock()
    assert desk.drain() == 0, "not before its time"
    desk.clock.move_on(first_wait)
    desk.drain()
    assert desk.call().due_at - desk.clock() > first_wait
    desk.clock.move_on(timedelta(minutes=1))
    desk.drain()
    assert desk.text(text_id).state is TextState.ACCEPTED
    assert [attempt.outcome for attempt in desk.attempts()] == ["not_sent", "not_sent", "accepted"]
    assert len(desk.sms.sent) == 1


def test_a_provider_that_stays_away_ends_as_a_failure_staff_can_see(desk: Desk) -> None:
    (text_id,) = desk.owe()
    desk.sms.plan = [SendResult(Outcome.NOT_SENT, detail="refused connection")] * 20
    for _ in range(20):
        desk.drain()
        desk.clock.move_on(timedelta(minutes=20))
    text = desk.text(text_id)
    assert text.state is TextState.FAILED
    assert "refused connection" in (text.reason or "")
    assert len(desk.sms.tried) == outbox.MOST_ATTEMPTS
    assert desk.call().state is CallState.GIVEN_UP


def test_a_refused_text_failed_for_good_with_its_code(desk: Desk) -> None:
    (text_id,) = desk.owe()
    desk.sms.plan = [SendResult(Outcome.REFUSED, code="21211", detail="no such number")]
    desk.drain()
    desk.clock.move_on(timedelta(days=1))
    assert desk.drain() == 0
    text = desk.text(text_id)
    assert (text.state, text.error_code) == (TextState.FAILED, "21211")
    assert "21211" in (desk.call().last_error or "")


@pytest.mark.parametrize("end", [SendResult(Outcome.UNCERTAIN, detail="read timeout"), RuntimeError("odd")])
def test_an_uncertain_text_is_never_sent_again_by_itself(desk: Desk, end: SendResult | Exception) -> None:
    (text_id,) = desk.owe()
    desk.sms.plan = [end]
    desk.drain()
    desk.clock.move_on(timedelta(days=1))
    assert desk.drain() == 0
    assert desk.text(text_id).state is TextState.UNCERTAIN
    assert len(desk.sms.tried) == 1


def test_a_worker_that_died_while_posting_leaves_a_question_and_no_second_text(desk: Desk) -> None:
    (text_id,) = desk.owe()
    desk.sms.plan = [KeyboardInterrupt()]  # what no handler catches, like a kill
    with pytest.raises(KeyboardInterrupt):
        desk.drain()
    assert desk.drain("two") == 0, "the lease still runs"
    desk.clock.move_on(outbox.LEASE + timedelta(seconds=1))
    desk.drain("two")
    assert desk.text(text_id).state is TextState.UNCERTAIN
    assert desk.attempts()[0].outcome == "uncertain"
    assert len(desk.sms.tried) == 1


def test_a_worker_that_died_before_posting_left_nothing_undone(desk: Desk) -> None:
    (text_id,) = desk.owe()
    with desk.runtime.database.transaction() as session:
        outbox.claim(session, owner="dead", now=desk.clock())
    assert desk.drain() == 0
    desk.clock.move_on(outbox.LEASE + timedelta(seconds=1))
    desk.drain()
    assert desk.text(text_id).state is TextState.ACCEPTED
    assert len(desk.sms.sent) == 1


@pytest.mark.parametrize(
    ("late", "state"),
    [
        (SendResult(Outcome.ACCEPTED, "SM1"), TextState.ACCEPTED),
        (SendResult(Outcome.NOT_SENT, detail="slow"), TextState.UNCERTAIN),
    ],
)
def test_a_worker_that_comes_back_after_its_lease_only_adds_what_it_knows(
    desk: Desk, late: SendResult, state: TextState
) -> None:
    (text_id,) = desk.owe()

    def another_takes_over() -> None:
        desk.sms.meanwhile = lambda: None
        desk.clock.move_on(outbox.LEASE + timedelta(seconds=1))
        desk.drain("two")
        assert desk.text(text_id).state is TextState.UNCERTAIN

    desk.sms.meanwhile = another_takes_over
    desk.sms.plan = [late]
    desk.drain("one")
    assert desk.text(text_id).state is state
    assert desk.attempts()[0].outcome == late.outcome.value
    assert len(desk.sms.tried) == 1


def test_a_call_whose_lease_went_to_somebody_else_is_left_alone(desk: Desk) -> None:
    desk.owe(2)

    def another_has_the_second() -> None:
        desk.sms.meanwhile = lambda: None
        desk.clock.move_on(outbox.LEASE + timedelta(seconds=1))
        with desk.runtime.database.transaction() as session:
            outbox.claim(session, owner="two", now=desk.clock())

    desk.sms.meanwhile = another_has_the_second
    desk.drain("one")
    assert len(desk.sms.tried) == 1


def test_a_number_that_opted_out_meanwhile_gets_nothing(desk: Desk) -> None:
    (text_id,) = desk.owe(kind=TextKind.WHICH_TICKET)
    with desk.runtime.database.transaction() as session:
        session.add(OptOut(phone=PHONE, at=MONDAY, word="STOP"))
    desk.drain()
    assert desk.text(text_id).state is TextState.SUPPRESSED
    assert desk.sms.tried == []
    assert desk.call().state is CallState.DONE


def test_a_text_that_has_ended_before_its_turn_is_not_posted(desk: Desk) -> None:
    (text_id,) = desk.owe()
    with desk.runtime.database.transaction() as session:
        session.get_one(OutgoingText, text_id).state = TextState.DROPPED
    desk.drain()
    assert desk.sms.tried == []
    assert desk.text(text_id).state is TextState.DROPPED
    assert desk.call().state is CallState.DONE


def test_a_text_without_a_ticket_links_to_the_front_page(desk: Desk) -> None:
    desk.owe(kind=TextKind.HELP_REPLY)
    desk.drain()
    assert desk.sms.sent[0].body.endswith(" http://localhost:8000")


def test_a_report_that_overtakes_the_answer_stays(desk: Desk) -> None:
    (text_id,) = desk.owe()

    def reported() -> None:
        with desk.runtime.database.transaction() as session:
            assert note_report(session, desk.attempts()[0].id, TextState.DELIVERED, reference="SM9",
                               code=None, now=desk.clock())  # fmt: skip

    desk.sms.meanwhile = reported
    desk.drain()
    assert desk.text(text_id).state is TextState.DELIVERED
    assert desk.call().state is CallState.DONE


def test_a_report_settles_what_was_uncertain(desk: Desk) -> None:
    (text_id,) = desk.owe()
    desk.sms.plan = [SendResult(Outcome.UNCERTAIN)]
    desk.drain()
    with desk.runtime.database.transaction() as session:
        note_report(session, desk.attempts()[0].id, TextState.SENT, reference="SM9", code=None, now=MONDAY)
    assert (desk.text(text_id).state, desk.text(text_id).provider_id) == (TextState.SENT, "SM9")


def test_a_handler_that_breaks_is_tried_again_and_then_given_up_with_its_error(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    (text_id,) = desk.owe()

    def broken(_runtime: Runtime, _claim: outbox.Claim) -> None:
        raise LookupError("no ink")

    topic = replace(relay.TOPICS["text.send"], pay=broken)
    monkeypatch.setitem(relay.TOPICS, "text.send", topic)
    desk.drain()
    assert desk.call().state is CallState.OWED
    assert desk.call().last_error == "LookupError: no ink"
    for _ in range(10):
        desk.clock.move_on(timedelta(minutes=20))
        desk.drain()
    assert desk.call().state is CallState.GIVEN_UP
    assert desk.text(text_id).state is TextState.FAILED


def test_giving_up_after_a_post_leaves_a_question(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database was away when the answer should have been noted."""
    (text_id,) = desk.owe()
    monkeypatch.setattr(outbox, "MOST_ATTEMPTS", 1)

    def cannot_note(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(relay, "_finish_text", cannot_note)
    desk.drain()
    assert desk.text(text_id).state is TextState.UNCERTAIN
    assert desk.call().state is CallState.GIVEN_UP


def test_a_topic_nobody_knows_waits_for_a_release_that_does(desk: Desk) -> None:
    with desk.runtime.database.transaction() as session:
        outbox.owe(session, "pigeon.send", key="p", payload={}, now=desk.clock())
    desk.drain()
    assert desk.call().state is CallState.OWED
    assert "pigeon.send" in (desk.call().last_error or "")
    for _ in range(10):
        desk.clock.move_on(timedelta(minutes=20))
        desk.drain()
    assert desk.call().state is CallState.GIVEN_UP


def test_a_broken_call_does_not_hold_up_the_others(desk: Desk) -> None:
    with desk.runtime.database.transaction() as session:
        outbox.owe(session, "pigeon.send", key="p", payload={}, now=desk.clock() - timedelta(hours=1))
    (text_id,) = desk.owe()
    desk.drain()
    assert desk.text(text_id).state is TextState.ACCEPTED


def test_when_asked_to_stop_the_rest_is_given_back_at_once(desk: Desk) -> None:
    desk.owe(5)
    assert drain(desk.runtime, owner="one", stop=lambda: len(desk.sms.tried) >= 2) == 2
    assert desk.drain("two") == 3
    assert len(desk.sms.sent) == 5


def test_two_drains_at_once_send_each_text_once(desk: Desk) -> None:
    desk.owe(40)
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda n: drain(desk.runtime, owner=f"w{n}", limit=5), range(4)))
    assert sum(made) == 40
    assert len(desk.sms.sent) == 40
    assert len({sms.attempt_id for sms in desk.sms.sent}) == 40


@pytest.fixture
def server() -> Iterator[LoopbackTwilio]:
    with loopback_twilio() as running:
        yield running


DRAIN = """
import sys
from app.bootstrap import build_runtime
from app.kernel.settings import Settings
from app.relay.drain import drain
runtime = build_runtime(Settings())
drain(runtime, owner=sys.argv[1], limit=7)
"""


def test_killed_again_and_again_nothing_is_lost_and_nothing_doubled(
    desk: Desk, server: LoopbackTwilio, database_url: str, tmp_path: Path
) -> None:
    """Killed while an answer hangs: that text is a question for staff, every other one leaves once."""
    count, kills = 60, 4
    with desk.runtime.database.transaction() as session:
        for number in range(count):
            send_text(session, TextKind.WHICH_TICKET, to_phone=PHONE, language=Language.EN,
                      words={"note": f"no. {number}"}, now=system_clock())  # fmt: skip
    environment = os.environ | {
        "DATABASE_URL": database_url, "DATA_DIR": str(tmp_path), "DEMO": "false", "SECRET_KEY": "x" * 40,
        "TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": "t", "TWILIO_FROM": "+15005550006",
        "TWILIO_API_URL": server.origin,
    }  # fmt: skip
    for kill in range(kills):
        server.plan = ["accept"] * 5 + ["hang"]
        before = len(server.seen)
        with subprocess.Popen([sys.executable, "-c", DRAIN, f"w{kill}"], cwd=ROOT, env=environment) as worker:
            try:
                server.wait_for(before + 6)
            finally:
                worker.kill()
        _end_leases(desk.runtime.database)
    server.plan = []
    subprocess.run([sys.executable, "-c", DRAIN, "last"], cwd=ROOT, env=environment, check=True, timeout=60)
    assert len(server.seen) == count
    assert set(server.bodies().values()) == {1}
    with desk.runtime.database.reading() as session:
        rows = session.execute(select(OutgoingText.state, func.count()).group_by(OutgoingText.state))
        states = {row.state: row[1] for row in rows}
    assert states == {TextState.ACCEPTED: count - kills, TextState.UNCERTAIN: kills}


def _end_leases(database: Database) -> None:
    """As a minute of waiting would."""
    with database.transaction() as session:
        for call in session.scalars(select(OwedCall).where(OwedCall.state == CallState.OWED)):
            call.lease_until = MONDAY - timedelta(days=400) if call.lease_until else None
