"""What whoever says it believes to be an answer to a quote, and decides none: they are told that nothing is decided, and how to.

"네 진행해 주세요" right after the quote, "둘 다 승인" after the list, "가 승인" with no list before the eyes. Silence would
leave them sure that the repair goes on.
"""

from app.journeys.conversation.ask_back import MOST_OFFERED, list_repairs, show_quote
from app.journeys.conversation.for_a_person import write
from app.journeys.conversation.last_said import Speaker
from app.journeys.conversation.reply import Reply
from app.messaging.conversation import incoming as replies
from app.messaging.conversation.plain_answers import answers_plainly
from app.messaging.conversation.replies import Command
from app.messaging.sms.kinds import SmsKind
from app.tickets.models import Ticket
from app.tickets.states import State

ASKED_ABOUT_QUOTES = (
    SmsKind.QUOTE_SENT,
    SmsKind.QUOTE_REMINDER,
    SmsKind.QUOTE_LAST_REMINDER,
    SmsKind.QUOTE_CHANGED,
    SmsKind.QUOTE_ASKED,
    SmsKind.WHICH_TICKET,
)


def asked_back(reply: Reply) -> bool:
    """Ask back about it; False where no quote waits, or where it answers somebody's words, and a person reads it.

    Who was asked back before and says the like again is asked once more, and a person sees it as well.
    """
    waiting = [one for one in reply.open if one.state is State.QUOTED]
    last = reply.said[0] if reply.said else None
    if not waiting or len(waiting) > MOST_OFFERED or last is None or reply.row.media:
        return False
    lettered = reply.meaning.place is not None
    plainly = reply.meaning.command is Command.MESSAGE and answers_plainly(reply.row.body)
    if not (lettered or plainly) or last.speaker in (Speaker.TECHNICIAN, Speaker.CUSTOMER_WORDS):
        return False
    if plainly and last.kind not in ASKED_ABOUT_QUOTES:
        return False
    if len(waiting) > 1:
        if not list_repairs(reply, waiting):
            return False
        reply.row.handled_by = replies.ASKED_BACK
        return True
    ask_about(reply, waiting[0])
    if last.kind is SmsKind.QUOTE_ASKED:
        write(reply, waiting[0])
    return True


def ask_about(reply: Reply, ticket: Ticket) -> None:
    """Whether that is the answer to the quote of `ticket`, with device and amount."""
    reply.row.ticket_id, reply.row.handled_by = ticket.id, replies.AUTOMATIC
    show_quote(reply, ticket, SmsKind.QUOTE_ASKED)


def answers_no_command(reply: Reply, ticket: Ticket) -> bool:
    """Whether it says yes or no without the word that decides, and the quote of `ticket` waits."""
    return (
        ticket.state is State.QUOTED
        and reply.meaning.command is Command.MESSAGE
        and answers_plainly(reply.row.body)
    )
