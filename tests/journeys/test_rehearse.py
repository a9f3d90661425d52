"""A rehearsed story writes nothing, on either database, and tells the very texts that it then sends in earnest."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.courier.trips.models import CourierJob
from app.courier.trips.states import FailureReason
from app.custody.models import CustodyEvent
from app.dock.works import Work
from app.journeys.conversation.correct_number import correct_number, send_last_again
from app.journeys.conversation.reply_customer import reply_customer
from app.journeys.dock.orders import ScanOrder
from app.journeys.dock.receive_parcel import receive_parcel
from app.journeys.dock.take_scan import take_scan
from app.journeys.money.take_payment import take_payment
from app.journeys.rehearse import rehearse, rehearse_in_turn
from app.journeys.repair import repair
from app.journeys.repair.diagnose import wait_for_parts
from app.journeys.repair.follow_up import still_broken
from app.journeys.repair.handle_parts import parts_in
from app.journeys.repair.hold_ticket import hold, release
from app.journeys.repair.quote_repair import send_quote
from app.journeys.request.cancel_repair import cancel_repair
from app.journeys.transport.book_pickup import book_pickup, cancel_pickup
from app.journeys.transport.prepare_runs import prepare_run
from app.journeys.transport.run_stop import collect, fail_stop
from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.db import Base
from app.kernel.errors import Refusal, WrongState
from app.kernel.i18n import text
from app.kernel.idempotency import begin
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.models import OptOut, Sms
from app.messaging.sms.service import texts_written
from app.messaging.sms.states import SmsState
from app.outbox.models import OwedCall
from app.parts.rules import PartState
from app.parts.service import WantedPart
from app.tickets.legs import Leg
from app.tickets.models import Ticket, TicketEvent
from app.tickets.queries import by_id
from app.tickets.states import State
from tests.courier.road import booked_pickup, new_ticket, windows
from tests.custody.devices import inbound
from tests.journeys.on_the_bench import (
    KEYBOARD,
    PHONE,
    accepted,
    ask_for_repair,
    delivered,
    diagnosing,
    on_hold,
    on_the_test_stand,
    to_be_paid,
    waiting_at_the_bench,
    won,
)
from tests.shop import Shop

Story = Callable[[Session], object]
Rows = dict[str, set[str]]
CODE = re.compile(r"\b\w{4}-\w{4}-\w{4}\b")


def everything(shop: Shop) -> Rows:
    """Every row of every table, as text."""
    with shop.database.reading() as session:
        return {
            table.name: {repr(tuple(row)) for row in session.execute(select(table))}
            for table in Base.metadata.sorted_tables
        }


def desk(
    opened: Callable[[Shop], UUID],
    story: Callable[[Session, Ticket, Act], object],
    role: Role = Role.TECHNICIAN,
) -> Callable[[Shop], Story]:
    """A story about one repair, by a colleague of that role."""

    def prepared(shop: Shop) -> Story:
        ticket_id = opened(shop)
        act = Act(shop.staff(role), shop.clock(), place="dock")
        return lambda session: story(session, by_id(session, ticket_id), act)

    return prepared


def door(story: Callable[[Session, CourierJob, Act], object]) -> Callable[[Shop], Story]:
    """A story at a customer's door, by the courier of the run."""

    def prepared(shop: Shop) -> Story:
        with shop.database.transaction() as session:
            job = booked_pickup(session, shop)
            prepare_run(session, job.slot.zone_id, day=job.slot.day, now=shop.clock())
            job_id = job.id
        act = Act(shop.staff(Role.DISPATCHER), shop.clock())
        return lambda session: story(session, session.get_one(CourierJob, job_id), act)

    return prepared


def booking(shop: Shop) -> Story:
    """A dispatcher books a pickup."""
    with shop.database.transaction() as session:
        ticket = new_ticket(session, shop)
        ticket.state = State.AUTHORISED
        ticket_id, slot_id = ticket.id, windows(session, shop, Leg.INBOUND)[1].id
    act = Act(shop.staff(Role.DISPATCHER), shop.clock())
    return lambda session: book_pickup(session, by_id(session, ticket_id), act, slot_id=slot_id)


def calling_off(shop: Shop) -> Story:
    """A dispatcher calls a pickup off."""
    with shop.database.transaction() as session:
        ticket_id = booked_pickup(session, shop).ticket_id
    act = Act(shop.staff(Role.DISPATCHER), shop.clock())
    return lambda session: cancel_pickup(session, by_id(session, ticket_id), act)


def a_scan(shop: Shop) -> Story:
    """A parcel is scanned in at the station."""
    with shop.database.reading() as session:
        code = by_id(session, inbound(shop)).code
    act = Act(shop.staff(Role.WAREHOUSE), shop.clock(), place="dock")
    order = ScanOrder(typed=code, work=Work.RECEIVE, key="a scan")
    return lambda session: take_scan(session, order, act)


def number_corrected(shop: Shop) -> UUID:
    """A repair that was asked about, at a number that proved wrong."""
    ticket_id = on_hold(shop)
    with shop.database.transaction() as session:
        correct_number(
            session,
            by_id(session, ticket_id),
            "010-9999-8888",
            Act(shop.staff(Role.DISPATCHER), shop.clock()),
            seen=PHONE,
            regions=(),
            secret="x",
        )
    return ticket_id


STORIES: dict[str, Callable[[Shop], Story]] = {
    "a quote": desk(
        diagnosing,
        lambda s, t, act: send_quote(
            s, t, act, lines=(KEYBOARD,), finding="wet", valid_until=act.now + timedelta(days=7), wanted=()
        ),
    ),
    "a hold": desk(diagnosing, lambda s, t, act: hold(s, t, act, reason="배터리 팽창")),
    "going on": desk(on_hold, lambda s, t, act: release(s, t, act, note="")),
    "waiting for a part": desk(
        diagnosing,
        lambda s, t, act: wait_for_parts(
            s, t, act, finding="x", price=won(0), wanted=[WantedPart("Spring", PartState.NEEDED)]
        ),
    ),
    "parts in": desk(waiting_at_the_bench, parts_in),
    "a bill": desk(
        on_the_test_stand, lambda s, t, act: repair.test_passed(s, t, act, report="fine", amount=won(40_000))
    ),
    "a payment": desk(
        to_be_paid, lambda s, t, act: take_payment(s, t, act, amount=won(45_000), method="cash", reference="")
    ),
    "a repair again": desk(delivered, lambda s, t, act: still_broken(s, t, act, body="dark again")),
    "an end": desk(accepted, lambda s, t, act: cancel_repair(s, t, act, note="")),
    "a message": desk(ask_for_repair, lambda s, t, act: reply_customer(s, t, "It is nearly done.", act)),
    "the last text again": desk(number_corrected, send_last_again, Role.DISPATCHER),
    "an arrival": desk(inbound, receive_parcel, Role.WAREHOUSE),
    "a scan": a_scan,
    "a parcel in at the door": door(
        lambda s, job, act: collect(s, job, act, code=by_id(s, job.ticket_id).code)
    ),
    "nobody at home": door(lambda s, job, act: fail_stop(s, job, act, reason=FailureReason.NOBODY_HOME)),
    "a booking": booking,
    "a booking called off": calling_off,
}


def told(sms: Sms) -> dict[str, Any]:
    """All of a text but ids: what a story opens, a job or another repair, has new ones each time."""
    kept = {name: getattr(sms, name) for name in Sms.__table__.columns.keys()}  # noqa: SIM118
    del kept["id"]
    del kept["about_id"]
    if sms.kind is SmsKind.RE_REPAIR_OPENED:
        kept |= {"ticket_id": None, "body": CODE.sub("…", sms.body)}
    return kept


@pytest.mark.parametrize("name", STORIES)
def test_what_is_rehearsed_is_what_goes_and_nothing_of_it_stays(shop: Shop, name: str) -> None:
    story = STORIES[name](shop)
    before, texts = everything(shop), len(shop.texts())
    with shop.database.transaction() as session:
        rehearsed = rehearse(session, story)
    assert everything(shop) == before
    with shop.database.transaction() as session:
        story(session)
    assert everything(shop) != before
    sent = shop.texts()[texts:]
    assert sent
    assert [told(one) for one in rehearsed] == [told(one) for one in sent]


def test_the_same_session_can_go_on_in_earnest(shop: Shop) -> None:
    story = STORIES["a quote"](shop)
    with shop.database.transaction() as session:
        before = {ticket.id: (ticket.state, ticket.version) for ticket in session.scalars(select(Ticket))}
        first = rehearse(session, story)
        assert {t.id: (t.state, t.version) for t in session.scalars(select(Ticket))} == before
        again = rehearse(session, story)
        story(session)
    sent = [sms for sms in shop.texts() if sms.kind is SmsKind.QUOTE_SENT]
    assert [told(sms) for sms in sent] == [told(sms) for sms in first] == [told(sms) for sms in again]


def test_a_chain_of_custody_has_no_gap_after_a_rehearsal(shop: Shop) -> None:
    ticket_id = inbound(shop)
    act = Act(shop.staff(Role.WAREHOUSE), shop.clock(), place="dock")
    with shop.database.transaction() as session:
        ticket = by_id(session, ticket_id)
        rehearse(session, lambda s: receive_parcel(s, by_id(s, ticket_id), act))
        receive_parcel(session, ticket, act)
    with shop.database.reading() as session:
        numbers = session.scalars(
            select(CustodyEvent.number)
            .where(CustodyEvent.ticket_id == ticket_id)
            .order_by(CustodyEvent.number)
        ).all()
    assert list(numbers) == list(range(1, len(numbers) + 1))


def test_a_refusal_comes_through_and_leaves_nothing(shop: Shop) -> None:
    ticket_id = on_hold(shop)
    act = Act(shop.staff(Role.TECHNICIAN), shop.clock())
    before = everything(shop)

    def wrong(session: Session) -> None:
        reply_customer(session, by_id(session, ticket_id), "first this", act)
        hold(session, by_id(session, ticket_id), act, reason="twice")

    with shop.database.transaction() as session:
        with pytest.raises(WrongState):
            rehearse(session, wrong)
        assert by_id(session, ticket_id).state is State.ON_HOLD
    assert everything(shop) == before


def test_what_the_database_refuses_leaves_the_session_fit_for_use(shop: Shop) -> None:
    ticket_id = on_hold(shop)

    def twice(session: Session) -> None:
        for _ in range(2):
            session.add(OptOut(phone=PHONE, word="STOP", at=shop.clock()))
            session.flush()
            session.expunge_all()

    with shop.database.transaction() as session:
        with pytest.raises(Exception, match=r"(?i)unique"):
            rehearse(session, twice)
        assert by_id(session, ticket_id).state is State.ON_HOLD
        assert session.scalars(select(OptOut)).all() == []


def test_a_text_taken_back_within_the_story_is_none(shop: Shop) -> None:
    ticket_id = on_hold(shop)
    act = Act(shop.staff(Role.TECHNICIAN), shop.clock())

    def in_two_tries(session: Session) -> None:
        try:
            with session.begin_nested():
                reply_customer(session, by_id(session, ticket_id), "in vain", act)
                raise WrongState(text("no"))
        except Refusal:
            release(session, by_id(session, ticket_id), act)

    with shop.database.transaction() as session:
        [goes] = rehearse(session, in_two_tries)
    assert goes.kind is SmsKind.HOLD_RELEASED


def test_a_number_that_takes_none_is_told_with_the_reason(shop: Shop) -> None:
    story = STORIES["a hold"](shop)
    with shop.database.transaction() as session:
        session.add(OptOut(phone=PHONE, word="STOP", at=shop.clock()))
    with shop.database.transaction() as session:
        [sms] = rehearse(session, story)
        assert session.scalars(select(OwedCall).where(OwedCall.key.contains(str(sms.id)))).all() == []
    assert (sms.state, sms.reason) == (SmsState.SUPPRESSED, "opted_out")


def test_quiet_sends_nothing(shop: Shop) -> None:
    ticket_id = diagnosing(shop)
    act = Act(shop.staff(Role.TECHNICIAN), shop.clock(), quiet=True)
    with shop.database.transaction() as session:
        assert rehearse(session, lambda s: hold(s, by_id(s, ticket_id), act, reason="x")) == ()


def test_a_key_is_not_used_up(shop: Shop) -> None:
    with shop.database.transaction() as session:
        rehearse(session, lambda s: begin(s, "a form", now=shop.clock()))
        assert begin(session, "a form", now=shop.clock())


def test_one_of_several_is_refused_and_the_others_go_on(shop: Shop) -> None:
    ticket_id = diagnosing(shop)
    act = Act(shop.staff(Role.TECHNICIAN), shop.clock())
    before = everything(shop)

    def held(session: Session) -> TicketEvent:
        return hold(session, by_id(session, ticket_id), act, reason="x")

    with shop.database.transaction() as session:
        first, second, third = rehearse_in_turn(
            session, [held, held, lambda s: release(s, by_id(s, ticket_id), act)]
        )
    assert [one.kind for one in first.texts] == [SmsKind.ON_HOLD]
    assert (second.result, isinstance(second.no, WrongState), second.texts) == (None, True, ())
    assert [one.kind for one in third.texts] == [SmsKind.HOLD_RELEASED]
    assert everything(shop) == before


def test_who_listens_within_somebody_who_listens_hears_the_own_part(shop: Shop) -> None:
    ticket_id = ask_for_repair(shop)
    act = Act(shop.staff(Role.TECHNICIAN), shop.clock())
    with shop.database.transaction() as session, texts_written(session) as outer:
        reply_customer(session, by_id(session, ticket_id), "one", act)
        with texts_written(session) as inner:
            reply_customer(session, by_id(session, ticket_id), "two", act)
        reply_customer(session, by_id(session, ticket_id), "three", act)
    assert (len(outer), inner) == (3, outer[1:2])
