"""Quoted repairs of one number, and a phone that shows texts late or never: what was on its screen judges each answer."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.journeys.repair.decide_quote import answer_quote
from app.journeys.repair.quote_repair import send_quote
from app.journeys.watch.read_replies import Reading, unread
from app.kernel.act import Act
from app.kernel.actor import Actor
from app.kernel.ids import spell_code
from app.messaging.conversation.incoming import keep_incoming
from app.messaging.conversation.models import IncomingSms
from app.messaging.sms.ports import Outcome, SendResult, SmsToSend
from app.quotes import service as quotes
from app.quotes.models import Quote
from app.quotes.rules import Line
from app.relay.drain import drain
from app.runtime import Runtime
from app.tickets.queries import by_id
from app.tickets.states import State
from tests.fakes.sms import FakeSms
from tests.journeys.on_the_bench import KIM, PHONE, won
from tests.shop import ManualClock

WAYS = ("at once", "at once", "slowly", "answer lost", "never", "refused")
AMOUNT = re.compile(r"\d원")
SLOWLY = timedelta(seconds=4)  # from the provider's yes until the phone shows it


class Phone(FakeSms):
    """Takes texts like a provider and shows them a little later; `got` is what it showed when, in order."""

    def __init__(self, clock: ManualClock) -> None:
        super().__init__(clock)
        self.got: list[tuple[datetime, str]] = []
        self.way = "at once"

    def send(self, sms: SmsToSend) -> SendResult:
        """End as `way` says."""
        if self.way == "refused":
            return SendResult(Outcome.NOT_SENT)
        if self.way != "never":
            shown_at = self.clock() + (SLOWLY if self.way == "slowly" else timedelta())
            last = self.got[-1][0] if self.got else shown_at
            self.got.append((max(shown_at, last), sms.body))
        if self.way in ("answer lost", "never"):
            return SendResult(Outcome.UNCERTAIN)
        return SendResult(Outcome.ACCEPTED, f"FAKE-{sms.attempt_id}")

    def shows(self, at: datetime) -> list[str]:
        """What stands on its screen then, the newest last."""
        return [body for shown_at, body in self.got if shown_at <= at]


@dataclass
class Town:
    """A shop with some quoted repairs of one number, and that number's phone."""

    runtime: Runtime
    clock: ManualClock
    phone: Phone
    tickets: list[UUID]
    actor: Actor
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    judged: set[UUID] = field(default_factory=set)  # quotes whose answer was looked at

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

    def press(self, which: int, word: str) -> None:
        """The customer answers on the page, which shows the quote in force; nothing where none waits."""
        with self.runtime.database.transaction() as session:
            ticket = by_id(session, self.tickets[which])
            quote = quotes.open_one(session, ticket.id)
            if quote is not None:
                yes = word == "approve"
                answer_quote(session, ticket, Act(KIM, self.clock()), yes=yes, quote_version=quote.version)

    def post(self, way: str) -> None:
        """The jobs process sends what it owes."""
        self.phone.way = way
        drain(self.runtime, owner="test")

    def wait(self, seconds: float) -> None:
        """Time passes."""
        self.clock.move_on(timedelta(seconds=seconds))

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
        """The jobs process reads the replies that wait, one after the other, and each decision is judged."""
        database, reading = self.runtime.database, Reading(self.clock())
        with database.reading() as session:
            waiting = unread(session)
        for reply_id in waiting:
            with database.transaction() as session:
                reading.read(session, reply_id)
            self._judge(reply_id)

    def requote_and_post(self, which: int, way: str) -> None:
        """Another price, and its text leaves."""
        self.requote(which)
        self.post(way)

    def say_and_hear(self, words: str, which: int, way: str) -> None:
        """A reply is sent, read and answered at once."""
        self.say(words, which)
        self.read()
        self.post(way)

    def play(self, steps: Any) -> None:
        """One step after the other: its name, and how."""
        for name, *how in steps:
            getattr(self, name)(*how)

    def end_of(self, which: int) -> str:
        """How its newest quote stands, with its version."""
        with self.runtime.database.reading() as session:
            newest = quotes.versions(session, self.tickets[which])[-1]
            return f"{newest.state.value} {newest.version}"

    def _judge(self, reply_id: UUID) -> None:
        """What the reply decided stood on the screen with its amount when it was sent, and nothing came after it.

        Where the reply names the repair, nothing about that one came after it.
        """
        with self.runtime.database.reading() as session:
            reply = session.get_one(IncomingSms, reply_id)
            by_text = select(Quote).where(Quote.decided_via == "sms", Quote.id.not_in(self.judged))
            for quote in session.scalars(by_text):
                self.judged.add(quote.id)
                code = spell_code(by_id(session, quote.ticket_id).code)
                seen = self.phone.shows(reply.received_at)
                if "-" in reply.body:
                    seen = [body for body in seen if code in body and AMOUNT.search(body)]
                assert seen, f"{reply.body} decided a quote of which nothing was read"
                assert f"{quote.total_minor:,}" in _amounts(seen[-1], code), (reply.body, seen[-1])


def _amounts(body: str, code: str) -> list[str]:
    """The amounts that a text gives for a repair: a list names them before the code, other texts after it."""
    before, after = re.findall(rf"([\d,]+)원 {code}", body), re.findall(rf"{code}.*?([\d,]+)원", body)
    return before or after
