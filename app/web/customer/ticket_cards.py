"""Plain values for the customer's page: answers, timeline, terms, photos and talk, in the reader's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from babel.dates import get_timezone_location
from flask import url_for
from sqlalchemy.orm import Session

from app.billing import queries as billing
from app.courier.slots import queries as slots
from app.courier.slots.queries import SlotView
from app.courier.trips import queries as courier
from app.courier.trips.told import told_of_step
from app.courier.trips.words import we_did_not_come
from app.customers.senders import masked_sender
from app.edge.current import language, now, runtime, shown
from app.journeys.conversation.choose_texts import texts_are_stopped
from app.journeys.repair.follow_up import repaired_again_as
from app.journeys.request.take_up import until, why_not
from app.journeys.watch.watch_trips import answer_expected
from app.kernel.actor import Role
from app.kernel.i18n import Text, text
from app.kernel.money import Money
from app.kernel.show import show_window
from app.messaging.conversation.queries import messages_of
from app.messaging.conversation.thread import pictures_of, strangers_of
from app.photos import queries as photos
from app.photos.models import Photo, PhotoKind
from app.quotes import service as quotes
from app.quotes.rules import QuoteState
from app.terms import service as terms_service
from app.tickets.legs import Leg
from app.tickets.models import Ticket, TicketEvent
from app.tickets.states import Action, State
from app.tickets.status.answers import Facts
from app.tickets.status.timeline import HAPPENED, note_for_customer, twist_of
from app.web.photo_views import Tile

PICTURE: dict[PhotoKind, Text] = {
    PhotoKind.SYMPTOM: text("The fault"),
    PhotoKind.SERIAL_LABEL: text("The label with the serial number"),
    PhotoKind.PROOF_OF_PURCHASE: text("The receipt"),
    PhotoKind.PACKED_BY_CUSTOMER: text("As you packed it"),
    PhotoKind.DOCK_SEALED: text("As it arrived, closed"),
    PhotoKind.DOCK_OPENED: text("As it arrived, opened"),
    PhotoKind.DISCREPANCY: text("What differed on arrival"),
    PhotoKind.BENCH: text("At the bench"),
    PhotoKind.PACKED_FOR_RETURN: text("As we packed it for you"),
    PhotoKind.HANDED_OUT: text("As we gave it to the courier"),
    PhotoKind.PROOF_OF_DELIVERY: text("At the hand-over"),
    PhotoKind.AT_DOCK: text("At our dock"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One message of the talk."""

    author: str
    at: str
    body: str
    mine: bool
    pictures: list[Tile]


def zone_note() -> str:
    """Whose clock the page's times follow: "All times are Korean time."."""
    zone = runtime().site.zone
    if zone == "Asia/Seoul":  # what people call it; the general name is "South Korea Time"
        return shown(text("All times are Korean time."))
    place = get_timezone_location(zone, locale=language().value)
    return shown(text("All times are %(place)s.", place=place))


def slot_row(slot: SlotView) -> tuple[str, str, str, bool]:
    """A window for `ui.slot_list`: value, hours, places left and cut-off; the day stands above it."""
    hours = show_window(slot.window, language()).rpartition(" ")[2]
    cutoff = shown(slot.cutoff_at)
    if cutoff.startswith(shown(slot.day)):
        cutoff = cutoff.rpartition(" ")[2]
    note = text("%(count)s left, book by %(cutoff)s", count=slot.places_left, cutoff=cutoff)
    return str(slot.id), hours, shown(note), False


def facts_of(session: Session, ticket: Ticket, events: list[TicketEvent]) -> Facts:
    """What the five answers need, collected from the nouns around the ticket."""
    leg = Leg.INBOUND if ticket.state is State.INBOUND else Leg.OUTBOUND
    job = courier.active_job(session, ticket.id, leg)
    window_over = job is not None and job.slot.ends_at <= now()
    twist = twist_of(
        ticket.state,
        events,
        disposition=ticket.disposition,
        return_booked=job is not None,
        window_over=window_over,
        we_missed=we_did_not_come(events[-1]),
        repaired_again=ticket.state is State.CLOSED and repaired_again_as(session, ticket) is not None,
        open_again=why_not(session, ticket, by=Role.CUSTOMER, now=now()) is None,
    )
    terms = terms_service.current(session, ticket.id)
    values: dict[str, Any] = {
        "window": slots.window_of(job.slot) if job else ticket.due_at or "",
        "cap": terms_service.sum_of(terms).total if terms else "",
        "amount": amount_asked(session, ticket) or "",
        "reason": _reason(ticket, events[-1]),
        "until": until(ticket) if ticket.closed_at else "",
        "closed": runtime().site.today(ticket.closed_at) if ticket.closed_at else "",
    }
    if job is not None and window_over:
        values["due"] = answer_expected(session, job)
    owner = ticket.owner.name if ticket.owner else None
    return Facts(
        ticket.state,
        now(),
        ticket.due_at,
        owner,
        twist,
        values,
        changes_until=job.slot.cutoff_at if job else None,
        texts_stopped=texts_are_stopped(session, ticket),
    )


def amount_asked(session: Session, ticket: Ticket) -> Money | None:
    """What the customer is asked to agree to or to pay: the open quote, the bill, or the approved quote."""
    if ticket.state is State.QUOTED:
        quote = quotes.open_one(session, ticket.id)
        return quotes.total(quote) if quote else None
    bill = billing.current(session, ticket.id)
    approved = quotes.current(session, ticket.id)
    if bill is None and approved is not None and approved.state is QuoteState.APPROVED:
        return quotes.total(approved)
    return billing.total(bill) if bill else None


def _reason(ticket: Ticket, last: TicketEvent) -> str:
    return ticket.hold_reason or note_in_words(last)


def note_in_words(event: TicketEvent) -> str:
    """The event's note for the customer; a courier's reason in words."""
    note = note_for_customer(event)
    if why := told_of_step(event.action, note):
        return shown(why)
    if note and event.action is Action.DELIVER:
        return shown(text("Taken by %(name)s", name=note))
    return note


def timeline(events: list[TicketEvent]) -> list[tuple[str, str, str | None, str]]:
    """What happened, the oldest first, in customer words; the last one is where it stands."""
    return [
        (
            shown(text(HAPPENED[event.action])),
            shown(event.facts.happened_at or event.at),
            note_in_words(event) or None,
            "current" if event is events[-1] else "done",
        )
        for event in events
    ]


def picture_tiles(pictures: Sequence[Photo], token: str) -> list[Tile]:
    """Thumbnail, full size and description of each picture."""
    return [
        (_picture_url(token, photo, "thumb"), _picture_url(token, photo, "full"), shown(PICTURE[photo.kind]))
        for photo in pictures
    ]


def compared(pictures: Sequence[Photo], token: str) -> tuple[list[Tile], list[Tile]] | None:
    """As it was packed, and what differed on arrival; None where nothing differed, or not for certain yet."""
    differed = [photo for photo in pictures if photo.kind is PhotoKind.DISCREPANCY]
    packed = [photo for photo in pictures if photo.kind is PhotoKind.PACKED_BY_CUSTOMER]
    return (picture_tiles(packed, token), picture_tiles(differed, token)) if differed else None


def _picture_url(token: str, photo: Photo, size: str) -> str:
    return url_for("ticket.picture", token=token, photo_id=photo.id, size=size)


def talk(session: Session, ticket: Ticket, pictures: Sequence[Photo], token: str) -> list[Line]:
    """The thread with the technician, the oldest first; `pictures` are all of the ticket."""
    rows = messages_of(session, ticket.id)
    mine = shown(text("You"))
    came, when = photos.by_moment(pictures), pictures_of(session, ticket.id, rows)
    strangers = {
        key: shown(text("Another number: %(phone)s", phone=masked_sender(number)))
        for key, number in strangers_of(session, ticket.id, rows).items()
        if number != ticket.customer.phone
    }
    return [
        Line(
            strangers.get(row.id) or (mine if row.from_customer else row.author),
            shown(row.at),
            row.body,
            row.from_customer and row.id not in strangers,
            picture_tiles(came.get(when[row.id], []), token) if row.id in when else [],
        )
        for row in rows
    ]
