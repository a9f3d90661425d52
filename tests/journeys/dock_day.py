"""The dock's own steps for tests that need a device further along."""

from uuid import UUID

from app.dock.rules import Inspection
from app.journeys.dock.inspect_parcel import inspect_parcel
from app.journeys.dock.pack_return import pack_return
from app.journeys.dock.receive_parcel import receive_parcel
from app.journeys.dock.store_device import store_device
from app.kernel.act import Act
from app.kernel.actor import Role
from tests.custody.devices import inbound, repaired, the
from tests.shop import Shop


def received(shop: Shop, **wishes: object) -> UUID:
    """A parcel taken in."""
    ticket_id = inbound(shop, **wishes)
    with shop.database.transaction() as session:
        receive_parcel(
            session,
            the(session, ticket_id),
            Act(shop.staff(Role.WAREHOUSE), shop.clock(), quiet=True, place="dock"),
        )
    return ticket_id


def put_away(shop: Shop, ticket_id: UUID, bin_code: str = "A-01", by: Role = Role.WAREHOUSE) -> None:
    """It lies in that bin."""
    with shop.database.transaction() as session:
        store_device(
            session,
            the(session, ticket_id),
            Act(shop.staff(by), shop.clock(), place="dock"),
            bin_code=bin_code,
        )


def at_bench(shop: Shop, **wishes: object) -> UUID:
    """An inspected device with all that was declared."""
    ticket_id = received(shop, **wishes)
    with shop.database.transaction() as session:
        ticket = the(session, ticket_id)
        inspect_parcel(
            session,
            ticket,
            Inspection(present=tuple(ticket.accessories)),
            Act(shop.staff(Role.WAREHOUSE), shop.clock(), quiet=True, place="dock"),
        )
    return ticket_id


def ready(shop: Shop, **wishes: object) -> UUID:
    """A repaired device, not packed yet."""
    ticket_id = at_bench(shop, **wishes)
    repaired(shop, ticket_id)
    return ticket_id


def packed(shop: Shop, **wishes: object) -> UUID:
    """A device in its box."""
    ticket_id = ready(shop, **wishes)
    with shop.database.transaction() as session:
        ticket = the(session, ticket_id)
        pack_return(
            session,
            ticket,
            Act(shop.staff(Role.WAREHOUSE), shop.clock(), place="dock"),
            accessories=tuple(ticket.accessories),
        )
    return ticket_id
