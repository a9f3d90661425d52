"""The same form twice is one thing; another text under the same key is another thing, and both are kept."""

import pytest

from app.kernel.actor import Role
from app.tickets.states import State
from tests.shop import Shop
from tests.web.customer.walk import a_repair

KEY = {"idempotency_key": "one-key-of-one-page"}


def test_two_texts_under_one_key_are_both_kept_and_each_once(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.DIAGNOSING)
    for body, thanks in (("AAA", "done=sent"), ("BBB", "done=sent"), ("AAA", "before="), ("BBB", "before=")):
        assert thanks in walk.post("/messages", body=body, **KEY).location
    page = walk.read("/messages")
    assert (page.count("AAA"), page.count("BBB")) == (1, 1)


def test_a_button_pressed_after_another_is_told_what_is_so(sqlite_shop: Shop) -> None:
    """Back, and the other button of the same page: thanked for yes, nobody may be thanked for no."""
    walk = a_repair(sqlite_shop, State.OFFERED)
    version = {"terms_version": "1", "version": str(walk.ticket.version)}
    assert walk.post("/terms", decision="accept", **version, **KEY).status_code == 303
    accepted = walk.ticket.state
    assert walk.post("/terms", decision="accept", **version, **KEY).status_code == 303
    assert walk.post("/terms", decision="decline", **version, **KEY).status_code == 409
    assert walk.ticket.state is accepted


@pytest.mark.parametrize("address", ["message", "number"])
def test_staff_forms_too(sqlite_shop: Shop, address: str) -> None:
    walk = a_repair(sqlite_shop, State.DIAGNOSING)
    client = sqlite_shop.signed_in(Role.TECHNICIAN if address == "message" else Role.MANAGER)
    seen = walk.ticket.customer.phone
    for typed in ("010-2222-3333", "010-4444-5555"):
        fields = {"body": typed} if address == "message" else {"phone": typed, "seen": seen}
        client.post(f"/bench/{walk.ticket.code}/{address}", data=fields | KEY)
        seen = walk.ticket.customer.phone
    page = client.get(f"/bench/{walk.ticket.code}").get_data(as_text=True)
    assert "4444" in page
    assert ("2222" in page) is (address == "message")  # the second number replaced the first


def test_the_clerk_who_goes_back_and_scans_another_box_has_scanned_another_box(sqlite_shop: Shop) -> None:
    first, second = (
        a_repair(sqlite_shop, State.INBOUND),
        a_repair(sqlite_shop, State.INBOUND, phone="+821098765432"),
    )
    clerk = sqlite_shop.signed_in(Role.WAREHOUSE)
    for walk in (first, first, second):
        clerk.post("/scan", data={"code": walk.ticket.code, "mode": "receive"} | KEY)
    assert [first.ticket.state, second.ticket.state] == [State.RECEIVED, State.RECEIVED]
