"""Whether a text may leave now: opted out, unreachable, abroad, at night, too many, too dear.

Asked once for a whole batch. Each rule sees only what the ones before let pass, and asks the database at most
one question, none where nothing of the batch depends on it.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Table, func, literal, select, union_all
from sqlalchemy.orm import Session

from app.kernel.bulk import among
from app.kernel.clock import at_local
from app.messaging.sms.awaited import NOT_LATER, holds_until
from app.messaging.sms.budget import Cost, spend
from app.messaging.sms.models import BadNumber, OptOut, Sms
from app.messaging.sms.number_fill import codes_pass
from app.messaging.sms.ports import Capabilities
from app.messaging.sms.reasons import Reason
from app.messaging.sms.regions import first_by_day, region_of, zones_of
from app.messaging.sms.send_policy import (
    A_DAY,
    CODE_KINDS,
    TOO_MANY_WAIT,
    SendPolicy,
    SendStep,
    Verdict,
    always_goes,
    costs_again,
    is_too_late,
    price_class,
)
from app.sites.site import site_of

__all__ = ["QueuedSms", "SendPolicy", "SendStep", "Verdict", "verdicts_on"]

QueuedSms = Row[tuple[UUID, ...]]  # a row with the columns of `attempts.queued_sms`
Verdicts = dict[UUID, Verdict]
TEXTS = Sms.__table__
# Of both, what the person said is the reason.
TAKE_NONE: dict[Reason, Table] = {
    Reason.BAD_NUMBER: BadNumber.__table__,
    Reason.OPTED_OUT: OptOut.__table__,
}
Rule = Callable[[Session, Sequence[QueuedSms], SendPolicy, datetime], Verdicts]


def verdicts_on(
    session: Session, texts: Sequence[QueuedSms], *, rules: SendPolicy, able: Capabilities, now: datetime
) -> Verdicts:
    """The texts that may not leave now, and why; the ones not named may. Counts what the others cost."""
    verdicts: Verdicts = {}
    left = sorted(texts, key=_served_first)
    for rule in ALWAYS + (WHERE_PEOPLE_ARE if able.wakes_people else ()):
        if left:
            verdicts |= rule(session, left, rules, now)
            left = [text for text in left if text.id not in verdicts]
    return verdicts


def _served_first(text: QueuedSms) -> tuple[bool, bool, UUID]:
    """Where there is not enough for everybody: codes, as they cannot wait; then whoever waits; then by age."""
    return text.kind not in CODE_KINDS, not text.urgent, text.id


def _takes_none(session: Session, texts: Sequence[QueuedSms], rules: SendPolicy, now: datetime) -> Verdicts:
    phones = {text.to_phone for text in texts if not always_goes(text.kind)}
    if not phones:
        return {}
    either = [
        select(table.c.phone, literal(reason.value)).where(among(session, table.c.phone, phones))
        for reason, table in TAKE_NONE.items()
    ]
    found = {(phone, Reason(reason)) for phone, reason in session.execute(union_all(*either))}
    verdicts = {}
    for reason in TAKE_NONE:
        for text in texts if found else ():
            if (text.to_phone, reason) in found and not always_goes(text.kind):
                verdicts[text.id] = Verdict(SendStep.SUPPRESS, reason)
    return verdicts


def _abroad(session: Session, texts: Sequence[QueuedSms], rules: SendPolicy, now: datetime) -> Verdicts:
    if not rules.regions:
        return {}
    no = Verdict(SendStep.SUPPRESS, Reason.COUNTRY)
    return {text.id: no for text in texts if region_of(text.to_phone) not in rules.regions}


def _too_late(session: Session, texts: Sequence[QueuedSms], rules: SendPolicy, now: datetime) -> Verdicts:
    no = Verdict(SendStep.DROP, Reason.TOO_LATE)
    return {
        text.id: no
        for text in texts
        if is_too_late(text.kind, text.created_at, now)
        or ((until := holds_until(text.kind, text.created_at, resends=text.resends)) and until < now)
    }


def _too_many(session: Session, texts: Sequence[QueuedSms], rules: SendPolicy, now: datetime) -> Verdicts:
    """A brake against pumping: two workers at the same moment may let a batch more through.

    A code that staff let through passes: its owner called because of this very limit. An answer does not wait: it ends,
    and a person gives it.
    """
    coming = Counter(text.to_phone for text in texts)
    tried = _near_the_limit(session, coming, rules, now)
    verdicts: Verdicts = {}
    if not tried and max(coming.values()) <= rules.most_a_day:
        return verdicts
    for text in texts:
        counted = text.tries > 0 and text.created_at > now - A_DAY  # itself, when it was tried before
        if tried[text.to_phone] - counted < rules.most_a_day:
            tried[text.to_phone] += not counted
        elif text.kind in NOT_LATER:
            verdicts[text.id] = Verdict(SendStep.DROP, Reason.TOO_MANY)
        elif text.kind not in CODE_KINDS:
            verdicts[text.id] = Verdict(SendStep.WAIT, Reason.TOO_MANY, now + TOO_MANY_WAIT)
        elif not codes_pass(session, text.to_phone, now=now):
            verdicts[text.id] = Verdict(SendStep.DROP, Reason.TOO_MANY)
    return verdicts


def _near_the_limit(session: Session, coming: Counter[str], rules: SendPolicy, now: datetime) -> Counter[str]:
    """How many texts of the last day were tried, for the numbers that the ones to come could bring past it."""
    rows = session.execute(
        select(Sms.to_phone, func.count().label("how_many"))
        .where(
            among(session, TEXTS.c.to_phone, coming),
            Sms.created_at > now - A_DAY,
            Sms.tries > 0,
        )
        .group_by(Sms.to_phone)
        .having(func.count() > rules.most_a_day - max(coming.values()))
    )
    return Counter({row.to_phone: row.how_many for row in rows})


def _at_night(session: Session, texts: Sequence[QueuedSms], rules: SendPolicy, now: datetime) -> Verdicts:
    patient = [(text.id, region_of(text.to_phone)) for text in texts if not text.urgent]
    our_own = (ZoneInfo(site_of(session).zone),)  # for numbers of no country
    mornings = {
        region: first_by_day(
            now, zones_of(region) or our_own, night_from=rules.quiet_from, night_until=rules.quiet_until
        )
        for region in {region for _, region in patient}
    }
    return {
        one: Verdict(SendStep.WAIT, Reason.QUIET_HOURS, mornings[region])
        for one, region in patient
        if mornings[region] > now
    }


def _too_dear(session: Session, texts: Sequence[QueuedSms], rules: SendPolicy, now: datetime) -> Verdicts:
    """Texts leave a part of the day's money to codes. A code or an answer that finds none is dropped: at midnight nobody needs it."""
    paid = [(text, region_of(text.to_phone)) for text in texts if costs_again(text.tries, text.resends)]
    prices = {region: price_class(region, rules, 1) for region in {region for _, region in paid}}
    site = site_of(session)
    midnight = at_local(site.today(now) + timedelta(days=1), time(0), site.zone)
    tomorrow = Verdict(SendStep.WAIT, Reason.DAILY_CAP, midnight)
    ended = Verdict(SendStep.DROP, Reason.DAILY_CAP)
    kinds = {text.id: text.kind for text, _ in paid}
    verdicts: Verdicts = {}
    for are_codes, cap in ((True, rules.daily_cap), (False, rules.cap_but_for_codes)):
        costs = [
            Cost(text.id, text.segments, text.segments * prices[region])
            for text, region in paid
            if (text.kind in CODE_KINDS) == are_codes
        ]
        for one in spend(session, costs, cap=cap, now=now):
            verdicts[one] = ended if are_codes or kinds[one] in NOT_LATER else tomorrow
    return verdicts


# The order matters: money is counted last, for what nothing else keeps back. A screen that stands in for a
# phone cannot be pumped, sleeps through nothing and costs nothing.
ALWAYS: tuple[Rule, ...] = (_takes_none, _abroad, _too_late)
WHERE_PEOPLE_ARE: tuple[Rule, ...] = (_too_many, _at_night, _too_dear)
