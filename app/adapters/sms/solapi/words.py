"""SOLAPI's words for what became of a message, and ours.

Sources: SOLAPI, "메시지 상태 코드" (docs.solapi.com/api-reference/message-status-codes) for the four digits,
"API Key 인증" and "메시지 발송" of the same documents for the words of HTTP errors. The first digit says who
had the message: 1 being registered, 2 SOLAPI, 3 the carrier, 4 through. A code that the documents do not list
is not guessed from its digit: it means nothing known.
"""

from app.messaging.sms.states import AttemptState, Trouble

# What the documents call "Unknown Code" and "unknown state of the message": nobody can say, so neither do we.
NOBODY_KNOWS = frozenset({"3014", "3048"})
ON_ITS_WAY = {"2000": AttemptState.ACCEPTED, "3000": AttemptState.SENT, "4000": AttemptState.DELIVERED}

# CONFIGURATION stops the sender: only what every text of ours would meet.
TROUBLES = {
    "1020": Trouble.CONFIGURATION,  # unknown account or wrong password
    "1030": Trouble.CONFIGURATION,  # no money left
    "1062": Trouble.CONFIGURATION,  # our number is not registered (발신번호 미등록)
    "1064": Trouble.CONFIGURATION,  # blocked after a report to KISA
    "2062": Trouble.CONFIGURATION,
    "2063": Trouble.CONFIGURATION,  # account blocked
    "2064": Trouble.CONFIGURATION,
    "2230": Trouble.CONFIGURATION,  # no money left
    "3013": Trouble.CONFIGURATION,  # our number breaks the rules for sender numbers
    "3059": Trouble.CONFIGURATION,  # our number is taken for a forged one
    "1060": Trouble.BAD_NUMBER,  # blocked recipient
    "2060": Trouble.BAD_NUMBER,
    "3010": Trouble.BAD_NUMBER,  # not written like a phone number
    "3032": Trouble.BAD_NUMBER,  # nobody's number
    "3050": Trouble.BAD_NUMBER,  # a phone without SMS
    "1061": Trouble.OPTED_OUT,  # 080 수신거부
    "2061": Trouble.OPTED_OUT,
    "2254": Trouble.FILTERED,
    "3054": Trouble.FILTERED,
    "3055": Trouble.FILTERED,
    "1024": Trouble.LATER,  # server errors: SOLAPI's, then the carrier's
    "2024": Trouble.LATER,
    "3012": Trouble.LATER,
    "3024": Trouble.LATER,
    "3040": Trouble.LATER,  # not in time
    "3041": Trouble.LATER,  # busy
    "3042": Trouble.LATER,  # no network there
    "3043": Trouble.LATER,  # switched off
    "3044": Trouble.LATER,  # phone full
    "3045": Trouble.LATER,  # service suspended for a while
    "3051": Trouble.LATER,  # no call possible
    "3056": Trouble.LATER,  # radio network
    "3057": Trouble.LATER,
    "3053": Trouble.CAPACITY,  # carrier's queue is full
}
# Listed, and told to staff as they are: a mistake of ours in the text, or a refusal without a reason.
UNEXPLAINED = frozenset(
    [
        "1010",
        "1011",
        "1013",
        "1014",
        "1021",
        "1022",
        "1023",
        "1025",
        "1026",
        "1027",
        "1028",
        "1029",
        "1031",
        "1032",
        "1058",
        "2011",
        "3011",
        "3031",
        "3046",
        "3047",
        "3052",
        "3058",
        "3060",
    ]
)
FAILED = TROUBLES.keys() | UNEXPLAINED

ERRORS = {
    "InvalidAPIKey": Trouble.CONFIGURATION,
    "SignatureDoesNotMatch": Trouble.CONFIGURATION,
    "RequestTimeTooSkewed": Trouble.CONFIGURATION,  # our clock is 15 minutes or more off
    "Forbidden": Trouble.CONFIGURATION,  # the key may not send
    "NotEnoughBalance": Trouble.CONFIGURATION,
    "BalanceInsufficient": Trouble.CONFIGURATION,
    "InvalidAccountId": Trouble.CONFIGURATION,
}
# Each request is signed afresh, so a signature that was seen before means that something on the way posted our
# request twice: the first of the two may well have been accepted.
SEEN_BEFORE = "DuplicatedSignature"
# The documents name no word for "too many requests"; these are the usual ones.
TOO_MUCH = frozenset({"TooManyRequests", "TooManyRequest", "RateLimitExceeded", "RequestLimitExceeded"})
# What the client says where an answer names no error: a 5xx, or a 4xx written by somebody in between.
NAMELESS = "UnknownError"


def state_of(code: str | None) -> AttemptState | None:
    """How far a message with this status code is; None for a code nobody knows."""
    if code in ON_ITS_WAY:
        return ON_ITS_WAY[code]
    if code in FAILED:
        return AttemptState.UNDELIVERED if code.startswith("3") else AttemptState.FAILED
    return None


def trouble_of(code: str | None) -> Trouble | None:
    """What is wrong with a message with this status code or HTTP error word; None where nothing is."""
    if code is None or code in ON_ITS_WAY:
        return None
    return TROUBLES.get(code) or ERRORS.get(code) or Trouble.UNKNOWN
