"""Texts end, and begin again, by a word: nothing is sent afterwards but one confirmation, where that is asked of us.

Each change is confirmed once, however many automatic answers the number has had in this hour: whoever is answered
nothing at all cannot know whether their stop was heard.
"""

from collections.abc import Callable

from app.journeys.conversation.reply import Reply, meant
from app.journeys.conversation.take_back import take_back
from app.messaging.conversation import incoming as replies
from app.messaging.conversation.incoming import Keyword
from app.messaging.conversation.replies import opts_out_only
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.regions import CONFIRM_OPT_OUTS, region_of
from app.messaging.sms.service import send_sms
from app.tickets.models import Ticket


def stop(reply: Reply, *, confirm: bool, pass_on: Callable[[Reply, Ticket], None]) -> None:
    """Opting out needs no ticket. It is confirmed once, unless the provider has done so and takes no more.

    A "stop" right after a yes stops the work as well, and what else was said beside it is laid before a person.
    """
    reply.row.handled_by = replies.AUTOMATIC
    new = replies.opt_out(reply.session, reply.phone, word=reply.row.body, now=reply.row.received_at)
    asked_of_us = region_of(reply.phone) in CONFIRM_OPT_OUTS
    if new and confirm and asked_of_us and replies.may_confirm(reply.session, reply.phone, now=reply.now):
        send_sms(
            reply.session,
            SmsKind.OPTED_OUT,
            to_phone=reply.phone,
            language=reply.language,
            words={},
            now=reply.now,
        )
    if not reply.own or take_back(reply, named=None):
        return
    if confirm and not opts_out_only(reply.row.body):
        pass_on(reply, meant(reply) or reply.open[0])


def start(reply: Reply) -> bool:
    """A word that asks for texts again lifts the opt-out; False where there is none: it is only something said."""
    if not replies.opt_in(reply.session, reply.phone, now=reply.row.received_at):
        return False
    reply.row.meaning, reply.row.handled_by = Keyword.START.value, replies.AUTOMATIC
    if replies.may_confirm(reply.session, reply.phone, now=reply.now):
        send_sms(
            reply.session,
            SmsKind.OPTED_IN,
            to_phone=reply.phone,
            language=reply.language,
            words={},
            now=reply.now,
            ticket_id=reply.open[0].id if reply.own else None,
        )
    return True
