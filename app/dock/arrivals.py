"""What it means that a parcel lies on the dock, for every state its repair can be in: one table. What lies there is received.

Facts only: nothing here asks a database. `journeys/dock/take_in.py` walks it.
"""

from enum import StrEnum

from app.tickets.states import State


class Arrival(StrEnum):
    """How a parcel comes in."""

    EXPECTED = "expected"  # terms are agreed, a pickup booked or not
    UNASKED = "unasked"  # before anything was agreed, or after it had ended: nothing is done without a yes
    CAME_BACK = "came_back"  # it had left, and was not handed over
    GIVEN_BACK = "given_back"  # the customer had it back: what comes now is another repair
    HERE = "here"  # it lies in the house already


S, A = State, Arrival
ARRIVALS: dict[State, Arrival] = {
    S.REQUESTED: A.UNASKED,
    S.NEEDS_INFO: A.UNASKED,
    S.OFFERED: A.UNASKED,
    S.PARTS_HOLD: A.EXPECTED,
    S.AUTHORISED: A.EXPECTED,
    S.INBOUND: A.EXPECTED,
    S.RECEIVED: A.HERE,
    S.DIAGNOSING: A.HERE,
    S.QUOTED: A.HERE,
    S.AWAITING_PARTS: A.HERE,
    S.REPAIRING: A.HERE,
    S.TESTING: A.HERE,
    S.AWAITING_PAYMENT: A.HERE,
    S.READY_TO_RETURN: A.HERE,
    S.OUTBOUND: A.CAME_BACK,
    S.DELIVERED: A.GIVEN_BACK,
    S.ON_HOLD: A.HERE,
    S.CLOSED: A.UNASKED,
    S.CANCELLED: A.UNASKED,
    S.EXPIRED: A.UNASKED,
}


def arrival_of(state: State, *, outside: bool, had_it_back: bool, settled: bool) -> Arrival:
    """What a parcel on the dock is. `outside`: custody has it with a courier; `had_it_back`: it was handed over once;
    `settled`: the repair was compensated, exchanged, refunded or given up for good."""
    found = ARRIVALS[state]
    if state is S.READY_TO_RETURN and outside:
        return A.CAME_BACK
    if found is A.UNASKED and (had_it_back or settled):
        return A.GIVEN_BACK
    return found
