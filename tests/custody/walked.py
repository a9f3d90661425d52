"""A device that went the whole way, with photos, a slip that was undone, and a count: custody as it is in life."""

from datetime import timedelta
from io import BytesIO
from uuid import UUID

from PIL import Image
from sqlalchemy.orm import Session

from app.courier.trips.models import CourierJob
from app.courier.trips.queries import active_job
from app.dock.rules import Inspection
from app.dock.works import Work
from app.journeys.dock.hand_out import hand_out
from app.journeys.dock.inspect_parcel import inspect_parcel
from app.journeys.dock.pack_return import pack_return
from app.journeys.dock.receive_parcel import receive_parcel
from app.journeys.transport.prepare_runs import prepare_run
from app.journeys.transport.run_stop import collect, deliver
from app.kernel.act import Act
from app.kernel.actor import Actor, Role
from app.photos.keeping import keep
from app.photos.models import PhotoKind
from app.photos.service import Picture, attach
from app.tickets.legs import Leg
from tests.custody.devices import CUSTOMER, inbound, repaired, return_booked, the
from tests.journeys.stations import code_of, scan, scan_kept, undo
from tests.photos.taken import kept as taken_picture
from tests.shop import Shop


def picture(shop: Shop, colour: str, size: tuple[int, int] = (90, 60)) -> Picture:
    """A photo of one colour, kept in the shop's store."""
    output = BytesIO()
    Image.new("RGB", size, colour).save(output, "JPEG")
    kept = taken_picture(output.getvalue())
    keep(shop.database, shop.runtime.files, kept, now=shop.clock())
    return kept


def photographed(shop: Shop, ticket_id: UUID, kind: PhotoKind, colour: str, *, by: Actor = CUSTOMER) -> None:
    """One more photo of the device."""
    kept = picture(shop, colour)
    with shop.database.transaction() as session:
        attach(session, kept, Act(by, shop.clock()), kind=kind, ticket_id=ticket_id)


def walked(shop: Shop) -> UUID:
    """From the customer's door and back to it; the clock moves on by minutes."""
    ticket_id = inbound(shop, accessories=("charger", "case"), serial="SN-20250101")
    code, clerk = code_of(shop, ticket_id), shop.staff(Role.WAREHOUSE)
    photographed(shop, ticket_id, PhotoKind.SYMPTOM, "orange")
    photographed(shop, ticket_id, PhotoKind.PACKED_BY_CUSTOMER, "green")
    with shop.database.transaction() as session:
        job, courier = _on_a_run(session, shop, ticket_id, Leg.INBOUND)
        collect(session, job, Act(courier, shop.clock(), quiet=True), code=code)
    shop.clock.move_on(timedelta(minutes=50))
    sealed, opened, box = (picture(shop, colour) for colour in ("brown", "beige", "grey"))
    with shop.database.transaction() as session:
        receive_parcel(
            session,
            the(session, ticket_id),
            Act(clerk, shop.clock(), quiet=True, place="dock", device_at=shop.clock() - timedelta(seconds=7)),
            pictures=[sealed],
        )
    with shop.database.transaction() as session:
        found = Inspection(
            present=("charger", "case"), serial="SN-20250101", remark="모서리가 조금 눌렸습니다."
        )
        inspect_parcel(
            session,
            the(session, ticket_id),
            found,
            Act(clerk, shop.clock(), quiet=True, place="dock"),
            pictures=[opened],
        )
    _, slip = scan_kept(shop, code, Work.STORE, bin_code="B-02")
    undo(shop, slip)
    scan(shop, code, Work.STORE, bin_code="A-01")
    scan(shop, "A-01", Work.COUNT)
    scan(shop, code, Work.COUNT, bin_code="A-01")
    scan(shop, code, Work.PICK)
    repaired(shop, ticket_id)
    with shop.database.transaction() as session:
        pack_return(
            session,
            the(session, ticket_id),
            Act(clerk, shop.clock(), place="dock"),
            accessories=("charger", "case"),
            pictures=[box],
        )
    return_booked(shop, ticket_id)
    with shop.database.transaction() as session:
        job, courier = _on_a_run(session, shop, ticket_id, Leg.OUTBOUND)
        hand_out(session, the(session, ticket_id), Act(clerk, shop.clock(), quiet=True, place="dock"))
        deliver(session, job, Act(courier, shop.clock(), quiet=True), handed_to="김하늘")
    return ticket_id


def _on_a_run(session: Session, shop: Shop, ticket_id: UUID, leg: Leg) -> tuple[CourierJob, Actor]:
    job = active_job(session, ticket_id, leg)
    assert job is not None
    prepare_run(session, job.slot.zone_id, day=job.slot.day, now=shop.clock())
    return job, shop.staff(Role.COURIER)
