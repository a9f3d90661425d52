"""Private pages for talk and pictures: write to the technician, add photos of the fault or the packing."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.edge.current import now, shown
from app.edge.security import PUBLIC, open_to
from app.journeys.conversation.take_pictures import MOST_PHOTOS, too_many_photos
from app.journeys.conversation.talk import write_to_technician
from app.kernel.act import Act
from app.kernel.errors import FieldRefused
from app.kernel.i18n import text
from app.messaging.conversation.thread import ONLY_PICTURES
from app.photos import service as photos
from app.photos.models import PhotoKind
from app.photos.service import Picture
from app.tickets.models import Ticket
from app.web import kept
from app.web.customer.ticket_cards import picture_tiles, talk
from app.web.customer.ticket_door import Refused, act, again, bp, render, show, who

KINDS = {"fault": PhotoKind.SYMPTOM, "packed": PhotoKind.PACKED_BY_CUSTOMER}

Story = Callable[[Session, Ticket, list[Picture]], str]


class PageWithPictures(Protocol):
    """A page whose form keeps pictures from a try before, by a note in a hidden field."""

    def __call__(self, session: Session, ticket: Ticket, refused: Refused, note: str = "") -> str:
        """The page, with what was refused."""
        ...


@bp.get("/messages")
@open_to(PUBLIC)
def messages(token: str) -> str:
    """The talk so far, with a box to go on."""
    return show(token, _messages)


@bp.post("/messages")
@open_to(PUBLIC)
def write(token: str) -> ResponseReturnValue:
    """A message to the technician, with photos where some were chosen."""

    def story(session: Session, ticket: Ticket, pictures: list[Picture]) -> str:
        body = request.form.get("body", "")
        if pictures and not body.strip():
            body = shown(text(ONLY_PICTURES))
        write_to_technician(session, ticket, body, Act(who(ticket), now()), via="web")
        _attach(session, ticket, pictures, PhotoKind.SYMPTOM)
        return "sent"

    return _with_pictures(token, story, _messages)


def _messages(session: Session, ticket: Ticket, refused: Refused, note: str = "") -> str:
    owner, token = ticket.owner.name if ticket.owner else None, (request.view_args or {})["token"]
    said = talk(session, ticket, photos.of_ticket(session, ticket.id), token)
    return render("messages", ticket, refused, talk=said, technician=owner, **_kept(ticket, note))


@bp.get("/photos")
@open_to(PUBLIC)
def pictures(token: str) -> str:
    """All pictures of the repair, with a way to add some."""
    return show(token, _photos)


@bp.post("/photos")
@open_to(PUBLIC)
def add_pictures(token: str) -> ResponseReturnValue:
    """More pictures: of the fault, or of how it was packed (evidence if something happens on the way)."""

    def story(session: Session, ticket: Ticket, chosen: list[Picture]) -> str:
        if not chosen:
            raise FieldRefused(text("Choose at least one photo."), code="no_photo", field="photos")
        _attach(session, ticket, chosen, KINDS.get(request.form.get("kind", ""), PhotoKind.SYMPTOM))
        return "photos"

    return _with_pictures(token, story, _photos)


def _photos(session: Session, ticket: Ticket, refused: Refused, note: str = "") -> str:
    token = (request.view_args or {})["token"]
    tiles = picture_tiles(photos.of_ticket(session, ticket.id), token)
    return render("photos", ticket, refused, photos=tiles, **_kept(ticket, note))


def _with_pictures(token: str, story: Story, page: PageWithPictures) -> ResponseReturnValue:
    """Pictures are decoded before the transaction opens; a bad one sends the form back with all the others."""
    # A strange link makes us decode nothing.
    code = show(token, lambda _session, ticket, _refused: ticket.code)
    sent = kept.gather(code, request.form.get("kept"))
    filled = partial(page, note=sent.note)
    if sent.refusals:
        return again(token, filled, *sent.refusals)
    return act(token, lambda session, ticket: story(session, ticket, sent.pictures), filled)


def _kept(ticket: Ticket, note: str) -> dict[str, str | int]:
    return {"kept_note": note, "kept_count": kept.count(ticket.code, note)}


def _attach(session: Session, ticket: Ticket, chosen: list[Picture], kind: PhotoKind) -> None:
    if len(photos.of_ticket(session, ticket.id)) + len(chosen) > MOST_PHOTOS:
        raise FieldRefused(too_many_photos(), code="too_many_photos", field="photos")
    for picture in chosen:
        photos.attach(session, picture, Act(who(ticket), now()), kind=kind, ticket_id=ticket.id)
