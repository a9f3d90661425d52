"""The box is opened: what lies in it is compared with what was told, then to the bench or on hold."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from app.catalogue import queries as catalogue
from app.catalogue.kinds import ACCESSORY_NAME
from app.catalogue.models import Campaign
from app.catalogue.serials import serials_differ, spell_serial
from app.custody.evidence import Evidence, Found
from app.custody.models import BizStep
from app.custody.parties import ParticularKind, party_of
from app.custody.service import record, take_in_hand
from app.dock import inspections, tasks
from app.dock.known import Differs
from app.dock.models import TaskKind
from app.dock.rules import (
    Discrepancy,
    Inspection,
    ParcelCondition,
    differences,
    discrepancies,
    listed,
    missing,
)
from app.journeys.dock.store_device import put_in_bin
from app.kernel.act import Act
from app.kernel.errors import page_moved_on
from app.kernel.i18n import N_, Text, translate
from app.kernel.kept_text import KeptText
from app.kernel.serials import Names, read_serial
from app.photos.models import PhotoKind
from app.photos.service import Picture, attach
from app.tickets.models import Ticket
from app.tickets.service import Says, advance
from app.tickets.states import Action

LOOKED_AT_AGAIN = N_("a colleague looks at it once more")


def inspect_parcel(
    session: Session,
    ticket: Ticket,
    inspection: Inspection,
    act: Act,
    *,
    pictures: Sequence[Picture] = (),
    second_look: Collection[str] = (),
) -> tuple[Text, ...]:
    """Write down what was found; with any discrepancy the ticket is held, and it becomes a task of the dock.

    Returns the discrepancies, none meaning that the device went on to the bench. Locked terms stay.
    The customer is told why, unless it is one of `second_look` (values of `Discrepancy`): then nobody is
    told until a colleague has confirmed it (`confirm_discrepancy`), and the pictures claim no difference.
    Campaigns that match the serial read here are kept with the inspection.
    """
    take_in_hand(session, ticket)
    if act.seen_version is not None and act.seen_version != ticket.version:
        raise page_moved_on()
    what = differences_of(session, ticket, inspection)
    reasons = discrepancies_of(ticket, inspection, what)
    waits = wants_second_look(what, second_look)
    campaigns = _campaigns(session, ticket, inspection)
    names_it = read_serial(inspection.serial).names is Names.DEVICE
    inspection = replace(inspection, serial=spell_serial(session, inspection.serial))
    kind = PhotoKind.DISCREPANCY if reasons and not waits else PhotoKind.DOCK_OPENED
    photos = [attach(session, p, act, kind=kind, ticket_id=ticket.id).sha256 for p in pictures]
    event = record(
        session,
        act,
        ticket_id=ticket.id,
        step=BizStep.INSPECTING,
        taker=party_of(act.actor),
        evidence=Evidence(photos=tuple(photos), found=_sealed(ticket, inspection)),
        notes={ParticularKind.REMARK: inspection.remark, ParticularKind.SERIAL: inspection.serial},
    )
    put_in_bin(session, ticket, None)  # whoever opens the box has it in hand
    inspections.write_down(
        session,
        ticket.id,
        inspection,
        act,
        number=event.number,
        missing=missing(ticket.accessories, inspection.present),
        campaigns=campaigns,
    )
    if reasons:
        told = listed(reasons)
        tasks.open_task(
            session,
            TaskKind.DISCREPANCY,
            act,
            ticket_id=ticket.id,
            needs_second=waits,
            differs=Differs(
                what=what,
                reasons=KeptText.of(told),
                number=event.number,
                remark=inspection.remark,
            ),
        )
    # Only now and with no query in between: the step that follows must be the one change of version.
    ticket.serial = ticket.serial or (inspection.serial if names_it else "")
    if not reasons:
        advance(
            session, ticket, Action.INSPECT, act.onward, note=inspection.remark, says=Says(words={"note": ""})
        )
        return reasons
    said: Text | str = LOOKED_AT_AGAIN if waits else told
    advance(
        session,
        ticket,
        Action.HOLD,
        replace(act.onward, quiet=act.quiet or waits),
        note=translate(ticket.language, said),
        says=Says(words={"note": said}),
    )
    return reasons


def wants_second_look(what: Sequence[Discrepancy], second_look: Collection[str]) -> bool:
    """Whether somebody else has to see it before the customer is told."""
    return any(one in second_look for one in what)


def differences_of(session: Session, ticket: Ticket, inspection: Inspection) -> tuple[Discrepancy, ...]:
    """What differs from what the customer told; none means that it may go to the bench."""
    differs = serials_differ(session, ticket.serial, inspection.serial)
    return differences(inspection, declared=ticket.accessories, serial_differs=differs)


def discrepancies_of(ticket: Ticket, inspection: Inspection, what: Sequence[Discrepancy]) -> tuple[Text, ...]:
    """The same in words for the customer."""
    return discrepancies(what, lacking=missing(ticket.accessories, inspection.present), labels=ACCESSORY_NAME)


def _sealed(ticket: Ticket, inspection: Inspection) -> Found:
    """What the ledger keeps of it: keys of our lists; what was typed goes beside."""
    return Found(
        accessories=(*inspection.present, *inspection.extra),
        extra=inspection.extra,
        missing=missing(ticket.accessories, inspection.present),
        checks=inspection.checks,
        parcel=inspection.parcel.value,
        battery=inspection.battery.value,
    )


def _campaigns(session: Session, ticket: Ticket, inspection: Inspection) -> list[Campaign]:
    """Free work for the device that lies there; none for a wrong or an empty box."""
    is_it = inspection.parcel in (ParcelCondition.AS_DECLARED, ParcelCondition.DAMAGED)
    if not is_it or ticket.model_id is None:
        return []
    serial = inspection.serial if read_serial(inspection.serial).names is Names.DEVICE else ticket.serial
    return catalogue.matching_campaigns(session, model_id=ticket.model_id, serial=serial)
