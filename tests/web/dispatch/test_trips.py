"""Booking, moving and calling off for a customer who is on the phone with the dispatcher."""

from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.courier.slots.models import Slot
from app.courier.trips.models import CourierJob
from app.courier.trips.queries import active_job
from app.courier.trips.states import JobState
from app.kernel.actor import Role
from app.messaging.sms.kinds import SmsKind
from app.tickets import queries as tickets
from app.tickets.legs import Leg
from app.tickets.states import State
from tests.courier.road import booked_pickup, booked_return, new_ticket, ticket_of, windows
from tests.shop import Shop


def _ticket(shop: Shop, state: State = State.AUTHORISED) -> str:
    with shop.database.transaction() as session:
        ticket = new_ticket(session, shop)
        ticket.state = state
        return ticket.code


def _window(shop: Shop, nth: int, leg: Leg = Leg.INBOUND) -> UUID:
    with shop.database.reading() as session:
        return windows(session, shop, leg)[nth].id


def _post(client: FlaskClient, code: str, slot: UUID | str, **more: str) -> int:
    return client.post(f"/dispatch/trips/{code}?lang=en", data={"slot": str(slot), **more}).status_code


def test_a_code_typed_anywhere_opens_the_tickets_trips(sqlite_shop: Shop) -> None:
    code = _ticket(sqlite_shop)
    dispatcher = sqlite_shop.signed_in(Role.DISPATCHER)
    answer = dispatcher.get(f"/dispatch?code={code.lower()}")
    assert answer.location == f"/dispatch/trips/{code}"
    assert "Choose a window" in dispatcher.get(f"{answer.location}?lang=en").text
    assert dispatcher.get("/dispatch/trips/7K2M").status_code == 404


def test_a_pickup_is_booked_then_moved_then_called_off(sqlite_shop: Shop) -> None:
    code, dispatcher = _ticket(sqlite_shop), sqlite_shop.signed_in(Role.DISPATCHER)
    first, second = _window(sqlite_shop, 0), _window(sqlite_shop, 1)
    assert _post(dispatcher, code, first) == 303
    page = dispatcher.get(f"/dispatch/trips/{code}?lang=en").text
    assert ("Move to another window" in page, str(first) in page, "What will be sent?" in page) == (
        True,
        False,
        True,
    )
    assert _post(dispatcher, code, second, no_text="1") == 303
    assert dispatcher.post(f"/dispatch/trips/{code}/cancel").status_code == 303
    assert [told.kind for told in sqlite_shop.texts()] == [SmsKind.PICKUP_BOOKED, SmsKind.PICKUP_CANCELLED]
    with sqlite_shop.database.reading() as session:
        assert {job.state for job in session.scalars(select(CourierJob))} == {JobState.CANCELLED}
    assert dispatcher.post(f"/dispatch/trips/{code}/cancel").status_code == 409


def test_a_return_is_booked_and_moved(sqlite_shop: Shop) -> None:
    code, dispatcher = _ticket(sqlite_shop, State.READY_TO_RETURN), sqlite_shop.signed_in(Role.DISPATCHER)
    for nth in (0, 1):
        window = _window(sqlite_shop, nth, Leg.OUTBOUND)
        assert _post(dispatcher, code, window) == 303
        with sqlite_shop.database.reading() as session:
            job = active_job(session, tickets.by_code(session, code).id, Leg.OUTBOUND)
            assert job is not None
            assert job.slot_id == window
    assert dispatcher.get(f"/dispatch/trips/{code}").status_code == 200


def test_nothing_chosen_is_said_beside_the_list(sqlite_shop: Shop) -> None:
    code, dispatcher = _ticket(sqlite_shop), sqlite_shop.signed_in(Role.DISPATCHER)
    answer = dispatcher.post(f"/dispatch/trips/{code}?lang=en", data={})
    assert (answer.status_code, "Choose a window from the list." in answer.text) == (422, True)
    assert "<title>Error:" in answer.text
    assert _post(dispatcher, code, "nonsense") == 422


def test_a_page_older_than_the_ticket_changes_nothing(sqlite_shop: Shop) -> None:
    code, dispatcher = _ticket(sqlite_shop), sqlite_shop.signed_in(Role.DISPATCHER)
    assert _post(dispatcher, code, _window(sqlite_shop, 0), version="1") == 409
    assert sqlite_shop.texts() == []


def test_where_nothing_can_be_booked_the_page_says_when(sqlite_shop: Shop) -> None:
    code, dispatcher = _ticket(sqlite_shop, State.REPAIRING), sqlite_shop.signed_in(Role.DISPATCHER)
    assert "Nothing can be booked now" in dispatcher.get(f"/dispatch/trips/{code}?lang=en").text


def test_a_trip_on_the_road_is_shown_and_not_offered_again(sqlite_shop: Shop) -> None:
    with sqlite_shop.database.transaction() as session:
        code = ticket_of(session, booked_return(session, sqlite_shop)).code
        held = ticket_of(session, job := booked_pickup(session, sqlite_shop))
        job.state = JobState.COLLECTED
        collected = held.code
    dispatcher = sqlite_shop.signed_in(Role.DISPATCHER)
    page = dispatcher.get(f"/dispatch/trips/{code}?lang=en").text
    assert ("Deliver: 김민지" in page, "Nothing can be booked now" in page) == (True, True)
    assert "Nothing can be booked now" in dispatcher.get(f"/dispatch/trips/{collected}?lang=en").text


def test_an_address_without_open_windows_says_what_to_do(sqlite_shop: Shop) -> None:
    code = _ticket(sqlite_shop)
    with sqlite_shop.database.transaction() as session:
        session.execute(update(Slot).values(capacity=0))
    page = sqlite_shop.signed_in(Role.DISPATCHER).get(f"/dispatch/trips/{code}?lang=en").text
    assert "No window is open for this address" in page
