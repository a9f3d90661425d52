"""A customer's number was wrong: staff put it right, and what went to the old one opens nothing any more.

The old number may be a stranger's. Opt-outs and flags of bad numbers belong to numbers, so they stay with it.
"""

import logging
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.customers.models import Customer
from app.customers.phones import mask_phone
from app.customers.service import change_number
from app.journeys.conversation.reachable_number import read_reachable
from app.kernel.act import Act
from app.kernel.errors import Conflict, Refusal
from app.kernel.i18n import text, translate
from app.messaging.conversation.service import add_to_thread
from app.messaging.sms.categories import Category
from app.messaging.sms.kinds import WORDINGS
from app.messaging.sms.lifecycle import lock_sms
from app.messaging.sms.models import Sms
from app.messaging.sms.reasons import REASON_SAYS
from app.messaging.sms.redirect import redirect
from app.messaging.sms.service import why_not
from app.sites.site import site_of
from app.tickets.links import retire_links
from app.tickets.models import Ticket
from app.tickets.states import FINAL

log = logging.getLogger("mendpost.texts")
# Codes have run out, and a reply answered whoever wrote from the old number.
NOT_WORTH_IT = frozenset({Category.CODE, Category.REPLY})
WORTH_SENDING = [kind for kind, wording in WORDINGS.items() if wording.category not in NOT_WORTH_IT]


def correct_number(
    session: Session,
    ticket: Ticket,
    typed: str,
    act: Act,
    *,
    seen: str,
    regions: Collection[str],
    secret: str,
) -> None:
    """Give the ticket's customer the number that was typed, in any spelling; sends nothing.

    `seen` is the number (E.164) the page showed, `regions` are texted to (ISO 3166; empty: all). All private
    links of the customer's tickets are retired, and each open one's thread says who corrected what. Raises
    FieldRefused(field="phone"), Conflict "stale" where a colleague was faster.
    """
    number = read_reachable(typed, region=site_of(session).region, regions=regions)
    before = change_number(session, ticket.customer, number, seen=seen)
    tickets = session.scalars(select(Ticket).where(Ticket.customer_id == ticket.customer_id)).all()
    retire_links(session, tickets, secret=secret, now=act.now)
    note = text(
        "The phone number was corrected. Links in texts to the old number, %(old)s, open nothing any more.",
        old=mask_phone(before),
    )
    for one in tickets:
        if one.id == ticket.id or one.state not in FINAL:
            add_to_thread(
                session,
                ticket_id=one.id,
                body=translate(one.language, note),
                author=act.actor.name,
                from_customer=False,
                via="staff",
                now=act.now,
            )
    log.info("the number of customer %s was corrected by %s", ticket.customer_id, act.actor.name)


def number_now(session: Session, row: Sms) -> str:
    """Where the text would go if it were written today (E.164)."""
    if row.ticket_id is None:
        return row.to_phone
    found = session.scalars(
        select(Customer.phone)
        .join(Ticket, Ticket.customer_id == Customer.id)
        .where(Ticket.id == row.ticket_id)
    )
    return found.one()


def went_elsewhere(session: Session, ticket: Ticket) -> Sms | None:
    """The ticket's last text, if it was written to another number than the customer has now."""
    last = session.scalars(
        select(Sms)
        .where(Sms.ticket_id == ticket.id, Sms.kind.in_(WORTH_SENDING))
        .order_by(Sms.created_at.desc(), Sms.id.desc())
        .limit(1)
    ).one_or_none()
    return last if last is not None and last.to_phone != ticket.customer.phone else None


def send_last_again(session: Session, ticket: Ticket, act: Act) -> Sms:
    """Write the last text to the corrected number; a task that the old one was is settled by it.

    Raises Conflict "handled" where a colleague was faster, Refusal "not_again" for a number that takes none.
    """
    session.refresh(ticket.customer, with_for_update=True)
    last = went_elsewhere(session, ticket)
    if last is None:
        raise Conflict(
            text("The last text has gone to the right number already. Nothing is left to do."), code="handled"
        )
    against = why_not(session, last.kind, ticket.customer.phone)
    if against is not None:
        raise Refusal(
            text("%(why)s. Call the customer instead.", why=text(REASON_SAYS[against])), code="not_again"
        )
    old = lock_sms(session, last.id)
    if old.attention_since is not None:
        old.attention_since, old.handled_by = None, act.actor.name
    return redirect(session, old, to_phone=ticket.customer.phone, now=act.now)
