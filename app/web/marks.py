"""How far a text is, for the people who work here: a word, a tone, and why, in the reader's language."""

from dataclasses import dataclass

from app.edge.current import language
from app.kernel.i18n import N_, translate
from app.messaging.sms.reasons import REASON_SAYS, Reason
from app.messaging.sms.states import SmsState, Trouble

T = SmsState
STATE_SAYS: dict[SmsState, tuple[str, str]] = {
    T.PENDING: (N_("Waiting"), "waiting"),
    T.POSTING: (N_("On its way"), "working"),
    T.ACCEPTED: (N_("On its way"), "working"),
    T.SENT: (N_("Sent"), "working"),
    T.DELIVERED: (N_("Delivered"), "good"),
    T.UNDELIVERED: (N_("Not delivered"), "problem"),
    T.FAILED: (N_("Not sent"), "problem"),
    T.UNCERTAIN: (N_("Nobody knows"), "attention"),
    T.SUPPRESSED: (N_("Not sent"), "neutral"),
    T.HELD: (N_("Held back"), "attention"),
    T.DROPPED: (N_("Not sent"), "neutral"),
}
UNASKED: dict[SmsState, str] = {  # what a state means where no reason stands beside it
    T.PENDING: N_("goes in a moment"),
    T.UNCERTAIN: N_("whether it left"),
    T.HELD: N_("until the sender is put right"),
}
TROUBLE_SAYS: dict[Trouble, str] = {
    Trouble.BAD_NUMBER: N_("The number cannot receive texts"),
    Trouble.OPTED_OUT: N_("The number wants no texts"),
    Trouble.CONFIGURATION: N_("Our account with the provider is not set up right"),
    Trouble.FILTERED: N_("The phone network took it for spam"),
    Trouble.LATER: N_("The phone was off or out of reach"),
    Trouble.CAPACITY: N_("Too many texts went at once"),
    Trouble.UNKNOWN: N_("The provider gave a reason we do not know"),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """`word` and `tone` say how far, `why` in a sentence, `small` what the provider said, as it said it."""

    word: str
    tone: str
    why: str
    small: str


def mark_of(state: SmsState, *, reason: str | None, trouble: Trouble | None, code: str | None) -> Mark:
    """The mark of a text. `reason` is one of ours, or what the provider said."""
    word, tone = STATE_SAYS[state]
    ours = Reason(reason) if reason in set(Reason) else None
    if ours in (Reason.NOBODY_KNOWS, Reason.SENT_AGAIN):
        word, tone = STATE_SAYS[T.UNCERTAIN]
    sentence = REASON_SAYS[ours] if ours else TROUBLE_SAYS[trouble] if trouble else UNASKED.get(state, "")
    said = [code or "", "" if ours else reason or ""]
    return Mark(_say(word), tone, _say(sentence) if sentence else "", " ".join(filter(None, said)))


def _say(sentence: str) -> str:
    return translate(language(), sentence)
