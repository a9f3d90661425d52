"""What a failed call to SOLAPI means for the text: certain only what is certain, everything else uncertain.

The client hides the HTTP status: a 4xx becomes a bare `Exception(errorCode, errorMessage)`, and every answer
without an error code one of the word `UnknownError`, whether a machine in between wrote it or SOLAPI itself.
"""

import httpx
from solapi.error.MessageNotReceiveError import MessageNotReceivedError

from app.adapters.sms.solapi.words import NAMELESS, SEEN_BEFORE, TOO_MUCH, trouble_of
from app.messaging.sms.ports import Outcome, SendResult
from app.messaging.sms.states import Trouble

# Raised before a byte of the request could leave; httpcore raises the first two only while it connects.
NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL)
LONGEST_CODE = 20  # characters our columns hold
LONGEST_DETAIL = 300  # of a whole HTML page, the beginning


def outcome_of_error(error: Exception) -> SendResult:
    """How a try ended that raised this."""
    if isinstance(error, MessageNotReceivedError) and error.failed_messages:
        refusal = error.failed_messages[0]  # there was one message, and it was not registered
        return refused(refusal.status_code, refusal.status_message)
    if isinstance(error, NEVER_LEFT):
        return SendResult(Outcome.NOT_SENT, detail=words_of(error))
    word = _word_of_4xx(error)
    if word in TOO_MUCH:
        return SendResult(
            Outcome.NOT_SENT, code=word[:LONGEST_CODE], detail=words_of(error), trouble=Trouble.CAPACITY
        )
    if word and word != SEEN_BEFORE:
        return refused(word, words_of(error))
    return SendResult(Outcome.UNCERTAIN, code=word[:LONGEST_CODE] or None, detail=words_of(error))


def refused(code: str, detail: str) -> SendResult:
    """SOLAPI said no, by a status code or by an error word."""
    return SendResult(
        Outcome.REFUSED, code=code[:LONGEST_CODE], detail=detail[:LONGEST_DETAIL], trouble=trouble_of(code)
    )


def words_of(error: Exception) -> str:
    """The error in one line for staff."""
    name = "SOLAPI" if type(error) is Exception else type(error).__name__
    return f"{name}: {' '.join(str(error).split())}"[:LONGEST_DETAIL]


def _word_of_4xx(error: Exception) -> str:
    """SOLAPI's own error word; empty where the answer had none, so that it may not be SOLAPI's."""
    if type(error) is not Exception or len(error.args) != 2:
        return ""
    word = error.args[0]
    return word if isinstance(word, str) and word != NAMELESS else ""
