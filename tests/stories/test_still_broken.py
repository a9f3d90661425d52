"""Still broken: a week after the delivery the customer says no, and it is repaired again for nothing."""

import re

from app.kernel.actor import Role
from app.terms import service as terms
from app.terms.rules import Coverage, Payer
from app.tickets.states import State
from tests.stories.conftest import OpenShop
from tests.stories.scenes import Repair


def test_still_broken(shop: OpenShop, told: Repair) -> None:
    customer = told.customer
    told.tell(
        kind="Game pad",
        model="Swing Pro game pad",
        symptom="The stick drifts by itself",
        story="왼쪽 스틱이 저절로 위로 움직여요.",
    )
    told.show_serial("SW-7777")
    told.say_who()
    told.accept_at_once()
    told.collect()
    told.receive()
    told.repair_within_the_terms()
    told.choose_return()
    told.pack_and_hand_out()
    told.deliver()
    first, first_owner = told.code, shop.ticket(told.code).owner_id
    shop.wait(days=7, hours=1)
    told.read(told.link)

    # Told once: the words and the photo travel into the new repair; only what changed is asked.
    customer.open(told.link).follow("Tell us whether it works")
    customer.unfold("No, it is still broken").type("What is wrong now?", "이번에는 아래로 움직여요.").press(
        "Repair it again"
    )
    again = told.read()
    link = re.search(r"http://\S+/t/\S+", again)
    assert link is not None
    told.link = link[0]
    customer.open(told.link)
    with shop.database.reading() as session:
        ticket = shop.ticket_behind(session, told.link)
        agreed = terms.current(session, ticket.id)
        assert agreed is not None
        assert (agreed.coverage, agreed.cap_minor) == (Coverage.RE_REPAIR, 0)
        assert (agreed.inbound_payer, agreed.outbound_payer) == (Payer.SHOP, Payer.SHOP)
    assert shop.state(first) is State.CLOSED
    assert (ticket.state, ticket.owner_id, ticket.re_repair_of_id) == (
        State.AUTHORISED,
        first_owner,
        shop.ticket(first).id,
    )
    told.code = "-".join(re.findall("....", ticket.code))

    # The way back to the bench is free, and the technician sees the whole story, in front of the queue.
    customer.follow("Choose a pickup time").tick("14:00-16:00").press("Book this pickup")
    told.collect()
    told.receive()
    assert shop.state(told.code) is State.DIAGNOSING
    technician = told.at_work(Role.TECHNICIAN)
    technician.open(f"/bench/{ticket.code}").sees(
        "왼쪽 스틱이 저절로 위로 움직여요.", "이번에는 아래로 움직여요."
    )
    shop.nothing_is_left_owed()
