"""Which replies Twilio acts on by itself: it keeps its own list of who wants no texts, and answers.

Source: Twilio, "Twilio support for opt-out keywords" and "Advanced Opt-Out" (parameter OptOutType).
"""

from app.messaging.conversation.incoming import Keyword

# By default it takes CANCEL, END and QUIT so, too; a shop can switch that off, and a customer may mean the
# repair, so those count only where OptOutType says it. Otherwise error 21610 tells at the next text.
STOPS = frozenset({"stop", "stopall", "unsubscribe", "optout", "revoke"})


def keyword_of(body: str, opt_out_type: str | None) -> Keyword | None:
    """What Twilio took the reply for; None where it has left it to us."""
    said = (opt_out_type or "").strip().casefold()
    if said in set(Keyword):
        return Keyword(said)
    return Keyword.STOP if body.strip().casefold() in STOPS else None
