"""Whatever a phone sends is kept, read, and shown; no text of anybody closes a page or stops the next."""

import pytest

from app.kernel.actor import Role
from app.kernel.entering import entered
from app.tickets.states import State
from jobs import read_replies
from tests.edge.nasty import NASTY
from tests.shop import Shop
from tests.web.customer.walk import PHONE, a_repair
from tests.web.webhooks.test_twilio import INBOUND, REPLY, call, caller, kept

BODIES = {name: text for name, text in NASTY.items() if len(text) < 4000 and name != "half"}


def test_a_reply_with_anything_in_it_is_kept_and_read(shop: Shop) -> None:
    walk = a_repair(shop, State.DIAGNOSING)
    client = caller(shop)
    for number, (name, body) in enumerate(BODIES.items()):
        sender = PHONE if number % 2 else f"+8210999{number:05d}"
        answer = call(client, INBOUND, REPLY | {"MessageSid": f"SM{number}", "From": sender, "Body": body})
        assert answer.status_code == 200, name
    assert [row.body for row in kept(shop)] == [entered(body) for body in BODIES.values()]
    while read_replies.run(shop.runtime):
        pass
    assert all(row.processed_at is not None for row in kept(shop))
    staff = shop.signed_in(Role.MANAGER)
    for page in ("/bench/inbox?show=unknown", "/bench/inbox", f"/bench/{walk.ticket.code}"):
        assert staff.get(page).status_code == 200
    assert walk.get("/messages").status_code == 200


@pytest.mark.parametrize("field", ["MessageSid", "From", "To", "AccountSid"])
@pytest.mark.parametrize("what", ["NUL", "control", "4100", "5000 digits", "empty"])
def test_what_is_no_name_or_number_is_refused_as_no_call_of_the_provider(
    sqlite_shop: Shop, field: str, what: str
) -> None:
    answer = call(caller(sqlite_shop), INBOUND, REPLY | {field: NASTY[what]})
    assert answer.status_code in (200, 403)
    assert all("\0" not in f"{row.provider_id}{row.from_phone}{row.to_phone}" for row in kept(sqlite_shop))
