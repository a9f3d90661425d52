"""The courier's pages: the own run, the stop, and what the buttons do."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.courier.routes.models import Run
from app.courier.trips.models import CourierJob
from app.courier.trips.states import FailureReason, JobState
from app.journeys.conversation.handle_reply import handle_reply
from app.journeys.transport.prepare_runs import give_run, prepare_run
from app.kernel.actor import Role
from app.kernel.i18n import Language
from app.messaging.conversation.models import IncomingSms
from app.messaging.sms.kinds import SmsKind
from app.tickets.states import State
from tests.courier.road import booked_pickup, booked_return, ticket_of
from tests.shop import Shop


def _pickup(shop: Shop, *, nth: int = 0) -> tuple[UUID, str]:
    with shop.database.transaction() as session:
        job = booked_pickup(session, shop, nth=nth)
        prepare_run(session, job.slot.zone_id, day=job.slot.day, now=shop.clock())
        return job.id, ticket_of(session, job).code


def _return(shop: Shop, state: State = State.OUTBOUND) -> UUID:
    with shop.database.transaction() as session:
        job = booked_return(session, shop, state=state)
        prepare_run(session, job.slot.zone_id, day=job.slot.day, now=shop.clock())
        return job.id


def _state(shop: Shop, job_id: UUID) -> JobState:
    with shop.database.reading() as session:
        return session.scalars(select(CourierJob.state).where(CourierJob.id == job_id)).one()


def test_the_run_shows_what_must_be_known_before_ringing(sqlite_shop: Shop) -> None:
    _pickup(sqlite_shop)
    page = sqlite_shop.signed_in(Role.COURIER).get("/run?lang=en").text
    for told in (
        "14:00\N{NON-BREAKING HYPHEN}16:00",
        "Collect: 김민지",
        "(04524) 세종대로 110 3층",
        "tel:+8210",
        "geo:0,0?q=",
        "Ring twice",
        "Jet 90",
        "Stops to do: 1",
    ):
        assert told in page


def test_another_day_is_a_plain_address_and_nonsense_is_today(sqlite_shop: Shop) -> None:
    _pickup(sqlite_shop, nth=2)
    courier = sqlite_shop.signed_in(Role.COURIER)
    assert "Collect: 김민지" in courier.get("/run?day=2026-11-24&lang=en").text
    for today in ("/run?lang=en", "/run?day=soon&lang=en"):
        assert "No run for you on this day" in courier.get(today).text


def test_a_scanned_box_opens_its_stop_with_the_code_filled_in(sqlite_shop: Shop) -> None:
    job_id, code = _pickup(sqlite_shop)
    courier = sqlite_shop.signed_in(Role.COURIER)
    answer = courier.get(f"/run?code={code}")
    assert answer.location == f"/run/stops/{job_id}?code={code}"
    assert f'value="{code}"' in courier.get(answer.location).text
    assert "is not a stop of this run" in courier.get("/run?code=7K2M&lang=en").text


def test_collected_with_the_right_code_tells_the_customer_once(sqlite_shop: Shop) -> None:
    job_id, code = _pickup(sqlite_shop)
    courier = sqlite_shop.signed_in(Role.COURIER)
    for ends in ("/run?day=2026-11-23#next", "#next"):  # an impatient thumb
        answer = courier.post(f"/run/stops/{job_id}/collect", data={"code": code, "idempotency_key": "k"})
        assert answer.status_code == 303
        assert answer.location.startswith("/run?day=2026-11-23")
        assert answer.location.endswith(ends)
    assert _state(sqlite_shop, job_id) is JobState.COLLECTED
    assert [told.kind for told in sqlite_shop.texts()] == [SmsKind.PICKUP_COLLECTED]
    assert "This stop is done" in courier.get(f"/run/stops/{job_id}?lang=en").text
    assert "Look at the stop" in courier.get("/run?lang=en").text


def test_a_wrong_code_says_so_beside_the_field_and_keeps_it(sqlite_shop: Shop) -> None:
    job_id, _code = _pickup(sqlite_shop)
    answer = sqlite_shop.signed_in(Role.COURIER).post(
        f"/run/stops/{job_id}/collect?lang=en", data={"code": "7K2M-XXXX"}
    )
    assert answer.status_code == 422
    assert "“7K2M-XXXX” is not the code of this stop" in answer.text
    assert 'value="7K2M-XXXX"' in answer.text
    assert "<title>Error:" in answer.text
    assert _state(sqlite_shop, job_id) is JobState.ASSIGNED


def test_no_code_is_asked_for_and_another_stop_s_box_is_called_by_its_name(sqlite_shop: Shop) -> None:
    job_id, _code = _pickup(sqlite_shop)
    _, other = _pickup(sqlite_shop)
    courier = sqlite_shop.signed_in(Role.COURIER)
    empty = courier.post(f"/run/stops/{job_id}/collect?lang=en", data={"code": " "})
    assert "Scan the label, or type the code of the repair." in empty.text
    assert "“”" not in empty.text
    wrong = courier.post(f"/run/stops/{job_id}/collect?lang=en", data={"code": other})
    assert "This box belongs to another stop: 김민지, " in wrong.text
    stranger = booked_elsewhere(sqlite_shop)
    hidden = courier.post(f"/run/stops/{job_id}/collect?lang=en", data={"code": stranger})
    assert f"“{stranger}” is not the code of this stop" in hidden.text
    assert _state(sqlite_shop, job_id) is JobState.ASSIGNED


def booked_elsewhere(shop: Shop) -> str:
    """The code of a pickup that is on nobody's run yet."""
    with shop.database.transaction() as session:
        return ticket_of(session, booked_pickup(session, shop, nth=3)).code


def test_the_way_to_the_next_stop_is_as_high_as_a_thumb(sqlite_shop: Shop) -> None:
    _pickup(sqlite_shop)
    page = sqlite_shop.signed_in(Role.COURIER).get("/run?lang=en").text
    assert 'class="button quiet" href="#next"' in page


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("no_time", "저희 잘못입니다. 죄송합니다"),
        ("address_not_found", "주소를 찾지 못했으니 알려 주세요"),
    ],
)
def test_a_visit_in_vain_is_told_in_the_customers_words(sqlite_shop: Shop, reason: str, said: str) -> None:
    with sqlite_shop.database.transaction() as session:
        job = booked_pickup(session, sqlite_shop, language=Language.KO)
        prepare_run(session, job.slot.zone_id, day=job.slot.day, now=sqlite_shop.clock())
        job_id = job.id
    assert (
        sqlite_shop.signed_in(Role.COURIER)
        .post(f"/run/stops/{job_id}/fail", data={"reason": reason})
        .status_code
        == 303
    )
    assert f"({said})" in sqlite_shop.texts()[-1].body


def test_delivered_needs_the_name_of_who_took_it(sqlite_shop: Shop) -> None:
    job_id = _return(sqlite_shop)
    courier = sqlite_shop.signed_in(Role.COURIER)
    assert "Who took it?" in courier.get(f"/run/stops/{job_id}?lang=en").text
    refused = courier.post(f"/run/stops/{job_id}/deliver?lang=en", data={"handed_to": " "})
    assert (refused.status_code, "Write who took the device" in refused.text) == (422, True)
    done = courier.post(f"/run/stops/{job_id}/deliver", data={"handed_to": "이웃", "no_text": "1"})
    assert done.status_code == 303
    assert sqlite_shop.texts() == []
    assert "Delivered: 이웃" in courier.get("/run?lang=en").text


def test_in_vain_needs_a_reason_and_tells_the_customer(sqlite_shop: Shop) -> None:
    job_id, _code = _pickup(sqlite_shop)
    courier = sqlite_shop.signed_in(Role.COURIER)
    for reason in ({}, {"reason": "bored"}):
        refused = courier.post(f"/run/stops/{job_id}/fail?lang=en", data=reason)
        assert (refused.status_code, "Choose what happened" in refused.text) == (422, True)
    assert courier.post(f"/run/stops/{job_id}/fail", data={"reason": "nobody_home"}).status_code == 303
    assert _state(sqlite_shop, job_id) is JobState.ATTEMPT_FAILED
    assert "Came in vain: nobody home" in courier.get("/run?lang=en").text


def test_only_what_can_happen_at_that_door_is_offered_and_taken(sqlite_shop: Shop) -> None:
    pickup, _code = _pickup(sqlite_shop)
    job_id = _return(sqlite_shop)
    courier = sqlite_shop.signed_in(Role.COURIER)
    offered = [
        {reason for reason in FailureReason if f'value="{reason}"' in courier.get(f"/run/stops/{one}").text}
        for one in (pickup, job_id)
    ]
    assert offered == [set(FailureReason), set(FailureReason) - {FailureReason.NOT_PACKED}]
    refused = courier.post(f"/run/stops/{job_id}/fail?lang=en", data={"reason": "not_packed"})
    assert refused.status_code == 422
    assert "“not packed yet” is said of a pickup only" in refused.text
    assert _state(sqlite_shop, job_id) is JobState.ASSIGNED
    assert sqlite_shop.texts() == []
    assert courier.post(f"/run/stops/{job_id}/fail", data={"reason": "refused"}).status_code == 303
    assert "not delivered (it was not accepted)" in sqlite_shop.texts()[-1].body


def test_the_bench_reads_in_words_why_a_courier_came_in_vain(sqlite_shop: Shop) -> None:
    job_id, code = _pickup(sqlite_shop)
    sqlite_shop.signed_in(Role.COURIER).post(f"/run/stops/{job_id}/fail", data={"reason": "nobody_home"})
    page = sqlite_shop.signed_in(Role.TECHNICIAN).get(f"/bench/{code}?lang=en").text
    assert "nobody home" in page
    assert "nobody_home" not in page


def test_before_the_dock_has_handed_it_out_nothing_can_be_delivered(sqlite_shop: Shop) -> None:
    job_id = _return(sqlite_shop, State.READY_TO_RETURN)
    answer = sqlite_shop.signed_in(Role.COURIER).post(
        f"/run/stops/{job_id}/deliver?lang=en", data={"handed_to": "Lee"}
    )
    assert (answer.status_code, "Ask the warehouse to hand it out first" in answer.text) == (409, True)


def test_a_courier_sees_and_changes_the_own_stops_only(sqlite_shop: Shop) -> None:
    job_id, code = _pickup(sqlite_shop)
    with sqlite_shop.database.transaction() as session:
        run_id = session.scalars(select(Run.id)).one()
        give_run(session, run_id, courier_id=None)
    courier = sqlite_shop.signed_in(Role.COURIER)
    assert "No run for you" in courier.get("/run?lang=en").text
    assert courier.get(f"/run/stops/{job_id}").status_code == 403
    assert courier.get(f"/dispatch/runs/{run_id}/sheet").status_code == 403
    assert courier.post(f"/run/stops/{job_id}/collect", data={"code": code}).status_code == 403
    assert _state(sqlite_shop, job_id) is JobState.ASSIGNED


def test_a_manager_sees_every_run_and_a_strange_stop_is_not_found(sqlite_shop: Shop) -> None:
    _pickup(sqlite_shop)
    manager = sqlite_shop.signed_in(Role.MANAGER)
    assert "Collect: 김민지" in manager.get("/run?lang=en").text
    assert manager.get(f"/run/stops/{uuid4()}").status_code == 404


@pytest.mark.parametrize("role", [Role.TECHNICIAN, Role.WAREHOUSE])
def test_others_have_no_run(sqlite_shop: Shop, role: Role) -> None:
    assert sqlite_shop.signed_in(role).get("/run").status_code == 403


def test_strangers_are_asked_to_sign_in(sqlite_shop: Shop) -> None:
    assert sqlite_shop.client().get("/run").location.startswith("/login")


def test_the_dispatcher_notes_what_a_courier_told_by_phone(sqlite_shop: Shop) -> None:
    job_id, code = _pickup(sqlite_shop)
    sqlite_shop.clock.move_on(timedelta(hours=5))
    answer = sqlite_shop.signed_in(Role.DISPATCHER).post(f"/run/stops/{job_id}/collect", data={"code": code})
    assert (answer.status_code, answer.location) == (303, "/dispatch?day=2026-11-23")


def test_a_booked_window_is_what_text_and_bench_promise_until_the_courier_has_come(sqlite_shop: Shop) -> None:
    job_id, code = _pickup(sqlite_shop)
    window = "14:00\N{NON-BREAKING HYPHEN}16:00"
    bench = sqlite_shop.signed_in(Role.TECHNICIAN).get(f"/bench/{code}?lang=en").text
    assert f'class="due">until Mon 23 Nov {window}' in bench
    phone = sqlite_shop.ticket(code).customer.phone
    with sqlite_shop.database.transaction() as session:
        reply = IncomingSms(
            provider="demo",
            provider_id="R1",
            from_phone=phone,
            to_phone="1588",
            body="상태",
            received_at=sqlite_shop.clock(),
        )
        session.add(reply)
        session.flush()
        handle_reply(session, reply, now=sqlite_shop.clock())
    told = sqlite_shop.texts(phone)[-1]
    assert told.kind is SmsKind.STATUS_REPLY
    assert "14:00-16:00" in told.body
    sqlite_shop.signed_in(Role.COURIER).post(f"/run/stops/{job_id}/collect", data={"code": code})
    for role, url in (
        (Role.TECHNICIAN, f"/bench/{code}?lang=en"),
        (Role.WAREHOUSE, f"/scan?code={code}&lang=en"),
        (Role.DISPATCHER, f"/dispatch/trips/{code}?lang=en"),
    ):
        html = sqlite_shop.signed_in(role).get(url).text
        assert "On its way to us" in html, url
        assert "Pickup booked" not in html.split("What happened so far")[0], url
