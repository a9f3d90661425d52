"""What keeps a text back when its turn comes: opted out, unreachable, abroad, too late, too many, night, money."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as some
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.kernel.db import Database, make_engine
from app.kernel.i18n import Language
from app.kernel.ids import new_row_id
from app.messaging.sms import attempts
from app.messaging.sms.budget import Cost, spend, spent_today
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.models import BadNumber, OptOut, Sms, SmsSpend
from app.messaging.sms.ports import Capabilities
from app.messaging.sms.reasons import Reason
from app.messaging.sms.send_rules import SendPolicy, SendStep, Verdict, verdicts_on
from tests.asked import asked

TEXT_SPEND = SmsSpend.__table__
PHONE = "+821012345678"
NOON = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)  # 12:00 in Seoul
NIGHT = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)  # 22:00
MIDNIGHT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)  # 08:00 of the 24th
NETWORK = Capabilities("fake number", two_way=frozenset({"*"}))
SCREEN = Capabilities("demo", wakes_people=False)
PRICED = SendPolicy(prices=(("*", 150), ("KR", 20)))


def write(
    session: Session,
    *,
    kind: SmsKind = SmsKind.PARCEL_RECEIVED,
    to: str = PHONE,
    now: datetime = NOON,
    **columns: Any,
) -> UUID:
    """A text that waits for its turn."""
    values = {"urgent": False, "segments": 1, "tries": 0, "resends": 0, "created_at": now} | columns
    row = Sms(kind=kind, to_phone=to, language=Language.EN, body="x", **values)
    session.add(row)
    session.flush()
    return row.id


def judged(
    session: Session,
    *ids: UUID,
    now: datetime = NOON,
    rules: SendPolicy = PRICED,
    able: Capabilities = NETWORK,
) -> list[Verdict | None]:
    """What is decided of these texts; None: it leaves."""
    verdicts = verdicts_on(session, attempts.queued_sms(session, ids), rules=rules, able=able, now=now)
    return [verdicts.get(one) for one in ids]


def no(step: SendStep, reason: Reason, until: datetime | None = None) -> Verdict:
    return Verdict(step, reason, until)


def test_an_ordinary_text_by_day_leaves_and_is_counted(database: Database) -> None:
    with database.transaction() as session:
        assert judged(session, write(session, segments=2), write(session, to="+819012345678")) == [None, None]
        assert spent_today(session, now=NOON) == (3, 190)


def test_a_number_that_wants_or_takes_none_gets_none_but_what_it_asked_for(database: Database) -> None:
    with database.transaction() as session:
        session.add(OptOut(phone=PHONE, at=NOON, word="STOP"))
        session.add(BadNumber(phone=PHONE, code="21211", at=NOON))
        session.add(BadNumber(phone="+821099990000", code="21211", at=NOON))
        session.flush()
        assert judged(
            session,
            write(session),
            write(session, to="+821099990000"),
            write(session, to="+821055550000"),
            write(session, kind=SmsKind.PHONE_CODE, urgent=True),
            write(session, kind=SmsKind.OPTED_OUT, urgent=True),
        ) == [
            no(SendStep.SUPPRESS, Reason.OPTED_OUT),
            no(SendStep.SUPPRESS, Reason.BAD_NUMBER),
            None,
            None,
            None,
        ]


def test_codes_pumped_abroad_do_not_leave(database: Database) -> None:
    only_home = SendPolicy(regions=frozenset({"KR", "JP"}))
    with database.transaction() as session:
        abroad = write(session, kind=SmsKind.PHONE_CODE, to="+14155550100", urgent=True)
        space = write(session, to="+881612345678")
        japan = write(session, to="+819012345678")
        refused = no(SendStep.SUPPRESS, Reason.COUNTRY)
        assert judged(session, abroad, space, japan, rules=only_home) == [refused, refused, None]
        assert judged(session, abroad, rules=SendPolicy()) == [None]


def test_a_code_nobody_can_use_any_more_is_dropped(database: Database) -> None:
    with database.transaction() as session:
        code = write(session, kind=SmsKind.PHONE_CODE, urgent=True)
        assert judged(session, code, now=NOON + timedelta(minutes=11)) == [no(SendStep.DROP, Reason.TOO_LATE)]


def test_a_number_gets_so_many_a_day_and_codes_count(database: Database) -> None:
    rules = SendPolicy(most_a_day=3)
    with database.transaction() as session:
        write(session, tries=1, now=NOON - timedelta(hours=25))  # yesterday's
        write(session, tries=1, kind=SmsKind.PHONE_CODE)
        write(session)  # never tried
        again = write(session, tries=1)
        one, two = write(session), write(session, urgent=True)
        elsewhere = write(session, to="+821055550000")
        waits = no(SendStep.WAIT, Reason.TOO_MANY, NOON + timedelta(hours=1))
        # two were tried, so one place is left: whoever waits for it has it
        assert judged(session, again, one, two, elsewhere, rules=rules) == [None, waits, None, None]
        codes = [write(session, kind=SmsKind.PHONE_CODE, urgent=True) for _ in range(2)]
        dropped = no(SendStep.DROP, Reason.TOO_MANY)
        assert sorted(map(str, judged(session, *codes, rules=rules))) == sorted(map(str, [None, dropped]))
        assert judged(session, two, *codes, rules=SendPolicy(most_a_day=4)) == [waits, None, None]
        assert judged(session, two, *codes, rules=rules, able=SCREEN) == [None, None, None]


def test_at_night_only_what_somebody_waits_for_leaves(database: Database) -> None:
    with database.transaction() as session:
        status, urgent = write(session, now=NIGHT), write(session, now=NIGHT, urgent=True)
        waits = no(SendStep.WAIT, Reason.QUIET_HOURS, MORNING)
        assert judged(session, status, urgent, now=NIGHT) == [waits, None]
        assert judged(session, status, now=MORNING) == [None]
        assert judged(session, status, now=NIGHT, able=SCREEN) == [None]
        assert judged(session, status, now=NIGHT, rules=SendPolicy(quiet_from=0, quiet_until=0)) == [None]


def test_night_is_where_the_phone_is(database: Database) -> None:
    """22:00 in Seoul is 13:00 in London; a number of no country goes by the shop's clock."""
    with database.transaction() as session:
        london = write(session, to="+447400123456", now=NIGHT)
        space = write(session, to="+881612345678", now=NIGHT)
        waits = no(SendStep.WAIT, Reason.QUIET_HOURS, MORNING)
        assert judged(session, london, space, now=NIGHT) == [None, waits]


def test_when_the_days_money_is_spent_texts_wait_for_midnight(database: Database) -> None:
    rules = SendPolicy(prices=(("KR", 20),), daily_cap=66)  # a tenth of it is for codes
    waits = no(SendStep.WAIT, Reason.DAILY_CAP, MIDNIGHT)
    with database.transaction() as session:
        dear, cheap = write(session, segments=3), write(session, urgent=True)
        assert judged(session, dear, cheap, rules=rules) == [waits, None], "who waits for it comes first"
        assert judged(session, dear, write(session, segments=2), rules=rules) == [waits, None]
        assert spent_today(session, now=NOON) == (3, 60)
        assert judged(session, write(session, tries=1), rules=rules) == [None], "a retry is paid for"
        assert judged(session, write(session, tries=1, resends=1), rules=rules) == [waits]
        assert judged(session, dear, rules=rules, able=SCREEN) == [None]
        assert judged(session, dear, rules=rules, now=MORNING) == [None], "the next day has its own"
        assert spent_today(session, now=MORNING) == (3, 60)
        assert spent_today(session, now=NOON) == (3, 60)


def test_where_texts_have_spent_their_money_codes_still_go_and_at_the_cap_they_do_not_wait_in_vain(
    database: Database,
) -> None:
    """A code that waits for midnight opens nothing: it ends, so that its page can say so."""
    rules = SendPolicy(prices=(("KR", 20),), daily_cap=200)
    with database.transaction() as session:
        texts = [write(session) for _ in range(10)]
        codes = [write(session, kind=SmsKind.PHONE_CODE, urgent=True) for _ in range(2)]
        waits, dropped = no(SendStep.WAIT, Reason.DAILY_CAP, MIDNIGHT), no(SendStep.DROP, Reason.DAILY_CAP)
        assert judged(session, *texts, rules=rules) == [None] * 9 + [waits]
        assert judged(session, *codes, rules=rules) == [None, dropped]
        assert spent_today(session, now=NOON) == (10, 200)


def test_nothing_is_asked_that_does_not_matter_and_never_once_per_text(database: Database) -> None:
    with database.transaction() as session:
        many = [write(session, to=f"+8210{number:08}") for number in range(60)]
        codes = [write(session, kind=SmsKind.PHONE_CODE, urgent=True) for _ in range(3)]
        spend(session, [Cost(many[0], 1, 20)], cap=0, now=NOON)
        owed, asking = attempts.queued_sms(session, many), attempts.queued_sms(session, codes)
        with asked(database.engine) as statements:
            assert verdicts_on(session, owed, rules=PRICED, able=NETWORK, now=NOON) == {}
        assert len(statements) == 3, statements
        with asked(database.engine) as statements:
            verdicts_on(session, owed, rules=PRICED, able=SCREEN, now=NOON)
        assert len(statements) == 1
        with asked(database.engine) as statements:
            verdicts_on(session, asking, rules=PRICED, able=SCREEN, now=NOON)
            verdicts_on(session, [], rules=PRICED, able=NETWORK, now=NOON)
        assert statements == []


@contextmanager
def _empty_day() -> Iterator[Session]:
    """A day without a text, in memory: Hypothesis asks for many."""
    database = Database(make_engine("sqlite://"))
    with database.transaction() as session:
        SmsSpend.metadata.create_all(session.connection(), tables=[TEXT_SPEND])
        yield session
    database.close()


@given(
    some.integers(1, 200),
    some.lists(some.lists(some.tuples(some.integers(1, 3), some.integers(0, 60)), max_size=6), max_size=6),
)
@settings(max_examples=40, deadline=None)
def test_the_cap_is_never_passed_and_nothing_waits_that_would_have_fitted(
    cap: int, rounds: list[list[tuple[int, int]]]
) -> None:
    with _empty_day() as session:
        for texts in rounds:
            before = spent_today(session, now=NOON)[1]
            costs = [Cost(new_row_id(), segments, minor) for segments, minor in texts]
            left = spend(session, costs, cap=cap, now=NOON)
            after = spent_today(session, now=NOON)[1]
            assert after <= cap
            assert after - before == sum(cost.minor for cost in costs if cost.sms_id not in left)
            assert all(cost.minor and after + cost.minor > cap for cost in costs if cost.sms_id in left)


def test_two_workers_at_once_do_not_pass_the_cap(database: Database) -> None:
    def work(_worker: int) -> int:
        went = 0
        for _ in range(10):
            with database.transaction() as session:
                costs = [Cost(new_row_id(), 1, 7) for _ in range(3)]
                went += 3 - len(spend(session, costs, cap=400, now=NOON))
        return went

    with ThreadPoolExecutor(4) as pool:
        went = sum(pool.map(work, range(4)))
    with database.reading() as session:
        row = session.scalars(select(SmsSpend)).one()
        assert (went, row.segments, row.cost_minor) == (57, 57, 399)


def test_a_cap_lowered_below_what_was_spent_lets_free_texts_go(database: Database) -> None:
    with database.transaction() as session:
        spend(session, [Cost(new_row_id(), 1, 100)], cap=0, now=NOON)
        session.execute(update(SmsSpend).values(cost_minor=100))
        free, dear = Cost(new_row_id(), 1, 0), Cost(new_row_id(), 1, 1)
        assert spend(session, [free, dear], cap=50, now=NOON) == {dear.sms_id}
        assert spend(session, [dear], cap=50, now=NOON) == {dear.sms_id}
