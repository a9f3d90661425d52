"""Trips as the pages of couriers and dispatchers show them: plain values in the reader's language."""

from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID

from app.boards.dispatch import TripRow
from app.catalogue.kinds import ACCESSORY_NAME
from app.courier.trips.states import JOB_NAME, TROUBLE_NAME, FailureReason, JobState, failure_name
from app.edge.current import dialled, language, now, shown
from app.kernel.i18n import N_, Text, text, translate
from app.kernel.ids import spell_code
from app.tickets.legs import Leg

TONE = {
    JobState.BOOKED: "attention",
    JobState.ASSIGNED: "working",
    JobState.EN_ROUTE: "working",
    JobState.COLLECTED: "good",
    JobState.DELIVERED: "good",
    JobState.ATTEMPT_FAILED: "problem",
    JobState.CANCELLED: "neutral",
    JobState.EXPIRED: "neutral",
}  # whatever else waits for a carrier is a problem
LEG_NAME = {Leg.INBOUND: N_("Collect"), Leg.OUTBOUND: N_("Deliver")}


@dataclass(frozen=True, slots=True)
class TripCard:
    """One stop, ready to be read at arm's length."""

    id: UUID
    run_id: UUID | None
    number: int | None
    leg: Leg
    to_do: bool
    failed: bool
    over: bool  # its window is, and nobody has said how it went
    missed: bool  # we said that we did not come, which a later note corrects
    window: str
    hours: str
    title: str
    state: tuple[str, str]
    code: str
    spelled: str
    device: str
    accessories: str
    recipient: str
    phone: str
    tel: str
    address: str
    map_link: str
    entry_note: str
    zone: str


def card(trip: TripRow) -> TripCard:
    """A trip as a card."""
    window = shown(trip.window)
    return TripCard(
        id=trip.id,
        run_id=trip.run_id,
        number=trip.stop_number,
        leg=trip.leg,
        to_do=trip.to_do,
        failed=trip.state is JobState.ATTEMPT_FAILED,
        over=trip.to_do and trip.window.ends_at <= now(),
        missed=trip.state is JobState.ATTEMPT_FAILED and trip.failure is FailureReason.NO_TIME,
        window=window,
        hours=window.rpartition(" ")[2],
        title=shown(text("%(what)s: %(who)s", what=text(LEG_NAME[trip.leg]), who=trip.recipient)),
        state=(shown(_state(trip)), TONE.get(trip.state, "problem")),
        code=trip.code,
        spelled=spell_code(trip.code),
        device=trip.device,
        accessories=", ".join(
            translate(language(), ACCESSORY_NAME.get(name, name)) for name in trip.accessories
        ),
        recipient=trip.recipient,
        phone=dialled(trip.phone),
        tel=f"tel:{trip.phone}",
        address=f"({trip.postcode}) {trip.address}",
        map_link=f"geo:0,0?q={quote(trip.address)}",
        entry_note=trip.entry_note,
        zone=trip.zone,
    )


def _state(trip: TripRow) -> Text:
    label = text(JOB_NAME[trip.state])
    if trip.failure is not None:
        return text("%(state)s: %(note)s", state=label, note=text(failure_name(trip.leg, trip.failure)))
    if trip.trouble is not None:
        why = text(TROUBLE_NAME[trip.trouble])
        if trip.carrier_said:
            why = text("%(state)s: %(note)s", state=why, note=trip.carrier_said)
        return text("%(state)s: %(note)s", state=label, note=why)
    if trip.handed_to:
        return text("%(state)s: %(note)s", state=label, note=trip.handed_to)
    return label
