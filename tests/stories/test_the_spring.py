"""The spring: nobody can read the serial number, a small part is missing; it is posted and nothing ships."""

from sqlalchemy import func, select

from app.courier.trips.models import CourierJob
from app.custody.models import CustodyEvent
from app.kernel.actor import Role
from app.parts.models import PartNeed
from app.parts.rules import PartState
from app.tickets.states import Disposition, State
from tests.stories.conftest import OpenShop
from tests.stories.scenes import Repair


def test_the_spring(shop: OpenShop, told: Repair) -> None:
    customer, korean = told.customer, told.customer.language == "ko"

    # Told once: the model, the symptom, own words. No serial number, and that costs nothing.
    told.tell(
        kind="Headset",
        model="Hush 7 headset",
        symptom="The hinge spring is missing",
        story="왼쪽 힌지의 작은 스프링이 빠졌어요.",
    )
    told.find_no_serial()
    told.say_who()
    customer.sees("Check your answers")
    told.send_to_the_bench()
    told.read(told.code, told.link)
    assert shop.state(told.code) is State.REQUESTED
    customer.open(told.link).sees(
        "With you. Nothing to send yet.", "Nothing yet. Keep the device until the terms are agreed."
    )

    # The technician reads the same words, asks one thing, and owns the repair from then on.
    bench = told.bench("Ask the customer")
    bench.sees("왼쪽 힌지의 작은 스프링이 빠졌어요.")
    bench.type("Your question", "검은색인가요, 흰색인가요?").press("Ask the customer")
    told.read(told.link)
    customer.open(told.link).follow("Answer the question")
    customer.sees("검은색인가요, 흰색인가요?")
    customer.type("Your answer", "흰색입니다.").press("Send the answer")
    assert shop.state(told.code) is State.REQUESTED

    # No visit, no parcel, no bill: the part is posted.
    told.at_work(Role.TECHNICIAN).open(f"/bench/{told.code}").sees("흰색입니다.")
    bench = told.bench("Close: nothing needs shipping")
    bench.tick("We post the part").type("Part (optional)", "힌지 스프링(흰색)")
    bench.type("What the customer reads in the text", "스프링을 보냈습니다. 끼우면 됩니다.")
    bench.press("Close: nothing needs shipping")
    told.read("보내지 않으셔도" if korean else "no need to send it", "스프링을 보냈습니다.")
    closed = shop.ticket(told.code)
    assert (closed.state, closed.disposition) == (State.CLOSED, Disposition.NO_SHIP_NEEDED)
    assert closed.owner is not None
    with shop.database.reading() as session:
        assert session.scalars(select(PartNeed.state)).all() == [PartState.USED]
        assert session.scalar(select(func.count(CustodyEvent.id))) == 0
        assert session.scalar(select(func.count(CourierJob.id))) == 0
    customer.open(told.link).sees("With you. This repair is closed.")
    shop.wait(days=30)
    assert shop.phone(told.phone)[-1].count(told.code) == 1  # nobody is texted after the end
    shop.nothing_is_left_owed()
