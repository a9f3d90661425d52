"""Parts come, slip or cannot be had, and the customer never waits in silence."""

from datetime import date
from uuid import UUID

import pytest

from app.journeys.repair import handle_parts
from app.kernel.act import Act
from app.kernel.errors import FieldRefused, WrongState
from app.kernel.i18n import Language
from app.messaging.sms.kinds import SmsKind
from app.parts import service as parts
from app.parts.rules import PartState
from app.parts.service import WantedPart
from app.tickets.states import Action, Disposition, State
from tests.journeys.on_the_bench import accepted, at, look, state, technician, waiting_at_the_bench
from tests.journeys.repair.test_bench_work import do
from tests.shop import Shop
from tests.web.customer.walk import a_repair

MISSING = (WantedPart("스프링", PartState.NEEDED), WantedPart("패드", PartState.RESERVED))
DAY = date(2026, 12, 1)


def held(shop: Shop) -> UUID:
    """Accepted, and waiting for its part before anything ships."""
    return accepted(shop, wanted=MISSING)


def part_states(shop: Shop, ticket_id: UUID) -> list[PartState]:
    """How far each part is."""
    with at(shop, ticket_id) as (session, _):
        return [part.state for part in parts.needs_of(session, ticket_id)]


def test_a_reserved_part_opens_the_pickup(shop: Shop) -> None:
    ticket_id = held(shop)
    do(shop, ticket_id, handle_parts.parts_ready)
    assert state(shop, ticket_id) is State.AUTHORISED
    assert part_states(shop, ticket_id) == [PartState.RESERVED, PartState.RESERVED]
    assert shop.texts()[-1].kind is SmsKind.PARTS_READY


def test_a_dated_part_opens_the_pickup_without_saying_it_is_here(shop: Shop) -> None:
    ticket_id = held(shop)
    do(shop, ticket_id, handle_parts.parts_ready, expected_on=DAY)
    assert state(shop, ticket_id) is State.AUTHORISED
    assert part_states(shop, ticket_id) == [PartState.DATED, PartState.RESERVED]
    assert shop.texts()[-1].kind is SmsKind.TERMS_ACCEPTED


def test_a_slipping_part_is_told_with_reason_and_new_day(shop: Shop) -> None:
    ticket_id = held(shop)
    do(shop, ticket_id, handle_parts.part_late, expected_on=DAY, reason="공급처 재고 없음")
    ticket = look(shop, ticket_id)
    assert ticket.due_at is not None
    assert (ticket.state, shop.runtime.site.today(ticket.due_at)) == (State.PARTS_HOLD, DAY)
    text = shop.texts()[-1]
    assert text.kind is SmsKind.DATE_SLIPPED
    assert "공급처 재고 없음" in text.body
    assert "12월 1일" in text.body


def test_a_day_gone_by_is_no_new_date(sqlite_shop: Shop) -> None:
    ticket_id = held(sqlite_shop)
    yesterday = date(2026, 11, 22)
    for story, more in ((handle_parts.part_late, {"reason": "음"}), (handle_parts.parts_ready, {})):
        with pytest.raises(FieldRefused) as no:
            do(sqlite_shop, ticket_id, story, expected_on=yesterday, **more)
        assert no.value.field == "expected_on"


@pytest.mark.parametrize(
    ("action", "ends"),
    [(Action.EXCHANGE, Disposition.EXCHANGED), (Action.REFUND, Disposition.REFUNDED)],
)
def test_a_part_that_cannot_be_had_leaves_choices(shop: Shop, action: Action, ends: Disposition) -> None:
    ticket_id = held(shop)
    do(shop, ticket_id, handle_parts.part_unobtainable, note="단종")
    assert part_states(shop, ticket_id) == [PartState.UNOBTAINABLE, PartState.RESERVED]
    assert shop.texts()[-1].kind is SmsKind.PARTS_UNOBTAINABLE
    with at(shop, ticket_id) as (session, ticket):
        handle_parts.settle_without_part(
            session, ticket, action, Act(technician(shop), shop.clock()), note="새 제품을 보냅니다"
        )
    ticket = look(shop, ticket_id)
    assert (ticket.state, ticket.disposition) == (State.CLOSED, ends)


def test_everything_in_lets_the_repair_go_on(shop: Shop) -> None:
    ticket_id = waiting_at_the_bench(shop)
    do(shop, ticket_id, handle_parts.parts_in)
    assert state(shop, ticket_id) is State.REPAIRING
    assert part_states(shop, ticket_id) == [PartState.IN, PartState.IN]


def test_the_last_of_several_parts_moves_the_repair_by_itself(shop: Shop) -> None:
    ticket_id = waiting_at_the_bench(shop)
    for number, moved in ((0, False), (1, True)):
        with at(shop, ticket_id) as (session, ticket):
            row = parts.needs_of(session, ticket_id)[number]
            event = handle_parts.note_part(
                session, ticket, row, Act(technician(shop), shop.clock()), state=PartState.IN
            )
            assert (event is not None) is moved
    assert state(shop, ticket_id) is State.REPAIRING
    assert shop.texts()[-1].kind is SmsKind.REPAIR_STARTED


@pytest.mark.parametrize(
    ("to", "day", "told"),
    [
        (PartState.RESERVED, None, SmsKind.PARTS_READY),
        (PartState.DATED, DAY, SmsKind.TERMS_ACCEPTED),
    ],
)
def test_one_part_noted_before_shipping_opens_the_pickup(
    sqlite_shop: Shop, to: PartState, day: date | None, told: SmsKind
) -> None:
    ticket_id = held(sqlite_shop)
    with at(sqlite_shop, ticket_id) as (session, ticket):
        row = parts.needs_of(session, ticket_id)[0]
        handle_parts.note_part(
            session, ticket, row, Act(technician(sqlite_shop), sqlite_shop.clock()), state=to, expected_on=day
        )
    assert state(sqlite_shop, ticket_id) is State.AUTHORISED
    assert sqlite_shop.texts()[-1].kind is told


def test_a_repair_that_waits_for_nothing_takes_no_part(sqlite_shop: Shop) -> None:
    ticket_id = waiting_at_the_bench(sqlite_shop)
    do(sqlite_shop, ticket_id, handle_parts.parts_in)
    with pytest.raises(WrongState), at(sqlite_shop, ticket_id) as (session, ticket):
        row = parts.needs_of(session, ticket_id)[0]
        handle_parts.note_part(
            session, ticket, row, Act(technician(sqlite_shop), sqlite_shop.clock()), state=PartState.IN
        )


@pytest.mark.parametrize("language", list(Language))
def test_nobody_is_told_of_an_order_that_nobody_made(sqlite_shop: Shop, language: Language) -> None:
    """A supplier's day, or none: no row says that anything was ordered, so no text and no page does."""
    walk = a_repair(sqlite_shop, State.PARTS_HOLD, language=language)
    said = [text.body for text in sqlite_shop.texts(walk.phone)] + [walk.read()]
    assert [one for one in said if "order" in one.casefold().replace("in order", "") and "part" in one] == []
    assert [one for one in said if "주문" in one] == []
    assert ("구하고 있" if language is Language.KO else "We are getting the part") in said[-1]
