"""Why a text waits, was dropped or suppressed, in our own words: a code in the row, a sentence for staff."""

from enum import StrEnum

from app.kernel.i18n import N_


class Reason(StrEnum):
    """Stored in `sms.reason`; what a provider said stands there as it is."""

    OPTED_OUT = "opted_out"
    BAD_NUMBER = "bad_number"
    COUNTRY = "country"
    TOO_MANY = "too_many"
    QUIET_HOURS = "quiet_hours"
    DAILY_CAP = "daily_cap"
    CONFIGURATION = "configuration"
    QUOTE_SUPERSEDED = "quote_superseded"
    TRIP_CHANGED = "trip_changed"
    ANSWERED = "answered"
    TOO_LATE = "too_late"
    PROVED_ABSENT = "proved_absent"
    SECOND_CHANCE = "second_chance"
    SENT_AGAIN = "sent_again"
    NOBODY_KNOWS = "nobody_knows"
    SWITCHED_OFF = "switched_off"
    NUMBER_CORRECTED = "number_corrected"
    TAKEN_BACK = "taken_back"
    ANSWER_DOUBTED = "answer_doubted"
    MOVED_ON = "moved_on"


REASON_SAYS: dict[Reason, str] = {
    Reason.OPTED_OUT: N_("The number wants no texts"),
    Reason.BAD_NUMBER: N_("The number cannot receive texts"),
    Reason.COUNTRY: N_("We do not text to this country"),
    Reason.TOO_MANY: N_("Too many texts to this number today"),
    Reason.QUIET_HOURS: N_("Waits for the morning"),
    Reason.DAILY_CAP: N_("Waits: the day's budget for texts is spent"),
    Reason.CONFIGURATION: N_("Waits until the sender is put right"),
    Reason.QUOTE_SUPERSEDED: N_("The quote was answered or replaced"),
    Reason.TRIP_CHANGED: N_("The trip was moved, cancelled or is over"),
    Reason.ANSWERED: N_("The question was answered meanwhile"),
    Reason.TOO_LATE: N_("Its time was over before it could leave"),
    Reason.PROVED_ABSENT: N_("The provider never had it; it goes again"),
    Reason.SECOND_CHANCE: N_("Not delivered; it goes once more"),
    Reason.SENT_AGAIN: N_("Nobody knows whether it left; it went a second time"),
    Reason.NOBODY_KNOWS: N_("Nobody knows whether it left; it was not sent again"),
    Reason.SWITCHED_OFF: N_("Not sent, as asked for"),
    Reason.NUMBER_CORRECTED: N_("Sent to the corrected number instead"),
    Reason.TAKEN_BACK: N_("The scan behind it was undone"),
    Reason.ANSWER_DOUBTED: N_("The customer answered the quote both ways"),
    Reason.MOVED_ON: N_("The repair had moved on before it could leave"),
}
