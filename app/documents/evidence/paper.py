"""Puts the books of one repair into the blocks of an evidence file, in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.catalogue.kinds import ACCESSORY_NAME
from app.courier.slots.queries import window_of
from app.courier.trips.states import JOB_NAME
from app.custody.chain import FAULT_LABEL
from app.custody.models import CustodyEvent, Particular
from app.custody.parties import ERASED, ParticularKind, opening
from app.custody.seal import SEALED, sealed_text
from app.customers.phones import mask_phone
from app.dock.rules import Battery, ParcelCondition, listed, named
from app.dock.words import BATTERY_NAME, PARCEL_NAME
from app.documents.evidence.books import Books, Shot
from app.documents.evidence.content import Block, Cell, Gallery, Heading, Paper, Picture, Prose, Table
from app.documents.evidence.noted import noted
from app.documents.evidence.words import (
    AT_THE_DOCK,
    BY_THE_CUSTOMER,
    HOW,
    PLACE_LABEL,
    STEP_LABEL,
    TRIP_LABEL,
)
from app.kernel.actor import ROLE_NAME
from app.kernel.clock import zone_named
from app.kernel.i18n import N_, Language, Text, text, translate
from app.kernel.ids import spell_code
from app.kernel.settings import Settings
from app.kernel.show import Window, show
from app.photos.models import Photo
from app.photos.words import PHOTO_NAME
from app.tickets.models import Evidence

OTHER_PHOTOS_ABREAST = 3
UNDECLARED, NOT_THERE = N_("Among them undeclared: %(names)s"), N_("Not there: %(names)s")


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes one paper: for whom, in which zone, at which time. `carriers` are their titles by their keys."""

    books: Books
    shots: Mapping[UUID, Shot]
    carriers: Mapping[str, str]
    settings: Settings
    language: Language
    zone: str
    now: datetime

    def paper(self) -> Paper:
        """The whole file."""
        mark = spell_code(self.books.ticket.code)
        blocks = [
            *self._opening(),
            *self._declared_and_found(),
            *self._trips(),
            *self._hand_overs(),
            *self._photos(),
            *self._seals(),
        ]
        return Paper(self.say(text("Custody record")), mark, self.language.value, blocks)

    def say(self, value: Any) -> str:
        """Any value as the reader writes it."""
        return show(value, self.language, self.zone)

    def word(self, msgid: str) -> str:
        """One of the shop's words."""
        return translate(self.language, msgid)

    def clock(self, moment: datetime) -> str:
        """`2026-11-23 10:00:00 +09:00`: the same in every language, and exact."""
        return moment.astimezone(ZoneInfo(self.zone)).isoformat(" ", "seconds").replace("+", " +")

    def _opening(self) -> list[Block]:
        ticket, settings = self.books.ticket, self.settings
        facts = [
            (text("Shop"), f"{settings.shop_name}\n{settings.shop_address}\n{settings.shop_phone}"),
            (text("Repair code"), spell_code(ticket.code)),
            (text("Device"), ticket.model_name),
            (text("Serial number"), ticket.serial or "-"),
            (text("Customer"), f"{ticket.customer.name}, {mask_phone(ticket.customer.phone)}"),
            (text("Requested"), self.clock(ticket.opened_at)),
            (text("Printed"), self.clock(self.now)),
        ]
        rows = tuple((Cell(self.say(label)), Cell(value)) for label, value in facts)
        return [Prose(self.say(self._verdict()), strong=True), Table((1, 4), rows)]

    def _verdict(self) -> Text:
        flaw = self.books.checked.flaw
        if flaw is None:
            return text(
                "Rows checked when this was printed: %(count)d. Each agrees with its hash and with the row before.",
                count=self.books.checked.rows,
            )
        return text(
            "Row %(number)d does not fit: %(fault)s.",
            number=flaw.number,
            fault=text(FAULT_LABEL[flaw.fault]),
        )

    def _declared_and_found(self) -> list[Block]:
        ticket = self.books.ticket
        # As it was sealed: what the ticket itself says of it can be changed.
        checks = [row for row in self.books.rows if row.evidence.found is not None]
        heading = Heading(self.say(text("What the customer declared, what the dock found")))
        told = {
            "story": ticket.story,
            "accessories": self._accessories(ticket.accessories),
            "serial": ticket.serial if ticket.evidence is Evidence.SERIAL else "-",
        }
        labels = {
            "story": text("Fault"),
            "accessories": text("Accessories"),
            "serial": text("Serial number"),
            "parcel": text("Parcel"),
            "battery": text("Battery"),
            "remark": text("Remark"),
            "by": text("Checked by"),
        }
        seen = self._found(checks[-1]) if checks else {"by": self.say(text("Not checked yet"))}
        rows = tuple(
            (Cell(self.say(label)), Cell(told.get(key) or "-"), Cell(seen.get(key) or "-"))
            for key, label in labels.items()
        )
        head = ("", self.say(text("Declared by the customer")), self.say(text("Found at the dock")))
        return [heading, Table((2, 5, 5), rows, head)]

    def _found(self, row: CustodyEvent) -> dict[str, str]:
        found = row.evidence.found
        assert found is not None, "only rows with one are read"
        lines = [self._accessories(found.accessories)]
        for keys, msgid in ((found.extra, UNDECLARED), (found.missing, NOT_THERE)):
            if keys:
                lines.append(self.say(text(msgid, names=self._accessories(keys))))
        return {
            "accessories": "\n".join(lines),
            "serial": self.say(self.books.words(row, ParticularKind.SERIAL)),
            "parcel": self.word(PARCEL_NAME[ParcelCondition(found.parcel)]),
            "battery": self.word(BATTERY_NAME[Battery(found.battery)]),
            "remark": self.say(self.books.words(row, ParticularKind.REMARK)),
            "by": f"{self.say(row.actor_name)}\n{self.clock(row.at)}\n{self._named_in(row)}",
        }

    def _named_in(self, *rows: CustodyEvent) -> str:
        numbers = ", ".join(str(row.number) for row in rows)
        return self.say(text("Named in row %(numbers)s", numbers=numbers)) if rows else ""

    def _accessories(self, keys: Sequence[Any]) -> str:
        return self.say(listed(named(map(str, keys), ACCESSORY_NAME))) if keys else ""

    def _trips(self) -> list[Block]:
        heading = Heading(self.say(text("Courier trips")))
        if not self.books.jobs:
            return [heading, Prose(self.say(text("No courier was booked.")))]
        rows = tuple(
            (
                Cell(self.word(TRIP_LABEL[job.leg])),
                Cell(self._carrier(job.carrier)),
                Cell("\n".join(dict.fromkeys(filter(None, (job.our_reference, job.carrier_reference))))),
                Cell(job.waybill or "-"),
                Cell(self._window(window_of(job.slot))),
                Cell(f"{self.word(JOB_NAME[job.state])}\n{job.handed_to}"),
            )
            for job in self.books.jobs
        )
        words = (
            text("Trip"),
            text("Carrier"),
            text("References"),
            text("Waybill"),
            text("Time window"),
            text("Outcome"),
        )
        return [heading, Table((2, 3, 4, 3, 4, 3), rows, tuple(map(self.say, words)))]

    def _carrier(self, key: str) -> str:
        """By the name its clerks know; one the shop does not work with any more by its key, which is all we have."""
        return self.word(self.carriers[key]) if key in self.carriers else key

    def _window(self, window: Window) -> str:
        """With its year and offset, as a claim may be read long after and far away."""
        begins, ends = (one.astimezone(zone_named(window.zone)) for one in (window.starts_at, window.ends_at))
        offset = begins.isoformat()[-6:]
        return f"{begins:%Y-%m-%d %H:%M}-{ends:%H:%M} {offset}"

    def _hand_overs(self) -> list[Block]:
        heading = Heading(self.say(text("Hand-overs")))
        if not self.books.rows:
            return [heading, Prose(self.say(text("Nobody has touched the device yet.")))]
        undone = {row.undoes: row.number for row in self.books.rows if row.undoes is not None}
        words = (
            text("Row"),
            text("When"),
            text("What happened"),
            text("From, to, where, by whom"),
            text("Noted with it"),
        )
        rows = tuple(self._hand_over(row, undone.get(row.number)) for row in self.books.rows)
        return [heading, Table((2, 7, 8, 11, 17), rows, tuple(map(self.say, words)))]

    def _hand_over(self, row: CustodyEvent, undone_by: int | None) -> tuple[Cell, ...]:
        when, what = self.clock(row.at), self.word(STEP_LABEL[row.step])
        if row.device_at is not None:
            when += "\n" + self.say(text("By the device: %(when)s", when=self.clock(row.device_at)))
        if row.undoes is not None:
            what += "\n" + self.say(text("Undoes row %(number)d: it was a slip", number=row.undoes))
        if undone_by is not None:
            what += "\n" + self.say(text("Undone by row %(number)d", number=undone_by))
        by = f"{self.say(row.actor_name)}, {self.word(ROLE_NAME[row.role])}"
        place = self.word(PLACE_LABEL[row.place]) if row.place in PLACE_LABEL else self.say(row.place_name)
        way = f"{self.say(row.giver_name)} > {self.say(row.taker_name)}"
        return (
            Cell(str(row.number)),
            Cell(when),
            Cell(what, row.step.value),
            Cell(f"{way}\n{place}\n{by}"),
            Cell("\n".join(map(self.say, noted(self.books, row))), f"SHA-256 {row.hash}"),
        )

    def _photos(self) -> list[Block]:
        numbered = list(enumerate(self.books.photos, start=1))
        packed = [self._picture(n, photo) for n, photo in numbered if photo.kind in BY_THE_CUSTOMER]
        dock = [self._picture(n, photo) for n, photo in numbered if photo.kind in AT_THE_DOCK]
        rest = [
            self._picture(n, photo)
            for n, photo in numbered
            if photo.kind not in (*BY_THE_CUSTOMER, *AT_THE_DOCK)
        ]
        heading = Heading(self.say(text("As it was packed, as it arrived")))
        blocks: list[Block] = [heading, Prose(self.say(text("No photos of the parcel were taken.")))]
        if packed or dock:
            heads = (self.say(text("Packed by the customer")), self.say(text("At the dock")))
            blocks = [heading, Gallery((tuple(packed), tuple(dock)), heads)]
        if rest:
            columns = tuple(tuple(rest[n::OTHER_PHOTOS_ABREAST]) for n in range(OTHER_PHOTOS_ABREAST))
            blocks += [Heading(self.say(text("Other photos"))), Gallery(columns)]
        return blocks

    def _picture(self, number: int, photo: Photo) -> Picture:
        shot = self.shots[photo.id]
        rows = [row for row in self.books.rows if photo.sha256 in row.evidence.photos]
        caption = [
            f"{number}. {self.word(PHOTO_NAME[photo.kind])}",
            self.clock(photo.at),
            f"{photo.by_name}, {self.word(ROLE_NAME[photo.by_role])}",
            self._named_in(*rows),
            self.say(shot.remark),
        ]
        return Picture(shot.jpeg, "\n".join(caption), f"SHA-256 {photo.sha256}")

    def _seals(self) -> list[Block]:
        blocks: list[Block] = [Heading(self.say(text("How the rows are sealed")))]
        blocks += [Prose(self.say(paragraph)) for paragraph in HOW]
        rows = tuple(
            (Cell(f"{row.number}  {row.hash}", sealed_text({name: getattr(row, name) for name in SEALED})),)
            for row in self.books.rows
        )
        if not rows:
            return blocks
        beside = tuple((Cell(one.id, self._opening_of(one)),) for one in self.books.beside)
        title = Prose(self.say(text("Names, doors and what was typed, each under its SHA-256:")))
        return [*blocks, Table((1,), rows), title, Table((1,), beside)]

    def _opening_of(self, one: Particular) -> str:
        return self.say(ERASED) if one.words is None else opening(vars(one))
