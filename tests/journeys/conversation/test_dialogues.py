"""Dialogues played as they happen: signed texts in, pages pressed, staff at the bench, and the jobs that read and send."""

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel.actor import Role
from app.kernel.ids import spell_code
from app.messaging.conversation.models import IncomingSms, ThreadMessage
from app.messaging.conversation.queries import unplaced_replies
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.models import Sms
from app.messaging.sms.states import SmsState
from app.quotes import service as quotes
from app.quotes.models import QuoteState
from app.sites.site import Site
from app.tickets.models import TicketEvent
from app.tickets.queries import by_id
from app.tickets.service import tell
from app.tickets.states import State
from jobs import read_replies
from tests.fakes.sms import FakeSms
from tests.journeys.conversation.dialogues import DIALOGUES, NAMED_BY_FAULTS, Dialogue
from tests.journeys.on_the_bench import PHONE, diagnosing, look
from tests.shop import Shop, app_of
from tests.web.webhooks.test_twilio import ACCOUNT, INBOUND, ORIGIN, call
from tests.web.webhooks.test_twilio import caller as public_shop

A_MINUTE = timedelta(minutes=1)
UNITS = {"s": "seconds", "h": "hours"}


@dataclass
class Talk:
    """A shop at a public address, one customer with two repairs, and what is said between them."""

    shop: Shop
    client: FlaskClient
    bench: FlaskClient
    repairs: dict[str, UUID]
    numbers: Any = field(default_factory=lambda: itertools.count(1))
    texts_before: int = 0
    pages: dict[str, str] = field(default_factory=dict)

    def code(self, which: str) -> str:
        return look(self.shop, self.repairs[which]).code

    def settle(self) -> None:
        """The jobs process reads what came in and sends what is owed."""
        read_replies.run(self.shop.runtime)
        self.shop.drain()
        sms = self.shop.runtime.sms
        assert isinstance(sms, FakeSms)
        for sent in sms.sent:
            for code, token in re.findall(r"([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}).*/t/(\S+)", sent.body):
                self.pages[code] = token

    def turn(self, turn: str) -> None:
        """One line of the table."""
        name, _, words = turn.partition(": ")
        who, *what = name.split()
        if who != "wait":
            self.shop.clock.move_on(A_MINUTE)
        self.texts_before = len(self.shop.texts(PHONE))
        acts: dict[str, Callable[[], None]] = {
            "wait": lambda: self.wait(int(what[0]), what[1]),
            "quote": lambda: self.quote(what[0], what[1]),
            "us": lambda: self.write(what[0], words),
            "news": lambda: self.news(what[0]),
            "they": lambda: self.say(
                words.format(A=spell_code(self.code("A")), B=spell_code(self.code("B")))
            ),
            "page": lambda: self.press(what[0], words),
            "staff": lambda: self.hold_to(what[0], yes=words == "yes"),
        }
        acts[who]()
        self.settle()

    def wait(self, many: int, unit: str) -> None:
        """The next turn comes so long after this one, not a minute."""
        self.shop.clock.move_on(timedelta(**{UNITS[unit]: many}) - A_MINUTE)

    def quote(self, which: str, amount: str) -> None:
        """A quote of that sum: the courier as agreed joins what the technician writes."""
        work = int(amount.replace(",", "")) - Site().courier_fee
        again = look(self.shop, self.repairs[which]).state is State.QUOTED
        fields = {
            "finding": "메인보드",
            "line_1_label": "Mainboard",
            "line_1_amount": str(work),
            "valid_days": "7",
        }
        self._at_bench(which, "requote" if again else "quote", fields)

    def write(self, which: str, words: str) -> None:
        answer = self.bench.post(f"/bench/{self.code(which)}/message", data={"body": words})
        assert answer.status_code == 303, answer.text

    def news(self, which: str) -> None:
        with self.shop.database.transaction() as session:
            ticket = by_id(session, self.repairs[which])
            tell(session, ticket, SmsKind.DIAGNOSIS_STARTED, now=self.shop.clock())

    def say(self, words: str) -> None:
        form = {
            "AccountSid": ACCOUNT,
            "MessageSid": f"SM{next(self.numbers)}",
            "From": PHONE,
            "To": "+15005550006",
            "Body": words,
        }
        assert call(self.client, INBOUND, form).status_code == 200

    def press(self, which: str, words: str) -> None:
        """On the page, with the form as it stood before anything else was said."""
        token = self.pages[spell_code(self.code(which))]
        decides = words in ("approve", "decline")
        version = str(len(self._versions(which)))
        form = {"decision": words, "quote_version": version} if decides else {"body": words}
        answer = self.client.post(
            f"/t/{token}/{'quote' if decides else 'messages'}", data=form, base_url=ORIGIN
        )
        assert answer.status_code == 303, answer.text

    def hold_to(self, which: str, *, yes: bool) -> None:
        page = self.bench.get(f"/bench/{self.code(which)}").text
        assert "The yes holds: repair it" in page
        assert "Release the hold" not in page
        self._at_bench(which, "approve" if yes else "decline", {"how": "전화로 물었습니다"})

    def _at_bench(self, which: str, action: str, fields: dict[str, str]) -> None:
        version = str(look(self.shop, self.repairs[which]).version)
        answer = self.bench.post(f"/bench/{self.code(which)}/{action}", data={"version": version, **fields})
        assert answer.status_code == 303, answer.text

    # -- what came of it

    def ended(self, end: str) -> None:
        """Assert one end of the table."""
        which, _, rest = end.partition(" ")
        if which in self.repairs:
            self._stands(which, *rest.split())
        elif which == "asked":
            text = self.last_text()
            assert text.kind in (SmsKind.QUOTE_ASKED, SmsKind.QUOTE_CHANGED)
            assert f"{rest}원" in text.body
            assert look(self.shop, self.repairs["A"]).model_name[:20].strip() in text.body
        elif which == "message":
            newest = self._tasks()[-1]
            assert newest.handled_at is None
            if rest.startswith("of "):
                assert newest.ticket_id == self.repairs[rest[3:]]
            else:
                assert newest.body == rest
        elif end.startswith("says "):
            told = [text.body for text in self.shop.texts(PHONE) if text.state is not SmsState.SUPPRESSED]
            assert end.removeprefix("says ").format(A=spell_code(self.code("A"))) in told[-1]
        elif end.startswith("left to staff "):
            self._left_to_staff(end.removeprefix("left to staff "))
        else:
            {
                "list": self._listed,
                "told": self._told,
                "urgent": self._urgent,
                "called": lambda: self._called(True),
                "not called": lambda: self._called(False),
                "no task": self._nothing_waits,
                "silent": self._silent,
                "nothing to decide": self._nothing_to_decide,
            }[end]()

    def last_text(self) -> Sms:
        return self.shop.texts(PHONE)[-1]

    def _stands(self, which: str, how: str, amount: str = "") -> None:
        ticket = look(self.shop, self.repairs[which])
        newest = self._versions(which)[-1]
        where = {
            "waits": {State.QUOTED},
            "approved": {State.REPAIRING},
            "declined": {State.READY_TO_RETURN},
            "stopped": {State.ON_HOLD},
        }
        assert ticket.state in where[how]
        if how == "waits":
            assert newest.state is QuoteState.SENT
        elif how == "stopped":
            assert newest.doubted_at is not None
            assert "250,000원" in ticket.hold_reason, "the customer and the bench read of which amount"
        else:
            assert newest.state is QuoteState(how)
            assert newest.doubted_at is None
            with self.shop.database.reading() as session:
                events = session.scalars(select(TicketEvent).where(TicketEvent.ticket_id == ticket.id))
                decided = sorted(events, key=lambda event: event.version)[-1]
            assert (decided.facts.quote, decided.facts.amount_minor) == (
                newest.version,
                int(amount.replace(",", "")),
            )

    def _versions(self, which: str) -> Any:
        with self.shop.database.reading() as session:
            return quotes.versions(session, self.repairs[which])

    def _tasks(self) -> list[ThreadMessage]:
        with self.shop.database.reading() as session:
            found = select(ThreadMessage).where(ThreadMessage.from_customer)
            return list(session.scalars(found.order_by(ThreadMessage.at, ThreadMessage.id)))

    def _listed(self) -> None:
        text = self.last_text()
        assert text.kind is SmsKind.WHICH_TICKET
        assert "250,000원" in text.body
        assert "300,000원" in text.body
        assert "가)" in text.body
        assert "1)" not in text.body

    def _told(self) -> None:
        assert self.last_text().kind is SmsKind.ANSWERS_DIFFER
        assert "250,000원" in self.last_text().body

    def _urgent(self) -> None:
        assert any(task.urgent and task.handled_at is None for task in self._tasks())
        page = self.bench.get("/bench/inbox").text
        assert "Answered both ways" in page
        code = self.code("A")
        assert page.index(code) == min(page.index(one) for one in (code, self.code("B")) if one in page)

    def _called(self, wanted: bool) -> None:
        page = self.bench.get("/bench/calls").text
        assert (self.code("A") in page and "Two answers to the quote" in page) is wanted

    def _nothing_waits(self) -> None:
        assert [task for task in self._tasks() if task.handled_at is None] == []
        with self.shop.database.reading() as session:
            unread = select(IncomingSms).where(IncomingSms.handled_by.is_(None))
            assert list(session.scalars(unread)) == []

    def _left_to_staff(self, words: str) -> None:
        with self.shop.database.reading() as session:
            assert unplaced_replies(session)[-1].body == words
        assert words in self.bench.get("/bench/inbox?show=unknown").text

    def _silent(self) -> None:
        assert len(self.shop.texts(PHONE)) == self.texts_before

    def _nothing_to_decide(self) -> None:
        assert self.last_text().kind is SmsKind.NOTHING_TO_DECIDE


def talk_in(shop: Shop) -> Talk:
    public_shop(shop)
    shop.runtime = replace(shop.runtime, sms=FakeSms(shop.clock))
    client = app_of(shop.runtime).test_client()
    client.application.config["WTF_CSRF_ENABLED"] = False
    repairs = {"A": diagnosing(shop, model_name="헤드폰"), "B": diagnosing(shop, model_name="노트북")}
    bench = shop.signed_in(Role.TECHNICIAN)
    bench.get("/account?lang=en")
    shop.drain()
    shop.clock.move_on(A_MINUTE)
    return Talk(shop, client, bench, repairs)


PLAYED = [  # every second one that the faults did not name is left for CI
    pytest.param(
        one, id=one.shows, marks=() if one.shows in NAMED_BY_FAULTS or place % 2 else pytest.mark.whole
    )
    for place, one in enumerate(DIALOGUES)
]


@pytest.mark.parametrize("dialogue", PLAYED)
def test_a_dialogue_ends_as_the_table_says(shop: Shop, dialogue: Dialogue) -> None:
    talk = talk_in(shop)
    for turn in dialogue.turns.split(" / "):
        talk.turn(turn)
    for end in dialogue.ends.split(" | "):
        talk.ended(end)
