"""The scenes a repair is made of, each as one person lives it; stories put them in a row.

People see their own language: every label is given in English and looked for in theirs, so the same
scenes are played in both languages, by plain HTTP and in a real browser.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Protocol

from sqlalchemy import select

from app.courier.trips.models import CourierJob
from app.courier.trips.states import ACTIVE
from app.demo.catalogue import MODELS, SYMPTOMS
from app.kernel.actor import Role
from app.kernel.ids import spell_code
from app.tickets.models import Ticket
from tests.shop import Shop
from tests.stories.visitor import photo


def in_catalogue(english: str, language: str) -> str:
    """A model or symptom of the demo shop as the customer finds it on the page."""
    names = {model.name_en: model.name_ko for model in MODELS}
    for symptoms in SYMPTOMS.values():
        names |= dict(symptoms)
    return names[english] if language == "ko" else english


class Person(Protocol):
    """What somebody can do with a page; `Visitor` does it by HTTP, the browser tests in Chromium."""

    language: str
    address: str

    def say(self, words: str) -> str: ...
    def sees(self, *words: str) -> None: ...
    def does_not_see(self, *words: str) -> None: ...
    def open(self, address: str) -> Any: ...
    def follow(self, words: str) -> Any: ...
    def type(self, label: str, value: str) -> Any: ...
    def tick(self, label: str) -> Any: ...
    def attach(self, label: str, *photos: bytes) -> Any: ...
    def unfold(self, words: str) -> Any: ...
    def press(self, words: str) -> Any: ...


class Repair:
    """One repair being played: who takes part, the phone it is about, and what is known of it."""

    def __init__(
        self,
        shop: Shop,
        customer: Person,
        at_work: Callable[[Role], Person],
        tick: Callable[[], None],
        phone: str = "+821012345678",
    ) -> None:
        self.shop, self.customer, self.at_work, self.tick, self.phone = shop, customer, at_work, tick, phone
        self.code = ""
        self.link = ""

    # -- the request

    def tell(self, *, kind: str, model: str, symptom: str, story: str) -> None:
        """Page 1: which device and what is wrong."""
        model, symptom = (in_catalogue(words, self.customer.language) for words in (model, symptom))
        (
            self.customer.open("/")
            .follow(kind)
            .tick(model)
            .tick(symptom)
            .type("In your own words", story)
            .press("Continue")
        )

    def show_serial(self, serial: str) -> None:
        """Page 2 with a serial number and a picture of the damage."""
        (
            self.customer.tick("I have the serial number")
            .type("Serial number", serial)
            .attach("Photos of what is wrong", photo())
            .press("Continue")
        )

    def find_no_serial(self) -> None:
        """Page 2 with nothing at all, which is an answer, too."""
        self.customer.tick("I can't find any of it").press("Continue")

    def say_who(self, name: str = "김하늘", phone: str = "010 1234-5678") -> None:
        """Pages 3 and 4: name, phone, address, and the code from the text."""
        own = "English" if self.customer.language == "en" else "한국어"
        (
            self.customer.type("Your name", name)
            .type("Mobile number", phone)
            .type("Postcode", "04524")
            .type("Street address", "서울 중구 세종대로 110")
            .tick(own)
            .press("Continue")
        )
        number = re.search(r"\b(\d{6})\b", self.last_text())
        assert number is not None
        self.customer.type("Type the code from the text", number[1]).press("Continue")

    def accept_at_once(self, window: str = "14:00-16:00") -> None:
        """Pages 5 to 7: terms, pickup, check."""
        self.customer.press("Accept and choose a pickup")
        self.customer.tick(window).press("Continue")
        self.customer.press("Book this pickup")
        self._remember()

    def send_to_the_bench(self) -> None:
        """The check page of a request without instant terms."""
        self.customer.press("Send the request")
        self._remember()

    def _remember(self) -> None:
        """Read the code from the page and the private link from the text."""
        self.customer.follow("Open your repair")
        self.link = self.customer.address.split("?")[0]
        with self.shop.database.reading() as session:
            from_link = self.shop.ticket_behind(session, self.link)
        self.code = spell_code(from_link.code)
        self.customer.sees(self.code)

    # -- texts

    def last_text(self) -> str:
        """What the customer's phone shows last."""
        self.tick()
        return self.shop.phone(self.phone)[-1]

    def read(self, *words: str) -> str:
        """The last text, which says all of these and fits what Korean networks carry."""
        text = self.last_text()
        for word in words:
            assert word in text, f"“{word}” is not in: {text}"
        return text

    def reply(self, body: str) -> None:
        """Answer by SMS, on the demo phone's own page."""
        self.customer.open(f"/demo/phone/{self.phone}")
        self.customer.type("Your reply", body).press("Send the reply")
        self.tick()

    # -- the workshop

    def bench(self, action: str) -> Person:
        """The technician opens the form of an action."""
        technician = self.at_work(Role.TECHNICIAN)
        technician.open(f"/bench/{self.code.replace('-', '')}").follow(action)
        return technician

    def scan(self, role: Role) -> Person:
        """Somebody types the code into the scan station."""
        person = self.at_work(role)
        person.open("/scan").type("Scan or type a code", self.code.lower()).press("Open")
        return person

    def at_the_door(self, day: str = "") -> Person:
        """The courier opens this repair's stop of the day's run."""
        courier = self.at_work(Role.COURIER)
        courier.open(f"/run{day}")
        courier.sees(self.code)
        courier.follow("At the door")
        return courier

    def courier_comes(self) -> None:
        """Time passes until the window that is booked has begun."""
        with self.shop.database.reading() as session:
            job = session.scalars(
                select(CourierJob)
                .join(Ticket, CourierJob.ticket_id == Ticket.id)
                .where(Ticket.code == self.code.replace("-", ""), CourierJob.state.in_(ACTIVE))
            ).one()
        self.tick()
        self.shop.clock.time = max(self.shop.clock.time, job.slot.starts_at + timedelta(minutes=20))
        self.tick()

    def collect(self) -> None:
        """The courier takes the box at the door."""
        self.courier_comes()
        self.at_the_door().type("Code on the box", self.code).press("Collected")

    def receive(self) -> None:
        """The next morning the dock takes the parcel in, opens it, and passes it to the bench."""
        self.shop.clock.move_on(timedelta(hours=16))
        self.tick()
        dock = self.scan(Role.WAREHOUSE)
        dock.attach("Photos of the sealed parcel (optional)", photo()).press("Receive the parcel")
        dock = self.scan(Role.WAREHOUSE).follow("Open and check")
        dock.tick("Whole, and the device we expected").tick("Looks fine").type(
            "Bin (optional)", "A-01"
        ).press("Inspect")

    def pack_and_hand_out(self) -> None:
        """The warehouse packs the box and gives it to the courier, who brings it in the booked window."""
        self.scan(Role.WAREHOUSE).follow("Pack it").press("It is packed")
        self.scan(Role.WAREHOUSE).press("Hand to the courier")

    def deliver(self, to: str = "김하늘") -> None:
        """The courier hands it over at the door."""
        self.courier_comes()
        self.at_the_door().type("Who took it?", to).press("Delivered")

    def choose_return(self, window: str = "14:00-16:00") -> None:
        """The customer picks the day it comes back."""
        self.customer.open(f"{self.link}/return").tick(window).press("Book this return")

    # -- the bench

    def quote(self, amount: str, action: str = "Send a quote") -> None:
        """The technician sends a quote above the locked terms."""
        bench = self.bench(action)
        bench.type("What you found", "메인보드도 손상됨")
        bench.type("What is done", "화면 교체와 메인보드 수리").type("Price, VAT contained", amount).press(
            action
        )

    def requote(self, amount: str) -> None:
        """A new version takes the place of the one before."""
        self.quote(amount, "Send a new quote")

    def repair_within_the_terms(self) -> None:
        """Nothing worse was found: repaired, tested, nothing to pay."""
        self.bench("Start the repair").type("What you found", "스틱 마모").press("Start the repair")
        self.finish()

    def finish(self) -> None:
        """Repair done and test passed."""
        self.bench("Repair done, test it").type("What you did", "부품 교체").press("Repair done, test it")
        self.bench("Test passed").type("What you tested", "모든 기능").press("Test passed")
