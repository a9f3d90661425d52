"""`POST /api/v1/scans` and what a station has to know before it sends: for stations and other programs."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from flask import jsonify
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from app.api.v1.blueprint import bp
from app.api.v1.sent import AS_SCANNED, NotTaken, Sent, one_of
from app.dock.works import DOCK, MODES, Work
from app.edge.current import now, runtime, staff, staff_actor
from app.edge.entering import key_in, sent_json
from app.edge.scanning import body_of, how, take
from app.edge.security import open_to
from app.journeys.dock.orders import ScanOrder
from app.kernel.act import Act
from app.kernel.entering import LONGEST_SCAN
from app.kernel.errors import FieldRefused
from app.kernel.i18n import text
from app.staff.permissions import Capability
from app.storage import bins as store

SHORTEST_KEY, LONGEST_KEY = 8, 80


def _by_scan(work: Work) -> Work:
    if work not in MODES:
        raise NotTaken(text("This work is done on its page. %(words)s", words=one_of(MODES)))
    return work


class ScanRequest(Sent):
    """A scan as a station sends it."""

    code: Annotated[str, AS_SCANNED, StringConstraints(min_length=1, max_length=LONGEST_SCAN)] = Field(
        description="What the scanner or camera read, untouched."
    )
    mode: Annotated[Work, AfterValidator(_by_scan)] = Field(
        Work.OPEN, description="The work the station is set to."
    )
    place: Annotated[str, StringConstraints(min_length=1, max_length=40)] = Field(
        DOCK, description="The station's name; custody keeps it."
    )
    bin: Annotated[str, StringConstraints(max_length=20)] = Field(
        "", description="The bin scanned before, for storing, moving and counting."
    )
    device_time: AwareDatetime | None = Field(
        None, description="When it was scanned by the device's clock (ISO 8601 with its offset)."
    )
    queued: bool = Field(False, description="Whether it waited on the device for the network.")
    no_text: bool = Field(False, description="Tell the customer nothing this once.")
    batch: UUID | None = Field(None, description="What was collected and confirmed together.")


@bp.post("/scans")
@open_to(Capability.LOOK_UP)
def scan() -> ResponseReturnValue:
    """Take a scan: once for each `Idempotency-Key`, whose repeats get the first one's answer while it stands."""
    order, act = _read(key_in("Idempotency-Key"), sent_json())
    result = take(order, act)
    answer = jsonify(body_of(result))
    if result.told_before:
        answer.headers["Idempotency-Replayed"] = "true"
    return answer, how(result).status


@bp.get("/station")
@open_to(Capability.LOOK_UP)
def station() -> ResponseReturnValue:
    """Who is signed in, a fresh token for posting, and the bins, so that a label is known without a network."""
    with runtime().database.reading() as session:
        bins = [shelf.code for shelf in store.bins(session)]
    person = staff()
    return jsonify(
        csrf=generate_csrf(), staff=person.name, role=person.role.value, bins=bins, now=now().isoformat()
    )


def _read(key: str, sent: Any) -> tuple[ScanOrder, Act]:
    if not (SHORTEST_KEY <= len(key) <= LONGEST_KEY and key.isprintable()):
        raise FieldRefused(
            text(
                "Send an Idempotency-Key header of %(least)d to %(most)d characters, new for each scan.",
                least=SHORTEST_KEY,
                most=LONGEST_KEY,
            ),
            code="key_missing",
            field="Idempotency-Key",
        )
    asked = ScanRequest.read(sent)
    order = ScanOrder(
        typed=asked.code,
        work=asked.mode,
        key=key,
        bin_code=asked.bin,
        queued=asked.queued,
        batch_id=asked.batch,
    )
    at = _plausible(asked.device_time)
    return order, Act(staff_actor(), now(), quiet=asked.no_text, place=asked.place, device_at=at)


def _plausible(moment: datetime | None) -> datetime | None:
    """A device's clock may be wrong by years; it is kept as it is, as long as a database can hold it."""
    return moment if moment is not None and 1970 <= moment.year <= 9000 else None
