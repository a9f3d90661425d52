"""After the delivery: one friendly question, thanks on yes, a free repair in front of the queue on no."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.journeys.repair.follow_up import can_say_broken, confirm_working, repaired_again_as, still_broken
from app.journeys.watch.ask_follow_ups import ask_follow_up
from app.kernel.act import Act
from app.kernel.actor import Actor, Role, customer
from app.kernel.errors import Refusal
from app.messaging.conversation.models import ThreadMessage
from app.messaging.sms.kinds import SmsKind
from app.photos.models import Photo, PhotoKind
from app.terms import service as terms_service
from app.terms.models import TermsState
from app.terms.rules import Coverage, Payer
from app.tickets.models import Ticket
from app.tickets.states import Action, Disposition, State
from tests.shop import Shop
from tests.web.customer.walk import NAME, STORY, Walk, a_repair, ticket_of

WEB = customer(NAME)


@pytest.fixture
def delivered(shop: Shop) -> Walk:
    """A repaired phone that came back a moment ago."""
    return a_repair(shop, State.DELIVERED)


def kinds(shop: Shop) -> list[SmsKind]:
    return [row.kind for row in shop.texts()]


def ask(walk: Walk) -> bool:
    with walk.shop.database.transaction() as session:
        return ask_follow_up(session, ticket_of(session, walk.ticket_id), now=walk.shop.clock())


def say_broken(walk: Walk, body: str = "It switches off again.", actor: Actor = WEB) -> Ticket:
    with walk.shop.database.transaction() as session:
        ticket = ticket_of(session, walk.ticket_id)
        return still_broken(session, ticket, Act(actor, walk.shop.clock()), body=body)


def refusal(walk: Walk, body: str = "It switches off again.") -> str:
    with pytest.raises(Refusal) as no:
        say_broken(walk, body)
    return no.value.code


def test_the_customer_is_asked_once(delivered: Walk) -> None:
    assert ask(delivered) is True
    assert ask(delivered) is False
    assert kinds(delivered.shop).count(SmsKind.FOLLOW_UP) == 1


def test_nobody_is_asked_before_the_delivery(shop: Shop) -> None:
    assert ask(a_repair(shop, State.OUTBOUND)) is False


def test_nobody_is_asked_whether_an_unrepaired_device_works(shop: Shop) -> None:
    walk = a_repair(shop, State.QUOTED)
    walk.step(Action.DECLINE, Role.CUSTOMER, disposition=Disposition.DECLINED)
    walk.to(State.DELIVERED)
    assert ask(walk) is False
    with shop.database.reading() as session:
        assert not can_say_broken(session, ticket_of(session, walk.ticket_id), now=shop.clock())
    assert refusal(walk) == "not_repaired"


def test_a_yes_closes_the_repair_and_names_the_warranty_day(delivered: Walk) -> None:
    with delivered.shop.database.transaction() as session:
        confirm_working(session, ticket_of(session, delivered.ticket_id), Act(WEB, delivered.shop.clock()))
    assert delivered.ticket.state is State.CLOSED
    last = delivered.shop.texts()[-1]
    assert last.kind is SmsKind.THANKS
    assert "Sun 21 Feb" in last.body  # 90 days after 23 November


def test_a_no_opens_a_free_repair_with_the_story_told(delivered: Walk) -> None:
    with delivered.shop.database.transaction() as session:
        session.add(
            Photo(
                ticket_id=delivered.ticket_id,
                kind=PhotoKind.SYMPTOM,
                sha256="0" * 64,
                width=1,
                height=1,
                size=1,
                by_role=Role.CUSTOMER,
                by_name=NAME,
                at=delivered.shop.clock(),
            )
        )
    old_code = delivered.ticket.code
    again = say_broken(delivered)
    assert delivered.ticket.state is State.CLOSED
    assert again.state is State.AUTHORISED
    assert again.re_repair_of_id == delivered.ticket_id
    assert again.code != old_code
    assert again.priority > 0
    assert again.owner_id == delivered.ticket.owner_id is not None
    assert STORY in again.story
    assert "It switches off again." in again.story
    with delivered.shop.database.reading() as session:
        terms = terms_service.current(session, again.id)
        assert terms is not None
        assert (terms.state, terms.version, terms.coverage) == (TermsState.LOCKED, 1, Coverage.RE_REPAIR)
        assert (terms.cap_minor, terms.inbound_payer, terms.outbound_payer) == (0, Payer.SHOP, Payer.SHOP)
        photos = session.scalars(select(Photo).where(Photo.ticket_id == again.id)).all()
        assert [photo.sha256 for photo in photos] == ["0" * 64]
        task = session.scalars(select(ThreadMessage).where(ThreadMessage.ticket_id == again.id)).one()
        assert task.handled_at is None


def test_the_one_text_carries_the_new_repairs_link(delivered: Walk) -> None:
    before = len(delivered.shop.texts())
    again = say_broken(delivered)
    new = delivered.shop.texts()[before:]
    assert [(row.kind, row.ticket_id) for row in new] == [(SmsKind.RE_REPAIR_OPENED, again.id)]


def test_a_closed_repair_is_still_in_warranty(shop: Shop) -> None:
    closed = a_repair(shop, State.CLOSED)
    shop.clock.move_on(timedelta(days=80))
    assert say_broken(closed).state is State.AUTHORISED
    assert closed.ticket.state is State.CLOSED


def test_after_ninety_days_a_new_request_is_the_way(delivered: Walk) -> None:
    delivered.shop.clock.move_on(timedelta(days=90, minutes=1))
    assert refusal(delivered) == "warranty_over"
    assert delivered.ticket.state is State.DELIVERED


def test_saying_it_twice_opens_one_repair(shop: Shop) -> None:
    closed = a_repair(shop, State.CLOSED)
    say_broken(closed)
    assert refusal(closed) == "already_open"
    with shop.database.reading() as session:
        count = session.scalar(
            select(func.count()).select_from(Ticket).where(Ticket.re_repair_of_id == closed.ticket_id)
        )
    assert count == 1


def test_after_a_cancelled_second_repair_it_can_be_said_again(shop: Shop) -> None:
    closed = a_repair(shop, State.CLOSED)
    first = say_broken(closed)
    Walk(shop, first.id, "").step(Action.CANCEL, Role.CUSTOMER)
    second = say_broken(closed)
    with shop.database.reading() as session:
        newest = repaired_again_as(session, ticket_of(session, closed.ticket_id))
        assert newest is not None
    assert second.id != first.id


def test_a_no_without_words_is_asked_for_words(delivered: Walk) -> None:
    with pytest.raises(Refusal) as no:
        say_broken(delivered, "  ")
    assert no.value.field == "body"
    assert delivered.ticket.state is State.DELIVERED


def test_a_technician_may_open_it_for_the_customer(delivered: Walk) -> None:
    again = say_broken(delivered, actor=delivered.shop.staff(Role.TECHNICIAN))
    assert again.state is State.AUTHORISED
