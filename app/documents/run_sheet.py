"""The run on paper: what its courier takes along, the stops still to be driven."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app.boards.dispatch import RunRow, TripRow, run_by_id, stops_of
from app.kernel.actor import Actor, Role
from app.kernel.errors import NotAllowed
from app.kernel.i18n import text


@dataclass(frozen=True, slots=True)
class RunSheet:
    """One sheet; `stops` in driving order, each with room for a signature."""

    run: RunRow
    stops: list[TripRow]


def run_sheet(session: Session, run_id: UUID, *, reader: Actor) -> RunSheet:
    """The sheet of a run, for its own courier or whoever plans; raises NotFound, NotAllowed."""
    run = run_by_id(session, run_id)
    if reader.role is Role.COURIER and run.courier_id != reader.staff_id:
        raise NotAllowed(
            text("This run is another courier's. Ask the dispatcher to give it to you."),
            code="not_your_run",
        )
    return RunSheet(run, [stop for stop in stops_of(session, run_id) if stop.to_do])
