"""Looking into tries: the provider is asked with no transaction open, what it says is noted in one of its own."""

from collections.abc import Callable
from functools import partial

from app.messaging.sms import reconcile as enquiries
from app.messaging.sms.ports import SenderSilent, SmsSought
from app.messaging.sms.reconcile import Enquiry
from app.messaging.sms.sender_stop import standing_stop
from app.runtime import Runtime


def look_into_tries(runtime: Runtime, *, stop: Callable[[], bool]) -> int:
    """Ask about every try whose time has come; returns about how many was asked."""
    asked = 0
    while not stop():
        with runtime.database.transaction() as session:
            due = [] if standing_stop(session) else enquiries.due_enquiries(session, now=runtime.clock())
        if not due:
            break
        for enquiry in due:
            note = _ask(runtime, enquiry)
            with runtime.database.transaction() as session:
                note(session, now=runtime.clock())
        asked += len(due)
    return asked


def _ask(runtime: Runtime, enquiry: Enquiry) -> Callable[..., None]:
    """What to do with the provider's answer."""
    sms = runtime.sms
    try:
        if enquiry.reference is not None:
            record = sms.look_up(enquiry.reference)
            if record is not None:
                return partial(enquiries.note_record, enquiry=enquiry, record=record)
        elif sms.capabilities.can_list:
            sought = SmsSought(str(enquiry.attempt_id), enquiry.to_phone, enquiry.body, enquiry.started_at)
            return partial(enquiries.note_list, enquiry=enquiry, records=sms.find(sought))
    except SenderSilent:
        pass
    return partial(enquiries.note_silence, enquiry=enquiry)
