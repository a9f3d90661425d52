"""Texts end, and begin again, by a word: nothing is sent afterwards but one confirmation, where that is asked of us.

Each change is confirmed once, however many automatic answers the number has had in this hour: whoever is answered
nothing at all cannot know whether their stop was heard. It is told what stands still, and is called about that.
"""

from collections.abc import Callable, Sequence

from app.journeys.conversation.ask_back import LONGEST_NAME
from app.journeys.conversation.reply import Reply, meant
from app.journeys.conversation.take_back import take_back
from app.journeys.repair.doubt_answer import ask_by_phone, stands_still
from app.kernel.act import Act
from app.kernel.i18n import N_, text
from app.kernel.ids import spell_code
from app.kernel.show import show
from app.messaging.conversation import incoming as replies
from app.messaging.conversation.incoming import Keyword
from app.messaging.conversation.replies import opts_out_only
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.regions import CONFIRM_OPT_OUTS, region_of
from app.messaging.sms.service import send_sms
from app.sites.site import site_of
from app.tickets.models import Ticket
from app.tickets.service import device_in
from app.tickets.states import FINAL

STOPPED = N_("The work on %(device)s is stopped until we have called you.")
UNCHANGED = N_("Nothing changes for your repairs; follow them on the web.")


def stop(reply: Reply, *, confirm: bool, pass_on: Callable[[Reply, Ticket], None]) -> None:
    """Opting out needs no ticket. It is confirmed once, unless the provider has done so and takes no more.

    A "stop" right after a yes stops the work as well, and what else was said beside it is laid before a person.
    """
    reply.row.handled_by = replies.AUTOMATIC
    new = replies.opt_out(reply.session, reply.phone, word=reply.row.body, now=reply.row.received_at)
    taken_back = bool(reply.own) and take_back(reply, named=None)
    stopped = [one for one in reply.open if stands_still(reply.session, one)]
    for one in stopped:
        ask_by_phone(reply.session, one, Act(reply.actor, reply.now))
    asked_of_us = region_of(reply.phone) in CONFIRM_OPT_OUTS
    if new and confirm and asked_of_us and replies.may_confirm(reply.session, reply.phone, now=reply.now):
        send_sms(
            reply.session,
            SmsKind.OPTED_OUT,
            to_phone=reply.phone,
            language=reply.language,
            words={"note": _what_stands(reply, stopped)},
            now=reply.now,
        )
    if reply.own and not taken_back and confirm and not opts_out_only(reply.row.body):
        pass_on(reply, meant(reply) or reply.open[0])


def _what_stands(reply: Reply, stopped: Sequence[Ticket]) -> str:
    """What becomes of the sender's repairs: those that wait for a call by name, nothing where there are none."""
    zone = site_of(reply.session).zone
    if stopped:
        named = [
            f"{show(device_in(reply.session, one, most=LONGEST_NAME), reply.language, zone)} {spell_code(one.code)}"
            for one in stopped
        ]
        return " " + show(text(STOPPED, device=", ".join(named)), reply.language, zone)
    goes_on = any(one.state not in FINAL for one in reply.own)
    return " " + show(text(UNCHANGED), reply.language, zone) if goes_on else ""


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
