"""Somebody calls and gets no code: staff let one through, and it still goes by text."""

from datetime import timedelta

from app.journeys.request.code_limits import HERE_AN_HOUR, OPENED, OPENED_HERE
from app.kernel.actor import Role
from app.messaging.sms.number_fill import OPEN_FOR
from tests.shop import Shop
from tests.web.customer.requesting import Requesting


def a_customer_over_the_limit(shop: Shop) -> Requesting:
    walk = Requesting(shop)
    walk.start()
    walk.prove()
    walk.contact()
    for _ in range(HERE_AN_HOUR - 1):
        shop.clock.move_on(timedelta(minutes=1))
        walk.post("code/again")
    shop.clock.move_on(timedelta(minutes=1))
    assert walk.post("code/again").status_code == 429
    return walk


def test_a_code_goes_out_after_a_call(shop: Shop) -> None:
    walk = a_customer_over_the_limit(shop)
    bench = shop.signed_in(Role.TECHNICIAN)
    assert "/bench/callers" in bench.get("/bench/inbox").get_data(as_text=True)
    assert bench.post("/bench/callers", data={"phone": "010 1234 5678"}).location == "/bench/callers?done=1"
    assert walk.post("code/again").status_code == 302
    assert walk.type_code(walk.texted_code()).status_code == 302


def test_a_number_let_through_is_no_open_door(sqlite_shop: Shop) -> None:
    """Who guesses codes of a number whose owner has just called gets few to guess at, from however many places."""
    sqlite_shop.signed_in(Role.DISPATCHER).post("/bench/callers", data={"phone": "010-1234-5678"})
    sent: list[int] = []
    for address in ("192.0.2.7", "198.51.100.7", "203.0.113.7"):
        for _ in range(OPENED_HERE + 1):
            walk = Requesting(sqlite_shop)
            walk.client.environ_base["REMOTE_ADDR"] = address
            walk.start()
            walk.prove()
            sent.append(walk.contact().status_code)
    one_place = [302] * OPENED_HERE + [429]
    assert sent[: len(one_place)] == one_place
    assert sent.count(302) == OPENED
    sqlite_shop.clock.move_on(OPEN_FOR)


def test_the_door_closes_by_itself(sqlite_shop: Shop) -> None:
    walk = a_customer_over_the_limit(sqlite_shop)
    sqlite_shop.signed_in(Role.DISPATCHER).post("/bench/callers", data={"phone": "010-1234-5678"})
    sqlite_shop.clock.move_on(OPEN_FOR)
    assert walk.post("code/again").status_code == 429


def test_a_number_that_is_none_is_named_and_stays_typed(sqlite_shop: Shop) -> None:
    answer = sqlite_shop.signed_in(Role.TECHNICIAN).post("/bench/callers?lang=en", data={"phone": "010-12"})
    assert answer.status_code == 422
    assert 'value="010-12"' in answer.get_data(as_text=True)
