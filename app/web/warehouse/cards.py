"""What a scan shows: the ticket as the dock needs to see it, and whose turn it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.catalogue import queries as catalogue
from app.catalogue.kinds import ACCESSORY_NAME, OTHER
from app.courier.slots.queries import window_of
from app.courier.trips.queries import active_job
from app.custody import queries as custody
from app.custody.models import CustodyEvent
from app.custody.whereabouts import IN_HOUSE, Whereabouts
from app.dock import inspections, tasks
from app.dock.inspections import InspectionRow
from app.dock.rules import listed, named, next_at_dock
from app.dock.words import TASK_NAME
from app.dock.works import Work
from app.edge.current import language, shown
from app.journeys.dock.pack_return import going_back
from app.kernel.actor import ROLE_NAME, Role
from app.kernel.i18n import Text, text
from app.kernel.ids import spell_code
from app.kernel.show import Window
from app.photos.models import Photo, PhotoKind
from app.photos.queries import of_ticket as photos_of
from app.staff.permissions import Capability, may
from app.tickets.legs import Leg
from app.tickets.models import Ticket
from app.tickets.queries import history
from app.tickets.states import ACTS_NEXT, State
from app.tickets.status.timeline import stage_of
from app.tickets.words import ACTION_NAME
from app.web.photo_views import Tile, tile

PACKED = frozenset({PhotoKind.PACKED_BY_CUSTOMER})
AT_THE_DOCK = frozenset(
    {
        PhotoKind.DOCK_SEALED,
        PhotoKind.DOCK_OPENED,
        PhotoKind.DISCREPANCY,
        PhotoKind.AT_DOCK,
        PhotoKind.PACKED_FOR_RETURN,
        PhotoKind.HANDED_OUT,
    }
)
BEFORE_INSPECTION = frozenset({State.AUTHORISED, State.INBOUND, State.RECEIVED})


@dataclass(frozen=True, slots=True)
class Pictures:
    """A repair's photos: as the customer packed it, as the dock saw it, and all others."""

    packed: tuple[Tile, ...] = ()
    dock: tuple[Tile, ...] = ()
    others: tuple[Tile, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """Plain values about one ticket; `step` is what the dock owes it now, `turn` says whose turn it is."""

    code: str
    spelled: str
    version: int
    state: State
    stage: str
    model: str
    kind: str
    customer: str
    story: str
    serial: str
    accessories: tuple[str, ...]  # declared by the customer, keys
    declared: Text | None  # the same, to read
    came: tuple[str, ...]  # what must go back
    hold_reason: str
    due: datetime | None
    turn: Text
    where: Whereabouts
    place: Text
    step: Work | None
    movable: bool  # may be put into a(nother) bin now
    window: Window | None
    campaigns: tuple[str, ...]
    photos: Pictures
    tasks: tuple[tuple[str, str], ...]  # address, what it is about
    last_step: Text | None
    last_custody: CustodyEvent | None
    elsewhere: str | None
    evidence: bool  # there is something to show in a dispute, and this role may


def card_of(session: Session, ticket: Ticket, role: Role) -> Card:
    """Everything a scan of this ticket shows to somebody of that role. At most ten queries."""
    where = custody.where_is(session, ticket)
    leg = Leg.INBOUND if ticket.state is State.INBOUND else Leg.OUTBOUND
    job = active_job(session, ticket.id, leg)
    model = catalogue.model(session, ticket.model_id)
    happened = history(session, ticket)
    last = happened[-1]
    handed = custody.last_event(session, ticket.id)
    step = next_at_dock(ticket.state, where, return_booked=job is not None)
    at_dock = may(role, Capability.WORK_AT_DOCK)
    seen = inspections.latest(session, ticket.id)
    return Card(
        code=ticket.code,
        spelled=spell_code(ticket.code),
        version=ticket.version,
        state=ticket.state,
        stage=stage_of(ticket.state, happened),
        model=ticket.model_name,
        kind=model.kind if model else OTHER,
        customer=ticket.customer.name,
        story=ticket.story,
        serial=ticket.serial,
        accessories=tuple(ticket.accessories),
        declared=listed(named(ticket.accessories, ACCESSORY_NAME)) if ticket.accessories else None,
        came=tuple(going_back(ticket, seen)),
        hold_reason=ticket.hold_reason,
        due=ticket.due_at,
        turn=_turn(ticket),
        where=where,
        place=_place(where, handed, ticket),
        step=step if at_dock else None,
        movable=at_dock and ticket.state in IN_HOUSE and not where.outside,
        window=window_of(job.slot) if job else None,
        campaigns=_campaigns(session, ticket, seen),
        photos=pictures(photos_of(session, ticket.id)),
        tasks=tuple(
            (f"/dock/tasks/{task.id}", TASK_NAME[task.kind]) for task in tasks.of_ticket(session, ticket.id)
        )
        if at_dock
        else (),
        last_step=text(
            "%(who)s, %(when)s: %(what)s.",
            who=last.actor,
            when=shown(last.at),
            what=text(ACTION_NAME[last.action]) if last.action else text("Request received"),
        ),
        last_custody=handed,
        elsewhere=_elsewhere(role, ticket),
        evidence=handed is not None and may(role, Capability.READ_EVIDENCE),
    )


def pictures(photos: Sequence[Photo]) -> Pictures:
    """The photos sorted for a page, the oldest first."""
    return Pictures(
        packed=tuple(tile(photo) for photo in photos if photo.kind in PACKED),
        dock=tuple(tile(photo) for photo in photos if photo.kind in AT_THE_DOCK),
        others=tuple(tile(photo) for photo in photos if photo.kind not in PACKED | AT_THE_DOCK),
    )


def _campaigns(session: Session, ticket: Ticket, seen: InspectionRow | None) -> tuple[str, ...]:
    """Free work that was found, or that the catalogue has for a device that was not looked at yet."""
    rows = seen.campaigns if seen else []
    if ticket.state in BEFORE_INSPECTION and not rows and ticket.model_id and ticket.serial:
        rows = catalogue.matching_campaigns(session, model_id=ticket.model_id, serial=ticket.serial)
    return tuple(catalogue.campaign_title(row, language()) for row in rows)


def _elsewhere(role: Role, ticket: Ticket) -> str | None:
    """Where the other roles go on with a ticket; the pages are theirs."""
    match role:
        case Role.TECHNICIAN | Role.MANAGER:
            return f"/bench/{ticket.code}"
        case Role.DISPATCHER:
            return f"/dispatch/trips/{ticket.code}"
        case Role.COURIER:
            return f"/run?code={ticket.code}"  # straight to the stop, if it is on the own run
    return None


def _turn(ticket: Ticket) -> Text:
    role = ACTS_NEXT[ticket.state]
    if role is None:
        return text("This repair is over; nobody has to act.")
    if ticket.due_at is None:
        return text("%(role)s acts next.", role=text(ROLE_NAME[role]))
    return text("%(role)s acts next, by %(due)s.", role=text(ROLE_NAME[role]), due=shown(ticket.due_at))


def _place(where: Whereabouts, handed: CustodyEvent | None, ticket: Ticket) -> Text:
    if where.bin_code:
        return text("Bin %(bin)s", bin=where.bin_code)
    return text("With %(who)s", who=handed.taker_name if handed else ticket.customer.name)
