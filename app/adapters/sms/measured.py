"""How the calls of an SMS provider are measured: by the port's own outcomes of a try, and its word for silence."""

from app.adapters.calls import Call, Calls
from app.adapters.counters import Ended
from app.messaging.sms.ports import Outcome, SenderSilent, SendResult

ENDED = {
    Outcome.ACCEPTED: Ended.OK,
    Outcome.NOT_SENT: Ended.FAILED,
    Outcome.REFUSED: Ended.REFUSED,
    Outcome.UNCERTAIN: Ended.UNKNOWN,
}


def sms_calls(provider: str, *, at_home: bool = False) -> Calls:
    """The calls of that provider."""
    return Calls(provider, {SenderSilent: Ended.FAILED}, at_home=at_home)


def noted(call: Call, result: SendResult) -> SendResult:
    """The result of a try, and the call counted accordingly."""
    call.ended = ENDED[result.outcome]
    return result
