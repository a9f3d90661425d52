"""The box is opened: what lies in it is compared with what was told, then to the bench or on hold."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.custody import queries as custody
from app.custody.models import BizStep
from app.custody.rules import Battery, Inspection, Parcel, discrepancies, listed, missing
from app.custody.service import record, take_in_hand
from app.kernel.actor import Actor
from app.kernel.errors import page_moved_on
from app.kernel.i18n import Text, translate
from app.photos.models import PhotoKind
from app.photos.service import Picture, attach
from app.terms.kinds import ACCESSORY_LABEL
from app.terms.service import matching_campaigns
from app.tickets.models import Ticket
from app.tickets.service import advance
from app.tickets.states import Action


def inspect_parcel(session: Session, ticket: Ticket, inspection: Inspection, *, dock: str, actor: Actor,
                   now: datetime, pictures: Sequence[Picture] = (), seen_version: int | None = None,
                   quiet: bool = False) -> tuple[Text, ...]:  # fmt: skip
    """Write down what was found; with any discrepancy the ticket is held and the customer told why.

    Returns the discrepancies, none meaning that the device went on to the bench. Locked terms stay.
    Campaigns that match the serial read here are noted in `ticket.found["campaigns"]`.
    """
    take_in_hand(session, ticket)
    if seen_version is not None and seen_version != ticket.version:
        raise page_moved_on()
    reasons = discrepancies_of(ticket, inspection)
    kind = PhotoKind.DISCREPANCY if reasons else PhotoKind.DOCK_OPENED
    photos = [
        attach(session, p, kind=kind, actor=actor, now=now, ticket_id=ticket.id).sha256 for p in pictures
    ]
    found = _found(session, ticket, inspection, actor=actor, now=now)
    record(
        session, ticket_id=ticket.id, step=BizStep.INSPECTING, place=dock,
        giver=custody.holder(session, ticket), taker=actor.name, actor=actor, now=now,
        evidence={"photos": photos, "found": found["dock"]},
    )  # fmt: skip
    # Only now and with no query in between: the step that follows must be the one change of version.
    ticket.found = {**ticket.found, **found}
    ticket.serial = ticket.serial or inspection.serial
    if not reasons:
        advance(session, ticket, Action.INSPECT, actor=actor, now=now, quiet=quiet,
                note=inspection.remark, words={"note": ""})  # fmt: skip
        return reasons
    told = listed(reasons)
    advance(session, ticket, Action.HOLD, actor=actor, now=now, quiet=quiet, words={"note": told},
            note=translate(ticket.language, told), data={"remark": inspection.remark})  # fmt: skip
    return reasons


def discrepancies_of(ticket: Ticket, inspection: Inspection) -> tuple[Text, ...]:
    """What differs from what the customer told; none means that it may go to the bench."""
    return discrepancies(
        inspection, declared=ticket.accessories, serial=ticket.serial, labels=ACCESSORY_LABEL
    )


def _found(session: Session, ticket: Ticket, inspection: Inspection, *, actor: Actor,
           now: datetime) -> dict[str, Any]:  # fmt: skip
    """What joins `ticket.found`: the dock's list, and campaigns by both languages' titles."""
    serial = inspection.serial or ticket.serial
    is_it = inspection.parcel in (Parcel.AS_DECLARED, Parcel.DAMAGED) and ticket.model_id is not None
    campaigns = matching_campaigns(session, model_id=ticket.model_id, serial=serial) if is_it else []
    return {
        "dock": {
            "accessories": list(inspection.present),
            "missing": list(missing(ticket.accessories, inspection.present)),
            "parcel": inspection.parcel.value,
            "battery": inspection.battery.value,
            "serial": inspection.serial,
            "remark": inspection.remark,
            "by": actor.name,
            "at": now.isoformat(),
        },
        "campaigns": [{"id": str(c.id), "en": c.title_en, "ko": c.title_ko} for c in campaigns],
        "unsafe": inspection.battery is Battery.SWOLLEN,
    }
