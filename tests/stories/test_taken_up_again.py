"""Nobody answered, it was closed and said so; weeks later the same link takes it up again, and it goes on."""

from datetime import timedelta

from app.kernel.actor import Role
from app.tickets.states import State
from tests.jobs.time_passes import days_pass
from tests.shop import Shop
from tests.web.customer.walk import Walk, a_repair


def stands(walk: Walk) -> State:
    return walk.ticket.state


def test_the_link_of_an_ended_repair_takes_it_up_again(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.AUTHORISED)
    days_pass(sqlite_shop, 13)
    assert stands(walk) is State.EXPIRED
    assert "take it up again for 30 days" in sqlite_shop.phone(walk.phone)[-1]
    home = walk.read()
    assert f'href="{walk.url}/take-up"' in home
    assert "take it up again until" in home
    asked = walk.read("/take-up")
    assert "Your terms hold as you accepted them" in asked
    assert walk.post("/take-up").status_code == 303
    assert stands(walk) is State.AUTHORISED
    assert "Choose a pickup time" in walk.read()
    twice = walk.post("/take-up")
    assert twice.status_code == 409
    assert "goes on already" in twice.get_data(as_text=True)
    slot = walk.slots()[0]
    assert walk.post("/pickup", slot=str(slot.id)).status_code == 303
    assert stands(walk) is State.INBOUND


def test_after_thirty_days_the_page_says_so_and_staff_still_can(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.CANCELLED)
    sqlite_shop.clock.move_on(timedelta(days=31))
    assert "/take-up" not in walk.read()
    late = walk.post("/take-up")
    assert late.status_code == 409
    assert "could be taken up again until" in late.get_data(as_text=True)
    bench = sqlite_shop.signed_in(Role.TECHNICIAN)
    address = f"/bench/{walk.ticket.code}"
    assert f'href="{address}/take_up"' in bench.get(address).get_data(as_text=True)
    answer = bench.post(
        f"{address}/take_up", data={"version": walk.ticket.version, "note": "전화로 부탁하심"}
    )
    assert answer.status_code == 303
    assert stands(walk) is State.REQUESTED
    assert "전화로" not in walk.read(), "the note is the house's"
