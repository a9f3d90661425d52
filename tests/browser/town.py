"""A shop with a repair in every state, built once, and the addresses of its pages; tests only look at it."""

from dataclasses import dataclass

from sqlalchemy import select

from app.courier.routes.models import Run
from app.courier.trips.models import CourierJob
from app.journeys.conversation.talk import write_to_technician
from app.kernel.act import Act
from app.kernel.actor import Role, customer
from app.kernel.i18n import Language
from app.parts.models import PartNeed
from app.parts.rules import PartState
from app.parts.service import need
from app.promises.ledger import open_of
from app.promises.slips import SlipKind, open_task
from app.tickets.states import BY_START_AND_ACTION, State
from app.web.bench.desk import DESKS
from tests.courier.road import prepare_all
from tests.stories.conftest import OpenShop
from tests.web.customer.requesting import Requesting
from tests.web.customer.walk import NAME, Walk, a_repair, ticket_of

S = State
NOT_THERE = ("/nowhere", "/scan?code=AAAA-AAAA-AAAA")  # what a refusal looks like
PUBLIC = (
    "/",
    "/request?kind=phone",
    "/request?kind=other",
    "/demo/phone",
    "/demo/clock",
    "/login",
    NOT_THERE[0],
)
# What belongs to a state beside the private page itself.
BELOW: dict[State, tuple[str, ...]] = {
    S.REQUESTED: ("messages", "photos", "cancel"),
    S.NEEDS_INFO: ("answer",),
    S.OFFERED: ("terms",),
    S.AUTHORISED: ("pickup", "prepare"),
    S.INBOUND: ("label", "pickup", "terms"),
    S.QUOTED: ("quote", "messages"),
    S.AWAITING_PAYMENT: ("pay",),
    S.READY_TO_RETURN: ("return",),
    S.DELIVERED: ("follow-up",),
    S.CLOSED: ("quote",),
}
AT_THE_DOCK = {
    S.INBOUND: "receive",
    S.RECEIVED: "inspect",
    S.DIAGNOSING: "store",
    S.READY_TO_RETURN: "pack",
    S.OUTBOUND: "take-back",
}

ON_THE_BENCH = (S.REQUESTED, S.OFFERED, S.QUOTED, S.AWAITING_PARTS, S.REPAIRING, S.ON_HOLD, S.CLOSED)


@dataclass
class Town:
    """The shop, one repair per state, and the pages people look at."""

    shop: OpenShop
    repairs: dict[State, Walk]
    customer_pages: list[str]
    staff_pages: list[tuple[Role, str]]


def build(shop: OpenShop) -> Town:
    """Walk one repair into every state and write down where everything is."""
    repairs = {
        state: a_repair(shop, state, phone=f"+8210556677{number:02}", language=list(Language)[number % 2])
        for number, state in enumerate(State)
    }
    _fill_the_inbox_and_the_shelf(shop, repairs)
    prepare_all(shop)
    request_pages = _requests(shop)
    shop.drain()
    shop.client(csrf=True)  # the builders above switch CSRF off
    customers = [*PUBLIC, *request_pages, f"/demo/phone/{repairs[S.QUOTED].phone}"]
    for state, repair in repairs.items():
        customers += [repair.url, *(f"{repair.url}/{page}" for page in BELOW.get(state, ()))]
    customers.append(f"/Q/{repairs[S.INBOUND].ticket.code}")
    return Town(shop, repairs, customers, _staff(shop, repairs))


def _fill_the_inbox_and_the_shelf(shop: OpenShop, repairs: dict[State, Walk]) -> None:
    with shop.database.transaction() as session:
        asking = ticket_of(session, repairs[S.REPAIRING].ticket_id)
        write_to_technician(session, asking, "언제 오나요?", Act(customer(NAME), shop.clock()), via="web")
        need(session, repairs[S.AWAITING_PARTS].ticket_id, "Display", state=PartState.NEEDED)
        for state, kind in (
            (S.REPAIRING, SlipKind.ASK),
            (S.RECEIVED, SlipKind.ASK),
            (S.DIAGNOSING, SlipKind.CALL),
        ):
            (promise,) = open_of(session, repairs[state].ticket_id)
            open_task(session, promise, kind, now=shop.clock(), answer_by=promise.due_at)


def _requests(shop: OpenShop) -> list[str]:
    """One request that waits for its code, one before its last page, one that was sent."""
    waiting, checking, sent = Requesting(shop), Requesting(shop), Requesting(shop)
    waiting.start()
    waiting.prove()
    waiting.contact(phone="010 9999 0001")
    checking.up_to_check()
    sent.up_to_check()
    sent.confirm()
    pages = [checking.url(page) for page in ("device", "evidence", "contact", "terms", "slot", "check")]
    return [*pages, waiting.url("code"), sent.url("done")]


def _staff(shop: OpenShop, repairs: dict[State, Walk]) -> list[tuple[Role, str]]:
    code = {state: repair.ticket.code for state, repair in repairs.items()}
    pages = [
        *((Role.MANAGER, f"/manage{page}") for page in ("", "/tickets", "/owed", "/texts")),
        (Role.MANAGER, "/account"),
        (Role.MANAGER, "/styleguide"),
        (Role.DISPATCHER, "/dispatch"),
        *((Role.DISPATCHER, f"/dispatch/trips/{code[state]}") for state in (S.AUTHORISED, S.INBOUND)),
        (Role.WAREHOUSE, "/dock"),
        (Role.WAREHOUSE, "/scan"),
        *((Role.WAREHOUSE, f"/scan?mode={mode}") for mode in ("receive", "store")),
        *((Role.WAREHOUSE, f"/dock/{page}") for page in ("bulk", "bins", "bins/A-01", "tasks", "unknown")),
        *((Role.WAREHOUSE, f"/labels{what}") for what in ("", "?what=run", "?what=bins")),
        (Role.WAREHOUSE, NOT_THERE[1]),
        *((Role.WAREHOUSE, f"/scan?code={code[state]}") for state in (S.INBOUND, S.ON_HOLD, S.CLOSED)),
        *((Role.WAREHOUSE, f"/dock/{code[state]}/{step}") for state, step in AT_THE_DOCK.items()),
        (Role.TECHNICIAN, "/bench"),
        (Role.TECHNICIAN, "/bench/inbox"),
        *((role, "/promised") for role in (Role.TECHNICIAN, Role.WAREHOUSE, Role.MANAGER)),
        *((Role.TECHNICIAN, f"/bench/{code[state]}") for state in ON_THE_BENCH),
    ]
    # Each form of the bench once, from the first state that has it.
    forms = {action: start for start, action in reversed(BY_START_AND_ACTION) if action in DESKS}
    pages += [(Role.MANAGER, f"/bench/{code[start]}/{action}") for action, start in forms.items()]
    with shop.database.reading() as session:
        stop = session.scalars(select(CourierJob).where(CourierJob.run_id.is_not(None))).first()
        run = session.scalars(select(Run)).first()
        part = session.scalars(select(PartNeed)).first()
    assert stop is not None
    assert run is not None
    assert part is not None
    pages += [
        (Role.COURIER, f"/run?day={run.day}"),
        (Role.COURIER, f"/run/stops/{stop.id}"),
        (Role.DISPATCHER, f"/dispatch/runs/{run.id}/sheet"),
        (Role.TECHNICIAN, f"/bench/{code[S.AWAITING_PARTS]}/parts/{part.id}"),
    ]
    return pages
