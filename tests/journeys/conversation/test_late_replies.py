"""However replies, quotes and texts overtake each other: a yes counts for what that phone had got last, or for nothing."""

import itertools
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.journeys.conversation.handle_reply import handle_reply
from app.journeys.repair.quote_repair import send_quote
from app.kernel.act import Act
from app.kernel.actor import Actor
from app.kernel.db import Database, make_engine
from app.kernel.ids import spell_code
from app.messaging.conversation.incoming import ASKED_BACK, keep_incoming
from app.messaging.conversation.models import IncomingSms
from app.messaging.conversation.questions import QUESTIONS, Question
from app.messaging.sms.models import Sms, SmsAttempt
from app.messaging.sms.ports import Outcome, SendResult, SmsToSend
from app.quotes.models import Quote, QuoteState
from app.quotes.rules import Line
from app.relay.drain import drain
from app.runtime import Runtime
from app.tickets.queries import by_id
from app.tickets.states import State
from jobs import read_replies
from tests.fakes.sms import FakeSms
from tests.journeys.on_the_bench import PHONE, quoted, technician, won
from tests.shop import MONDAY, ManualClock, Shop
from tests.tiers import examples

TICKETS = 3
WAYS = ("at once", "at once", "slowly", "answer lost", "never", "refused")


class Phone(FakeSms):
    """Takes texts like a provider and shows them a little later; `got` is what it showed when, in order."""

    def __init__(self, clock: ManualClock) -> None:
        super().__init__(clock)
        self.got: list[tuple[datetime, UUID]] = []
        self.way = "at once"

    def send(self, sms: SmsToSend) -> SendResult:
        """End as `way` says."""
        if self.way == "refused":
            return SendResult(Outcome.NOT_SENT)
        if self.way != "never":
            shown_at = self.clock() + timedelta(seconds=4 if self.way == "slowly" else 0)
            last = self.got[-1][0] if self.got else shown_at
            self.got.append((max(shown_at, last), UUID(sms.attempt_id)))
        if self.way in ("answer lost", "never"):
            return SendResult(Outcome.UNCERTAIN)
        return SendResult(Outcome.ACCEPTED, f"FAKE-{sms.attempt_id}")


@dataclass
class Town:
    """A shop with some quoted repairs of one number, and that number's phone."""

    runtime: Runtime
    clock: ManualClock
    phone: Phone
    tickets: list[UUID]
    actor: Actor
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    chosen: set[str] = field(
        default_factory=set
    )  # replies whose repair the customer was asked for afterwards

    def requote(self, which: int) -> None:
        """Another price for one repair, if its quote is still open."""
        with self.runtime.database.transaction() as session:
            ticket = by_id(session, self.tickets[which])
            if ticket.state is State.QUOTED:
                send_quote(
                    session,
                    ticket,
                    Act(self.actor, self.clock()),
                    lines=(Line("Part", won(90_000 + next(self.numbers))),),
                    finding="x",
                    valid_until=self.clock() + timedelta(days=7),
                )

    def post(self, way: str) -> None:
        """The jobs process sends what it owes."""
        self.phone.way = way
        drain(self.runtime, owner="test")

    def say(self, words: str, which: int) -> None:
        """The customer sends a reply; it is not read yet."""
        with self.runtime.database.transaction() as session:
            code = spell_code(by_id(session, self.tickets[which]).code)
            keep_incoming(
                session,
                provider="twilio",
                provider_id=f"SM{next(self.numbers)}",
                from_phone=PHONE,
                to_phone="+1",
                body=words.format(code=code),
                now=self.clock(),
            )

    def read(self) -> None:
        """The jobs process reads the replies that wait, one after the other."""
        read_replies.run(self.runtime)

    def check(self) -> None:
        """Every yes by text was to what had been got last when it was sent; before that, to all there was."""
        with self.runtime.database.reading() as session:
            approved = session.scalars(select(Quote).where(Quote.state == QuoteState.APPROVED)).all()
            for quote in approved:
                sid = quote.decided_message
                reply = session.scalars(select(IncomingSms).where(IncomingSms.provider_id == sid)).one()
                begun = session.execute(
                    select(SmsAttempt.id, Sms)
                    .join(Sms, Sms.id == SmsAttempt.sms_id)
                    .where(Sms.kind.in_(QUESTIONS), SmsAttempt.started_at <= reply.received_at)
                )
                named = "-" in reply.body or sid in self.chosen
                asked = {
                    row.id: Question(row.Sms.kind, row.Sms.ticket_id, row.Sms.about)
                    for row in begun
                    if row.Sms.about and (not named or row.Sms.ticket_id == quote.ticket_id)
                }
                shown = [one for at, one in self.phone.got if at <= reply.received_at and one in asked]
                meant = [asked[shown[-1]]] if shown else list(asked.values())
                # Known and open: said while a question of ours is on its way, it may take that one's newer price.
                meant += [asked[one] for at, one in self.phone.got if at > reply.received_at and one in asked]
                could_be = {(one.ticket_id, one.quote_version) for one in meant}
                assert (quote.ticket_id, quote.version) in could_be
                assert len(could_be) == 1 or any(at > reply.received_at for at, _ in self.phone.got)


STEP = st.one_of(
    st.tuples(st.just("requote"), st.integers(0, TICKETS - 1)),
    st.tuples(st.just("post"), st.sampled_from(WAYS)),
    st.tuples(st.just("wait"), st.sampled_from((0.5, 1, 3, 6, 120))),
    st.tuples(
        st.just("say"),
        st.sampled_from(("OK", "승인", "1", "2", "OK {code}", "{code}")),
        st.integers(0, TICKETS - 1),
    ),
    st.tuples(st.just("read")),
)


@pytest.fixture(scope="module")
def ready(
    tmp_path_factory: pytest.TempPathFactory, _sqlite: object
) -> Iterator[tuple[Shop, list[UUID], Path]]:
    """Three quoted repairs whose texts have not left, made once and copied for every example."""
    folder = tmp_path_factory.mktemp("late")
    with _sqlite.built() as url:  # type: ignore[attr-defined]
        database = Database(make_engine(url))
        shop = Shop(database, folder)
        tickets = [quoted(shop) for _ in range(TICKETS)]
        database.close()
        yield shop, tickets, Path(url.removeprefix("sqlite:///"))


@given(steps=st.lists(STEP, max_size=25))
@settings(
    max_examples=examples(12, 20),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_a_yes_is_never_taken_for_another_version_or_repair(
    ready: tuple[Shop, list[UUID], Path], steps: list[tuple[str, ...]]
) -> None:
    shop, tickets, template = ready
    copy = template.with_name("late.db")
    for ending in ("", "-wal", "-shm"):
        copy.with_name(f"late.db{ending}").unlink(missing_ok=True)
    shutil.copyfile(template, copy)
    clock, patch = ManualClock(MONDAY + timedelta(minutes=1)), pytest.MonkeyPatch()
    database = Database(make_engine(f"sqlite:///{copy}"))
    phone = Phone(clock)
    runtime = replace(shop.runtime, database=database, clock=clock, sms=phone)
    town = Town(runtime, clock, phone, tickets, technician(shop))

    def noted(session: Session, row: IncomingSms, **how: Any) -> None:
        handle_reply(session, row, **how)
        if row.handled_by == ASKED_BACK:
            town.chosen.add(row.provider_id)

    try:
        town.post("at once")  # the first round of quotes is with the phone
        clock.move_on(timedelta(minutes=2))
        patch.setattr(
            "app.journeys.watch.read_replies.handle_reply", noted
        )  # only listens: the real one does all the work
        for name, *how in steps:
            if name == "wait":
                clock.move_on(timedelta(seconds=float(how[0])))
            else:
                getattr(town, name)(*how)
        town.read()
        town.check()
    finally:
        patch.undo()
        database.close()
