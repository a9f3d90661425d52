"""What the machine could not settle, a person does: send a text again, tick it off, trust a number, resume.

Each is refused where a colleague was faster, so that one text is never sent again twice.
"""

import logging
from uuid import UUID

from sqlalchemy.orm import Session

from app.journeys.conversation.correct_number import number_now
from app.kernel.act import Act
from app.kernel.actor import Actor
from app.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from app.kernel.i18n import text
from app.messaging.conversation.inbox import may_go_again
from app.messaging.sms.lifecycle import enqueue_sending, lock_sms
from app.messaging.sms.models import BadNumber, Sms
from app.messaging.sms.reasons import REASON_SAYS
from app.messaging.sms.redirect import redirect
from app.messaging.sms.sender_stop import lift_stop
from app.messaging.sms.service import why_not
from app.messaging.sms.states import SmsState
from app.staff.permissions import Capability, may

log = logging.getLogger("mendpost.texts")


def send_again(session: Session, sms_id: UUID, act: Act) -> Sms:
    """Owe a text once more that failed, or of which nobody knows; it then goes the way of all texts.

    Where the customer's number was corrected meanwhile, a new text goes there and is returned. Raises Conflict "handled" where somebody was faster, Refusal "not_again" where sending cannot help.
    """
    row = _task(session, sms_id)
    number = number_now(session, row)
    against = why_not(session, row.kind, number)
    if against is not None:
        raise Refusal(
            text("%(why)s. Call the customer instead.", why=text(REASON_SAYS[against])), code="not_again"
        )
    if not may_go_again(row):
        raise Refusal(text("Sending this again would not help. Call the customer instead."), code="not_again")
    if number != row.to_phone:
        _settled(row, act.actor)
        return redirect(session, row, to_phone=number, now=act.now)
    row.resends += 1  # counted with the automatic ones: after a person's no machine sends it again
    row.state, row.settled_at = SmsState.PENDING, None
    row.reason, row.trouble, row.error_code = None, None, None
    _settled(row, act.actor)
    enqueue_sending(session, row, now=act.now)
    log.info("text %s is sent again by %s", row.id, act.actor.name)
    return row


def tick_off(session: Session, sms_id: UUID, *, actor: Actor) -> None:
    """The customer knows by another way, or need not; the text stays as it ended. Raises Conflict "handled"."""
    _settled(_task(session, sms_id), actor)


def trust_number(session: Session, sms_id: UUID, *, actor: Actor) -> None:
    """The number of this text can receive texts after all. The text stays a task: it may go again now.

    Raises Conflict "handled" where somebody said so before.
    """
    row = _task(session, sms_id)
    flag = session.get(BadNumber, row.to_phone, with_for_update=True)
    if flag is None:
        raise Conflict(
            text("Somebody has said already that this number works. The text can be sent again now."),
            code="handled",
        )
    session.delete(flag)
    session.flush()
    log.info("the number of text %s is trusted again by %s", row.id, actor.name)


def resume_sending(session: Session, act: Act) -> None:
    """Let the stopped sender go again; what was held goes with the next round.

    Raises NotAllowed for anybody but a manager, Conflict "handled" where it runs already.
    """
    if not may(act.actor.role, Capability.RUN_SENDER):
        raise NotAllowed(text("Only a manager lets the texts go again. Ask one."))
    if not lift_stop(session, by=act.actor.name, now=act.now):
        raise Conflict(text("Texts are going out already; a colleague was faster."), code="handled")
    log.warning("sending was resumed by %s", act.actor.name)


def _task(session: Session, sms_id: UUID) -> Sms:
    """The text, held against colleagues, if it still waits for a person."""
    if session.get(Sms, sms_id) is None:
        raise NotFound(text("This text is not there. Go back to the inbox."))
    row = lock_sms(session, sms_id)
    if row.attention_since is None:
        who = row.handled_by
        done = text("%(who)s was faster: this text is settled. Nothing is left to do.", who=who)
        news = text("This text is settled already: news of it came in. Nothing is left to do.")
        raise Conflict(done if who else news, code="handled")
    return row


def _settled(row: Sms, actor: Actor) -> None:
    row.attention_since, row.handled_by = None, actor.name
