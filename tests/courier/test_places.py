"""Places in windows: exact counts whatever happens at once, and refusals that name the next windows."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, update

from app.courier.slots import places as service
from app.courier.slots.models import Slot, SlotHold, Zone
from app.courier.trips import queries
from app.courier.trips.models import CourierJob
from app.journeys.transport.book_pickup import book_pickup, move_pickup
from app.kernel.act import Act
from app.kernel.errors import NotFound, Refusal
from app.kernel.show import show
from app.tickets import queries as tickets
from app.tickets.legs import Leg
from tests.courier.road import (
    KIM,
    SUWON,
    booked_pickup,
    count_is_exact,
    new_draft,
    new_ticket,
    ticket_of,
    windows,
)
from tests.shop import Shop

ZONE = "Asia/Seoul"


def _one_window_of(shop: Shop, capacity: int) -> UUID:
    with shop.database.transaction() as session:
        slot_id = windows(session, shop)[0].id
        session.execute(update(Slot).where(Slot.id == slot_id).values(capacity=capacity))
        return slot_id


def test_forty_people_want_five_places_and_exactly_five_get_one(shop: Shop) -> None:
    slot_id = _one_window_of(shop, 5)
    with shop.database.transaction() as session:
        drafts = [new_draft(session, shop) for _ in range(20)]
        waiting = [new_ticket(session, shop).id for _ in range(20)]

    def want(n: int) -> str:
        try:
            with shop.database.transaction() as session:
                if n % 2:
                    service.hold(session, slot_id=slot_id, draft_id=drafts[n // 2], now=shop.clock())
                else:
                    book_pickup(
                        session,
                        tickets.by_id(session, waiting[n // 2]),
                        Act(KIM, shop.clock()),
                        slot_id=slot_id,
                    )
            return "got it"
        except Refusal as no:
            return no.code

    with ThreadPoolExecutor(max_workers=12) as pool:
        answers = sorted(pool.map(want, range(40)))

    assert answers == ["got it"] * 5 + ["slot_full"] * 35
    with shop.database.reading() as session:
        assert session.scalar(select(Slot.booked).where(Slot.id == slot_id)) == 5
        assert count_is_exact(session, slot_id)


def test_people_changing_places_with_each_other_never_wait_for_ever(shop: Shop) -> None:
    with shop.database.transaction() as session:
        first, second = (view.id for view in windows(session, shop)[:2])
        there = [booked_pickup(session, shop, nth=n % 2).ticket_id for n in range(8)]

    def change(n: int) -> None:
        with shop.database.transaction() as session:
            move_pickup(
                session,
                tickets.by_id(session, there[n]),
                Act(KIM, shop.clock(), quiet=True),
                slot_id=first if n % 2 else second,
            )

    with ThreadPoolExecutor(max_workers=8) as pool:
        list(pool.map(change, range(8)))

    with shop.database.reading() as session:
        assert count_is_exact(session, first)
        assert count_is_exact(session, second)
        assert session.scalars(select(Slot.booked).where(Slot.id.in_((first, second)))).all() == [4, 4]


def test_a_hold_counts_as_booked_and_its_booking_does_not_change_the_count(shop: Shop) -> None:
    with shop.database.transaction() as session:
        view = windows(session, shop)[0]
        draft_id, ticket = new_draft(session, shop), new_ticket(session, shop)
        service.hold(session, slot_id=view.id, draft_id=draft_id, now=shop.clock())
        held = windows(session, shop)[0].places_left
        book_pickup(
            session,
            ticket,
            Act(KIM, shop.clock()),
            slot_id=view.id,
            draft_id=draft_id,
        )
        assert held == view.places_left - 1 == windows(session, shop)[0].places_left
        assert session.scalar(select(func.count()).select_from(SlotHold)) == 0
        assert count_is_exact(session, view.id)


def test_choosing_another_window_lets_the_first_go(shop: Shop) -> None:
    with shop.database.transaction() as session:
        draft_id = new_draft(session, shop)
        first, second = windows(session, shop)[:2]
        service.hold(session, slot_id=first.id, draft_id=draft_id, now=shop.clock())
        service.hold(session, slot_id=second.id, draft_id=draft_id, now=shop.clock())
        again = service.hold(
            session, slot_id=second.id, draft_id=draft_id, now=shop.clock() + timedelta(minutes=5)
        )
        left = {view.id: view.places_left for view in windows(session, shop)}
        assert left[first.id] == first.places_left
        assert left[second.id] == second.places_left - 1
        assert again.expires_at == shop.clock() + timedelta(minutes=15)


def test_a_draft_open_in_two_tabs_holds_one_place(shop: Shop) -> None:
    with shop.database.transaction() as session:
        draft_id, slots = new_draft(session, shop), [view.id for view in windows(session, shop)[:2]]

    def choose(n: int) -> str:
        try:
            with shop.database.transaction() as session:
                service.hold(session, slot_id=slots[n % 2], draft_id=draft_id, now=shop.clock())
            return "held"
        except Refusal as no:
            return no.code

    with ThreadPoolExecutor(max_workers=6) as pool:
        assert set(pool.map(choose, range(6))) <= {"held", "stale"}
    with shop.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(SlotHold)) == 1
        assert all(count_is_exact(session, slot_id) for slot_id in slots)


def test_a_booking_elsewhere_gives_the_held_place_back(shop: Shop) -> None:
    with shop.database.transaction() as session:
        draft_id, ticket = new_draft(session, shop), new_ticket(session, shop)
        first, second = windows(session, shop)[:2]
        service.hold(session, slot_id=first.id, draft_id=draft_id, now=shop.clock())
        book_pickup(
            session,
            ticket,
            Act(KIM, shop.clock()),
            slot_id=second.id,
            draft_id=draft_id,
        )
        assert count_is_exact(session, first.id)
        assert count_is_exact(session, second.id)
        assert windows(session, shop)[0].places_left == first.places_left


def test_a_booking_without_its_hold_takes_a_free_place(shop: Shop) -> None:
    with shop.database.transaction() as session:
        draft_id, ticket = new_draft(session, shop), new_ticket(session, shop)
        slot_id = windows(session, shop)[0].id
        book_pickup(
            session,
            ticket,
            Act(KIM, shop.clock()),
            slot_id=slot_id,
            draft_id=draft_id,
        )
        assert count_is_exact(session, slot_id)


def test_a_held_place_is_good_past_the_cutoff(shop: Shop) -> None:
    with shop.database.transaction() as session:
        draft_id, ticket = new_draft(session, shop), new_ticket(session, shop)
        view = windows(session, shop)[0]
        shop.clock.time = view.cutoff_at - timedelta(minutes=1)
        service.hold(session, slot_id=view.id, draft_id=draft_id, now=shop.clock())
        shop.clock.move_on(timedelta(minutes=5))
        job = book_pickup(
            session,
            ticket,
            Act(KIM, shop.clock()),
            slot_id=view.id,
            draft_id=draft_id,
        )
        assert job.slot_id == view.id


def test_after_ten_minutes_the_place_is_free_again_even_before_the_sweep(shop: Shop) -> None:
    slot_id = _one_window_of(shop, 1)
    with shop.database.transaction() as session:
        service.hold(session, slot_id=slot_id, draft_id=new_draft(session, shop), now=shop.clock())
    shop.clock.move_on(timedelta(minutes=10))
    with shop.database.transaction() as session:
        service.hold(session, slot_id=slot_id, draft_id=new_draft(session, shop), now=shop.clock())
        assert session.scalar(select(func.count()).select_from(SlotHold)) == 1
        assert count_is_exact(session, slot_id)


def test_the_sweep_gives_back_what_ran_out_and_nothing_else(shop: Shop) -> None:
    with shop.database.transaction() as session:
        slot_id = windows(session, shop)[0].id
        for _ in range(2):
            service.hold(session, slot_id=slot_id, draft_id=new_draft(session, shop), now=shop.clock())
        shop.clock.move_on(timedelta(minutes=6))
        mine = new_draft(session, shop)
        service.hold(session, slot_id=slot_id, draft_id=mine, now=shop.clock())
        shop.clock.move_on(timedelta(minutes=6))
        assert service.release_expired_holds(session, shop.clock()) == 2
        assert count_is_exact(session, slot_id)
        service.release_hold(session, mine)
        service.release_hold(session, mine)
        assert session.scalar(select(Slot.booked).where(Slot.id == slot_id)) == 0


def test_a_full_window_names_the_next_three_in_the_readers_language(shop: Shop) -> None:
    slot_id = _one_window_of(shop, 1)
    with shop.database.transaction() as session:
        booked_pickup(session, shop)
        with pytest.raises(Refusal) as refused:
            service.hold(session, slot_id=slot_id, draft_id=new_draft(session, shop), now=shop.clock())
    assert (refused.value.code, refused.value.field) == ("slot_full", "slot")
    english, korean = (show(refused.value.message, language, ZONE) for language in ("en", "ko"))
    assert english == (
        "All places for Mon 23 Nov 14:00-16:00 are taken. The next ones are: "
        "Mon 23 Nov 18:00-20:00, Tue 24 Nov 10:00-12:00, Tue 24 Nov 14:00-16:00."
    )
    assert "11월 23일(월) 18:00-20:00, 11월 24일(화) 10:00-12:00" in korean
    assert "places" not in korean


def test_past_the_cutoff_the_next_windows_are_offered(shop: Shop) -> None:
    with shop.database.transaction() as session:
        view = windows(session, shop)[0]
        shop.clock.time = view.cutoff_at
        with pytest.raises(Refusal) as refused:
            service.hold(session, slot_id=view.id, draft_id=new_draft(session, shop), now=shop.clock())
        assert refused.value.code == "past_cutoff"
        assert "Mon 23 Nov 18:00-20:00" in show(refused.value.message, "en", ZONE)
        assert view.id not in {other.id for other in windows(session, shop)}


def test_when_everything_is_taken_we_say_so(shop: Shop) -> None:
    with shop.database.transaction() as session:
        view = windows(session, shop)[0]
        session.execute(update(Slot).values(booked=Slot.capacity))
        with pytest.raises(Refusal) as refused:
            service.hold(session, slot_id=view.id, draft_id=new_draft(session, shop), now=shop.clock())
    assert "No other window is open yet" in show(refused.value.message, "en", ZONE)


def test_an_earlier_window_is_named_where_nothing_later_is_free(shop: Shop) -> None:
    with shop.database.transaction() as session:
        offered = windows(session, shop)
        session.execute(
            update(Slot).where(Slot.starts_at > offered[0].window.starts_at).values(booked=Slot.capacity)
        )
        with pytest.raises(Refusal) as refused:
            service.hold(session, slot_id=offered[1].id, draft_id=new_draft(session, shop), now=shop.clock())
    assert "Mon 23 Nov 14:00-16:00" in show(refused.value.message, "en", ZONE)


def test_a_strange_window_is_not_found(shop: Shop) -> None:
    with shop.database.transaction() as session, pytest.raises(NotFound):
        service.hold(session, slot_id=uuid4(), draft_id=new_draft(session, shop), now=shop.clock())


def test_each_address_is_offered_its_own_zones_windows(shop: Shop) -> None:
    with shop.database.reading() as session:
        seoul = {view.id for view in windows(session, shop)}
        suwon = {view.id for view in windows(session, shop, postcode=SUWON)}
        back = {view.id for view in windows(session, shop, Leg.OUTBOUND)}
    assert seoul
    assert suwon
    assert back
    assert not seoul & suwon
    assert not seoul & back


def test_where_nobody_drives_nothing_is_offered(shop: Shop) -> None:
    with shop.database.transaction() as session:
        for zone in session.scalars(select(Zone)):
            zone.postcode_prefixes = ["0"]
        session.flush()
        assert windows(session, shop, postcode=SUWON) == []


def test_a_cancelled_trip_is_no_trip_of_the_ticket_any_more(shop: Shop) -> None:
    with shop.database.transaction() as session:
        job = booked_pickup(session, shop)
        assert queries.active_job(session, job.ticket_id, Leg.INBOUND) is job
        move_pickup(
            session,
            ticket_of(session, job),
            Act(KIM, shop.clock()),
            slot_id=windows(session, shop)[1].id,
        )
        newest = queries.last_job(session, job.ticket_id, Leg.INBOUND)
        assert newest is queries.active_job(session, job.ticket_id, Leg.INBOUND)
        assert newest is not job
        assert session.scalar(select(func.count()).select_from(CourierJob)) == 2
