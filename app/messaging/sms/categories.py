"""What a text is for, and what follows from that where nobody knows whether it left."""

from enum import StrEnum


class Category(StrEnum):
    """What a text is for; decides quiet hours, and what is done when nobody knows what became of it."""

    CODE = "code"
    STATUS = "status"
    DECISION = "decision"
    REMINDER = "reminder"
    REPLY = "reply"


class WhenUnsure(StrEnum):
    """What is done with a text of which nobody can tell whether it left."""

    RESEND_ONCE = "resend_once"
    DROP = "drop"


# A decision twice does no harm, as it is bound to what it asks; of anything else one too many is worse
# than one too few, and both are shown to staff.
WHEN_UNSURE = dict.fromkeys(Category, WhenUnsure.DROP) | {Category.DECISION: WhenUnsure.RESEND_ONCE}
