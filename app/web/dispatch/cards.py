"""The board's plain values: trips by how much they need a person, and windows with their places."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.boards.dispatch import TripRow, WindowRow
from app.courier.trips.states import JobState
from app.edge.current import shown
from app.kernel.i18n import N_, text
from app.tickets.legs import Leg
from app.web.trip_cards import TripCard, card

NOBODY = N_("Nobody yet")
LEG_NAME = {Leg.INBOUND: N_("Pickup"), Leg.OUTBOUND: N_("Return")}
_RUNNING = frozenset({JobState.ASSIGNED, JobState.EN_ROUTE})


@dataclass(frozen=True, slots=True)
class Group:
    """Trips that ask for the same thing."""

    title: str
    tone: str
    trips: list[TripCard]


def groups(trips: Iterable[TripRow], show: str) -> list[Group]:
    """Trips by urgency: in vain, without a run, on a run, done; `show` leaves one kind."""
    every = list(trips)
    sorted_by_need = {
        "failed": (N_("In vain"), "problem", [t for t in every if t.state is JobState.ATTEMPT_FAILED]),
        "open": (N_("Without a run"), "attention", [t for t in every if t.to_do and t.state not in _RUNNING]),
        "on_run": (N_("On a run"), "working", [t for t in every if t.state in _RUNNING]),
        "done": (
            N_("Ended trips"),
            "good",
            [t for t in every if t.state in (JobState.COLLECTED, JobState.DELIVERED)],
        ),
    }
    return [
        Group(shown(text(title)), tone, [card(trip) for trip in found])
        for name, (title, tone, found) in sorted_by_need.items()
        if found and show in ("all", name)
    ]


def window_name(use: WindowRow) -> str:
    """`10:00-12:00 Pickup, 서울 Seoul`."""
    hours = shown(use.window).rpartition(" ")[2]
    return f"{hours} {shown(text(LEG_NAME[use.leg]))}, {use.zone}"


def window_rows(uses: Iterable[WindowRow]) -> list[list[str]]:
    """Cells of the table of places: zone, direction, hours, used of all, and until when it can be booked."""
    return [
        [
            use.zone,
            shown(text(LEG_NAME[use.leg])),
            shown(use.window).rpartition(" ")[2],
            f"{use.booked} / {use.capacity}",
            shown(use.cutoff_at),
        ]
        for use in uses
    ]


def window_choices(uses: Iterable[WindowRow]) -> list[tuple[str, str]]:
    """Options of the form that adds places."""
    return [(str(use.id), window_name(use)) for use in uses]
