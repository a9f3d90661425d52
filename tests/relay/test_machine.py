"""Whatever order things happen in: no text is doubled, none is lost, and no status goes back.

Hypothesis plays the world (crashes, lost answers, reports in any order, opt-outs, replaced quotes) against
the real relay on both databases; the provider's own list of what it accepted is the judge.
"""

import os
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete, select, update

from app.kernel.i18n import Language
from app.kernel.ids import new_row_id
from app.messaging.conversation.incoming import opt_out
from app.messaging.sms.about import About
from app.messaging.sms.categories import WHEN_UNSURE, WhenUnsure
from app.messaging.sms.kinds import WORDINGS, SmsKind
from app.messaging.sms.models import BadNumber, OptOut, SenderStop, Sms, SmsAttempt, SmsReport
from app.messaging.sms.ports import Capabilities, Outcome, SendResult
from app.messaging.sms.reports import take_report
from app.messaging.sms.sender_stop import lift_stop
from app.messaging.sms.service import send_sms
from app.messaging.sms.states import RANK, AttemptState, SmsState, Trouble
from app.outbox.models import CallState, OwedCall
from app.quotes.models import Quote, QuoteState
from app.relay.drain import drain
from app.relay.enquiries import look_into_tries
from tests.fakes.sms import LOST_ANSWER, AcceptedThenDied, FakeSms, Planned
from tests.journeys.on_the_bench import quoted
from tests.shop import Shop
from tests.tiers import examples

PHONES = ("+821011112222", "+821033334444")
ENDS: dict[str, Planned] = {
    "accepted": SendResult(Outcome.ACCEPTED),
    "not sent": SendResult(Outcome.NOT_SENT, detail="refused connection"),
    "refused": SendResult(Outcome.REFUSED, code="99999", trouble=Trouble.UNKNOWN),
    "misconfigured": SendResult(Outcome.REFUSED, code="20003", trouble=Trouble.CONFIGURATION),
    "opted out there": SendResult(Outcome.REFUSED, code="21610", trouble=Trouble.OPTED_OUT),
    "no answer": SendResult(Outcome.UNCERTAIN, detail="read timeout"),
    "lost answer": LOST_ANSWER,
    "killed before": KeyboardInterrupt(),
    "killed after": AcceptedThenDied(KeyboardInterrupt()),
}
KINDS = (SmsKind.PARCEL_RECEIVED, SmsKind.QUOTE_SENT, SmsKind.PICKUP_TODAY)  # status, decision, reminder
# Shrinking a failure against a database takes minutes; HYPOTHESIS_SHRINK=1 when it is wanted.
PHASES = [Phase.generate, *([Phase.shrink] if os.environ.get("HYPOTHESIS_SHRINK") else [])]
REPORTS = {
    "sent": (AttemptState.SENT, None),
    "delivered": (AttemptState.DELIVERED, None),
    "undelivered": (AttemptState.UNDELIVERED, Trouble.LATER),
    "failed": (AttemptState.FAILED, Trouble.UNKNOWN),
    "unregistered": (AttemptState.FAILED, Trouble.CONFIGURATION),
}
FINAL = {AttemptState.DELIVERED, AttemptState.UNDELIVERED, AttemptState.FAILED}
GIVEN_UP = {SmsState.FAILED, SmsState.SUPPRESSED, SmsState.DROPPED, SmsState.UNDELIVERED}


class World(RuleBasedStateMachine):
    """One shop, one provider, two phones, and time."""

    shop: Shop  # set by the test
    ticket_id: UUID

    @initialize()
    def begin(self) -> None:
        able = Capabilities("fake number", two_way=frozenset({"*"}), wakes_people=False)
        self.sms = FakeSms(self.shop.clock, able)
        self.runtime = replace(self.shop.runtime, sms=self.sms)
        self.seen: dict[UUID, AttemptState] = {}
        self.dropped: set[str] = set()
        self.count = 0
        self.version = 1
        with self.runtime.database.transaction() as session:
            for table in (SmsReport, SmsAttempt, Sms, OwedCall, OptOut, BadNumber, SenderStop):
                session.execute(delete(table))
            session.execute(delete(Quote).where(Quote.version > 1))
            session.execute(update(Quote).values(state=QuoteState.SENT))
        for kind in KINDS:
            for phone in PHONES:
                self.enqueue(kind, phone)

    @rule(kind=st.sampled_from(KINDS), phone=st.sampled_from(PHONES))
    def enqueue(self, kind: SmsKind, phone: str) -> None:
        decision = kind is SmsKind.QUOTE_SENT
        self.count += 1  # texts of the same words have a test of their own: who of them got which is all one
        with self.runtime.database.transaction() as session:
            send_sms(
                session,
                kind,
                to_phone=phone,
                language=Language.EN,
                now=self.shop.clock(),
                words={
                    "code": f"no. {self.count}",
                    "device": "Hush 7",
                    "due": self.shop.clock(),
                    "amount": "1",
                    "window": "10:00",
                },
                ticket_id=self.ticket_id if decision else None,
                about=About.quote(self.version) if decision else None,
            )

    @rule(ends=st.lists(st.sampled_from(sorted(ENDS)), min_size=1, max_size=8), worker=st.sampled_from("ab"))
    def claim_and_post(self, ends: list[str], worker: str) -> None:
        self.sms.plan = [ENDS[end] for end in ends]
        with suppress(KeyboardInterrupt):
            drain(self.runtime, owner=worker)
        self.sms.plan = []

    @rule(seconds=st.sampled_from((20, 61, 130, 1800, 8000)))
    def time_passes(self, seconds: int) -> None:
        self.shop.clock.move_on(timedelta(seconds=seconds))

    @rule(silent=st.booleans())
    def poll(self, silent: bool) -> None:
        self.sms.silent = silent
        look_into_tries(self.runtime, stop=lambda: False)
        self.sms.silent = False

    @rule(which=st.integers(0, 30), told=st.sampled_from(sorted(REPORTS)))
    def report(self, which: int, told: str) -> None:
        if self.sms.records:
            self._report(list(self.sms.records)[which % len(self.sms.records)], told)

    @rule(told=st.sampled_from(sorted(REPORTS)))
    def report_before_the_post_returns(self, told: str) -> None:
        """The provider is quicker with its report than with its answer."""

        def meanwhile() -> None:
            self.sms.meanwhile = lambda: None
            attempt_id = UUID(self.sms.tried[-1].attempt_id)
            self._take(attempt_id, f"FAKE-{attempt_id}", told)

        self.sms.meanwhile = meanwhile
        drain(self.runtime, owner="c")
        self.sms.meanwhile = lambda: None

    @rule(out=st.booleans())
    def opt_out_or_in(self, out: bool) -> None:
        with self.runtime.database.transaction() as session:
            if out:
                opt_out(session, PHONES[-1], word="STOP", now=self.shop.clock())
            else:
                session.execute(delete(OptOut).where(OptOut.phone == PHONES[-1]))

    @rule()
    def supersede(self) -> None:
        with self.runtime.database.transaction() as session:
            old = session.scalars(select(Quote).where(Quote.state == QuoteState.SENT)).one()
            old.state = QuoteState.SUPERSEDED
            session.flush()
            self.version += 1
            row = {c.name: getattr(old, c.name) for c in Quote.__table__.columns}
            session.add(
                Quote(**row | {"id": new_row_id(), "version": self.version, "state": QuoteState.SENT})
            )

    @rule()
    def put_right(self) -> None:
        with self.runtime.database.transaction() as session:
            lift_stop(session, by="manager", now=self.shop.clock())

    @invariant()
    def never_two_unless_the_policy_says_so(self) -> None:
        for text in self._texts():
            # One that the provider dropped for a fault of our account goes when that is put right.
            dropped = [one for one in self._accepted(text) if one in self.dropped]
            assert len(self._accepted(text)) <= 1 + text.resends + len(dropped), f"{text.kind} left too often"
            again = WHEN_UNSURE[WORDINGS[text.kind].category] is WhenUnsure.RESEND_ONCE
            assert text.resends <= (1 if again else 0)

    @invariant()
    def no_status_goes_back(self) -> None:
        for attempt in self._tries():
            before = self.seen.get(attempt.id, attempt.state)
            assert RANK[attempt.state] >= RANK[before], f"{before} became {attempt.state}"
            assert before not in FINAL or attempt.state is before, f"{before} became {attempt.state}"
            self.seen[attempt.id] = attempt.state

    @invariant()
    def somebody_looks_after_every_text(self) -> None:
        tries = self._tries()
        for text in self._texts():
            if text.state in (SmsState.PENDING, SmsState.HELD, SmsState.POSTING):
                assert self._owed(text), f"nobody will send the {text.state} {text.kind}"
            elif text.state is SmsState.UNCERTAIN:
                asked = [one for one in tries if one.sms_id == text.id and one.check_at is not None]
                assert asked, "nobody will ask"
            elif text.state in GIVEN_UP:
                assert text.reason or text.trouble, f"{text.state} without a reason"

    def teardown(self) -> None:
        """In the end, with a provider that works, every text has left or says why it did not."""
        if not hasattr(self, "sms"):
            return
        self.sms.silent, self.sms.plan = False, []
        self.put_right()
        for _ in range(20):
            drain(self.runtime, owner="last")
            look_into_tries(self.runtime, stop=lambda: False)
            self.shop.clock.move_on(timedelta(minutes=10))
        for text in self._texts():
            assert text.state not in (SmsState.PENDING, SmsState.POSTING, SmsState.HELD), text.state
            assert text.state is not SmsState.UNCERTAIN
            if not self._accepted(text):
                assert text.state in GIVEN_UP
                assert text.reason or text.trouble
        self.never_two_unless_the_policy_says_so()

    def _report(self, reference: str, told: str) -> None:
        self._take(UUID(reference.removeprefix("FAKE-").removesuffix("-again")), reference, told)
        state, trouble = REPORTS[told]
        self.sms.tell(reference, state, trouble=trouble)

    def _take(self, attempt_id: UUID, reference: str, told: str) -> None:
        state, trouble = REPORTS[told]
        with self.runtime.database.transaction() as session:
            news = take_report(
                session,
                attempt_id,
                told,
                state,
                provider="fake",
                reference=reference,
                trouble=trouble,
                now=self.shop.clock(),
            )
        if news and trouble is Trouble.CONFIGURATION:
            self.dropped.add(str(attempt_id))

    def _texts(self) -> list[Sms]:
        with self.runtime.database.reading() as session:
            return list(session.scalars(select(Sms).order_by(Sms.id)))

    def _tries(self) -> list[SmsAttempt]:
        with self.runtime.database.reading() as session:
            return list(session.scalars(select(SmsAttempt).order_by(SmsAttempt.id)))

    def _accepted(self, text: Sms) -> list[str]:
        ours = {str(attempt.id) for attempt in self._tries() if attempt.sms_id == text.id}
        return [sms.attempt_id for sms in self.sms.sent if sms.attempt_id in ours]

    def _owed(self, text: Sms) -> bool:
        with self.runtime.database.reading() as session:
            owed = session.scalars(select(OwedCall).where(OwedCall.state == CallState.OWED)).all()
        return any(call.payload["sms_id"] == str(text.id) for call in owed)


def test_texts_in_a_world_where_anything_happens(shop: Shop) -> None:
    on_sqlite = shop.runtime.database.engine.dialect.name == "sqlite"
    here = type("Here", (World,), {"shop": shop, "ticket_id": quoted(shop)})
    run_state_machine_as_test(
        here,
        settings=settings(
            max_examples=examples(8, 25) if on_sqlite else examples(6, 12),
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            phases=PHASES,
            suppress_health_check=list(HealthCheck),
        ),
    )
