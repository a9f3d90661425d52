"""How the calls of a carrier with a network are measured: by the port's own errors."""

from app.adapters.calls import Calls
from app.adapters.counters import Ended
from app.courier.trips.carriers import CarrierError, OutcomeUnknown, Permanent, TooLateToCancel, Transient

# The first that fits: a plain CarrierError is an answer that made no sense, so anything may have happened.
MEANING: dict[type[Exception], Ended] = {
    Transient: Ended.FAILED,
    Permanent: Ended.REFUSED,
    TooLateToCancel: Ended.REFUSED,
    OutcomeUnknown: Ended.UNKNOWN,
    CarrierError: Ended.UNKNOWN,
}


def carrier_calls(carrier: str) -> Calls:
    """The calls of that carrier."""
    return Calls(carrier, MEANING)
