"""A form or scan sent once more after its act was taken back: nothing is done, and no page thanks for it."""

from datetime import timedelta
from uuid import UUID, uuid4

from flask.testing import FlaskClient
from sqlalchemy import select

from app.demo.seed import DEMO_STAFF
from app.dock.models import Scan
from app.dock.works import Work
from app.kernel.actor import Role
from app.tickets.states import State
from tests.custody.devices import inbound, state_of
from tests.journeys.stations import code_of, scan_kept
from tests.shop import Shop
from tests.web.customer.walk import a_repair

KEY = {"idempotency_key": "one-key-of-one-page"}
BEFORE = "This was sent before"


def clerk(shop: Shop, role: Role = Role.WAREHOUSE) -> FlaskClient:
    client = shop.signed_in(role)
    client.get("/scan?lang=en")
    return client


def only_scan(shop: Shop) -> UUID:
    with shop.database.reading() as session:
        return session.scalars(select(Scan.id)).one()


def test_a_page_of_the_dock_whose_scan_was_undone_says_who_undid_it(sqlite_shop: Shop) -> None:
    ticket_id = inbound(sqlite_shop)
    code, client = code_of(sqlite_shop, ticket_id), clerk(sqlite_shop)
    page = KEY | {"version": str(sqlite_shop.ticket(code).version)}
    for _ in range(2):  # twice at once is once, and thanked for
        assert "done=receive" in client.post(f"/dock/{code}/receive", data=page).location
    client.post("/scan/undo", data={"scan": str(only_scan(sqlite_shop)), "seen": "1"})
    again = client.post(f"/dock/{code}/receive", data=page)
    assert again.status_code == 409
    assert "This scan was taken back (" in again.text
    assert state_of(sqlite_shop, ticket_id) is State.INBOUND


def test_the_dock_s_done_page_opened_again_after_the_undo_says_what_is_so(sqlite_shop: Shop) -> None:
    code, client = code_of(sqlite_shop, inbound(sqlite_shop)), clerk(sqlite_shop)
    _, scan_id = scan_kept(sqlite_shop, code, Work.RECEIVE)
    done = f"/scan?code={code}&done=receive"
    assert "Received" in client.get(done).text
    assert "Next: " in client.get(f"/scan?mode=receive&scan={scan_id}").text
    client.post("/scan/undo", data={"scan": str(scan_id)})
    assert client.get(done).text.count("Received") == client.get(f"/scan?code={code}").text.count("Received")
    answer = client.get(f"/scan?mode=receive&scan={scan_id}").text
    assert "Taken back" in answer
    assert "Next: " not in answer


def test_a_program_that_sends_its_key_again_is_told_that_nothing_stands(sqlite_shop: Shop) -> None:
    ticket_id = inbound(sqlite_shop)
    code, client, key = code_of(sqlite_shop, ticket_id), clerk(sqlite_shop), str(uuid4())

    def post() -> dict[str, object]:
        answer = client.post(
            "/api/v1/scans", json={"code": code, "mode": "receive"}, headers={"Idempotency-Key": key}
        )
        return {"status": answer.status_code, **answer.get_json()}

    first = post()
    assert (first["status"], first["undo"]) == (201, True)
    client.post("/scan/undo", data={"scan": first["scan"], "seen": "1"})
    again = post()
    assert (again["status"], again["outcome"], again["undo"]) == (409, "refused", False)
    assert again["word"] == "Taken back"
    assert state_of(sqlite_shop, ticket_id) is State.INBOUND


def test_one_key_for_two_bins_is_two_scans(sqlite_shop: Shop) -> None:
    code, client, key = code_of(sqlite_shop, inbound(sqlite_shop)), clerk(sqlite_shop), str(uuid4())
    scan_kept(sqlite_shop, code, Work.RECEIVE)
    for bin_code, status, replayed in (("A-01", 201, None), ("A-01", 201, "true"), ("A-02", 409, None)):
        answer = client.post(
            "/api/v1/scans",
            json={"code": code, "mode": "store", "bin": bin_code},
            headers={"Idempotency-Key": key},
        )
        assert (answer.status_code, answer.headers.get("Idempotency-Replayed")) == (status, replayed)
    assert sqlite_shop.ticket(code).bin_code == "A-01"


def test_a_scan_right_after_its_undo_echoes_nothing(sqlite_shop: Shop) -> None:
    """The undone one is none that a doubled reading could repeat."""
    code, client = code_of(sqlite_shop, inbound(sqlite_shop)), clerk(sqlite_shop)
    scan_kept(sqlite_shop, code, Work.RECEIVE)
    _, scan_id = scan_kept(sqlite_shop, code, Work.STORE, bin_code="A-01")
    client.post("/scan/undo", data={"scan": str(scan_id)})
    again = client.post("/scan", data={"code": code, "mode": "store", "bin": "Z-99"})
    assert "Stored" not in client.get(again.location).text
    assert sqlite_shop.ticket(code).bin_code is None


def test_a_hold_that_was_released_is_not_put_on_by_its_old_page(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.REPAIRING)
    bench, address = clerk(sqlite_shop, Role.TECHNICIAN), f"/bench/{walk.ticket.code}"
    page = KEY | {"reason": "battery swollen", "version": str(walk.ticket.version)}
    held = bench.post(f"{address}/hold", data=page).location
    assert "Put on hold" in bench.get(held).text
    bench.post(f"{address}/release", data={"note": "ok", "version": str(walk.ticket.version)})
    thanks = bench.get(f"{address}?did=hold").text.count("Put on hold")
    assert bench.get(held).text.count("Put on hold") == thanks - 1  # the repair has moved on
    sqlite_shop.clock.move_on(timedelta(hours=3))
    again = bench.get(bench.post(f"{address}/hold", data=page).location).text
    assert BEFORE in again
    assert again.count("Put on hold") == thanks - 1
    assert walk.ticket.state is State.REPAIRING


def test_the_old_page_of_a_password_changed_again_changes_and_claims_nothing(sqlite_shop: Shop) -> None:
    login, first = next((login, password) for role, login, password in DEMO_STAFF if role is Role.WAREHOUSE)
    second, third = "correct horse battery staple 77", "another long staple horse 99"
    client = clerk(sqlite_shop)
    page = KEY | {"current": first, "password": second}
    assert "done=password" in client.post("/account/password", data=page).location
    client.post("/account/password", data={"current": second, "password": third})
    again = client.post("/account/password", data=page)
    assert "done=" not in again.location
    shown = client.get(again.location).text
    assert BEFORE in shown
    assert "Your password is changed" not in shown
    for password, status in ((second, 422), (third, 302)):
        sent = {"login": login, "password": password}
        assert sqlite_shop.client().post("/login", data=sent).status_code == status


def test_a_customer_s_page_sent_again_says_so_and_keeps_its_link_out_of_the_books(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.AUTHORISED)
    slot = str(walk.slots()[2].id)
    walk.post("/pickup", slot=slot, **KEY)
    walk.post("/pickup", decision="cancel")
    again = walk.post("/pickup", slot=slot, **KEY)
    assert walk.ticket.state is State.AUTHORISED
    assert "done=" not in again.location
    page = walk.client.get(f"{again.location}&lang=en").text
    assert BEFORE in page
    made_up = again.location.split("?")[0] + "?before=nothing"
    assert BEFORE not in walk.client.get(made_up).text
