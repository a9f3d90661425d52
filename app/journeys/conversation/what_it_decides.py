"""What a yes or no by SMS decides, if anything: only what was asked last, with nothing said since (TRUTHS T8).

Asked last is what the sender had surely read, with nothing on its way that could have come after it: a price still on
its way cannot be said yes to.

Pure: what was said, and how the sender's repairs stand, go in. Words that are also said to anything ("OK", "2") are
read more strictly than those that name the decision ("승인", "decline"): after a person's words they are the answer to
those, and somebody reads them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from app.journeys.conversation.last_said import Said, Speaker
from app.messaging.conversation.replies import Command, Meaning
from app.messaging.sms.kinds import SmsKind

# How long "OK" after a no may be a change of mind; later it only says "seen".
JUST_NOW = timedelta(minutes=15)
ACKNOWLEDGED = frozenset({SmsKind.MESSAGE_TAKEN})  # our own "your message is with …" ends no talk


class Does(StrEnum):
    """What follows from it."""

    DECIDES = "decides"  # the quote of that repair, in that version
    TAKES_BACK = "takes_back"  # contradicts the answer given before: stop, and ask
    ASKS_AGAIN = "asks_again"  # one quote waits; show it with device and amount
    ASKS_WHICH = "asks_which"  # several could be meant
    TALKS = "talks"  # an answer to a person's words
    NOTHING = "nothing"  # nothing waits and nothing was answered


@dataclass(frozen=True, slots=True)
class Verdict:
    """`ticket_id` is the repair it is about, where it is about one; `version` the quote's, where it decides."""

    does: Does
    ticket_id: UUID | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The sender's repairs, by how a yes or no like this one meets them.

    `waiting`: a quote waits for its answer. `contradicts`: answered the other way, and it can still be stopped.
    `too_late`: answered the other way, and nothing can be stopped any more. `doubted`: stopped for two answers before.
    """

    waiting: Collection[UUID] = ()
    contradicts: Collection[UUID] = ()
    too_late: Collection[UUID] = ()
    doubted: Collection[UUID] = ()


def verdict_on(meaning: Meaning, said: Sequence[Said], standing: Standing, *, at: datetime) -> Verdict:
    """What a bare yes or no received at `at` does; `said` is the newest first, up to the reply."""
    last = said[0] if said else None
    if last is not None and meaning.talk and _is_for_a_person(meaning, last):
        return Verdict(Does.TALKS, _talked_about(said))
    waiting = list(standing.waiting)
    if last is not None and last.asks_about_quote and waiting == [last.ticket_id]:
        return _as_asked(waiting[0], perhaps_read_last(said))
    taken_back = {one for one in standing.contradicts if _is_contrary(meaning, said, one, at)}
    if last is not None and last.ticket_id in taken_back:
        return Verdict(Does.TAKES_BACK, last.ticket_id)
    possible = [*waiting, *taken_back]
    if len(possible) > 1:
        return Verdict(Does.ASKS_WHICH)
    if not possible:
        settled_by_a_person = [*standing.doubted, *standing.too_late]
        if len(settled_by_a_person) == 1 and not meaning.talk:
            return Verdict(Does.TALKS, settled_by_a_person[0])
        if len(standing.doubted) == 1:
            return Verdict(Does.TALKS, next(iter(standing.doubted)))
        return Verdict(Does.NOTHING)
    (only,) = possible
    return Verdict(Does.TAKES_BACK if only in taken_back else Does.ASKS_AGAIN, only)


def verdict_on_named(said: Sequence[Said], standing: Standing, ticket_id: UUID) -> Verdict:
    """The same where the reply names the repair: only what was said in words about that one stands between."""
    if ticket_id in standing.contradicts:
        return Verdict(Does.TAKES_BACK, ticket_id)
    if ticket_id in standing.doubted or ticket_id in standing.too_late:
        return Verdict(Does.TALKS, ticket_id)
    if ticket_id not in standing.waiting:
        return Verdict(Does.NOTHING, ticket_id)
    about_it = [
        one for one in said if one.ticket_id == ticket_id and (one.asks_about_quote or _in_words(one))
    ]
    if not about_it or _in_words(about_it[0]):
        return Verdict(Does.ASKS_AGAIN, ticket_id)
    return _as_asked(ticket_id, perhaps_read_last(about_it))


def perhaps_read_last(said: Sequence[Said]) -> list[Said]:
    """What the sender may have had before the eyes last, and what they said themselves meanwhile; the newest first.

    Down to the first text that had surely been read, and what was still being posted when that one left: texts of one
    round leave one after the other, so their order is known; two rounds may overtake each other.
    """
    sure = next((place for place, one in enumerate(said) if one.read), None)
    if sure is None:
        return list(said)
    return [*said[: sure + 1], *(one for one in said[sure + 1 :] if one.left > said[sure].left)]


def _as_asked(ticket_id: UUID, perhaps: Sequence[Said]) -> Verdict:
    """Decided as asked, if that had surely been read and the sender cannot have had anything else before the eyes.

    In doubt between two versions the older one: it cannot be approved any more, so the new one is shown instead.
    """
    if any(one.ticket_id != ticket_id or _in_words(one) for one in perhaps):
        return Verdict(Does.ASKS_AGAIN, ticket_id)
    versions = {one.version for one in perhaps if one.asks_about_quote and one.version is not None}
    texts = [one for one in perhaps if one.kind is not None]
    surely = any(one.read for one in texts) and all(one.asks_about_quote for one in texts)
    if len(versions) == 1 and not surely:
        return Verdict(Does.ASKS_AGAIN, ticket_id)
    return Verdict(Does.DECIDES, ticket_id, min(versions))


def _is_for_a_person(meaning: Meaning, last: Said) -> bool:
    """Whether "OK", "2" answers somebody's words, or "ok thanks" ends one's own message."""
    if last.speaker is Speaker.TECHNICIAN:
        return True
    return meaning.thanks and (last.speaker is Speaker.CUSTOMER_WORDS or last.kind in ACKNOWLEDGED)


def _talked_about(said: Sequence[Said]) -> UUID | None:
    return next((one.ticket_id for one in said if one.ticket_id is not None), None)


def _is_contrary(meaning: Meaning, said: Sequence[Said], ticket_id: UUID, at: datetime) -> bool:
    """Whether the words are plain enough to contradict the answer that was given for that repair.

    "거절" always is. "2" is where nothing was said since but by us about it; "OK" after a no only just after it.
    """
    if not meaning.talk:
        return True
    if meaning.thanks:
        return False
    answered = next((place for place, one in enumerate(said) if one.speaker is Speaker.CUSTOMER), None)
    if answered is None or said[answered].ticket_id != ticket_id:
        return False
    if any(one.speaker is not Speaker.SHOP or one.ticket_id != ticket_id for one in said[:answered]):
        return False
    return meaning.command is Command.DECLINE or at - said[answered].at <= JUST_NOW


def _in_words(one: Said) -> bool:
    return one.speaker in (Speaker.TECHNICIAN, Speaker.CUSTOMER_WORDS)
