"""What stories know of the carriers the shop works with: plain data, no vendor behind it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.kernel.i18n import N_


@dataclass(frozen=True, slots=True)
class CarrierProfile:
    """One carrier: `name` is the key on its jobs, `title` what people call it, as a message id.

    One that `needs_network` is asked through the outbox; the others' trips are booked by our own row.
    """

    name: str
    title: str
    needs_network: bool = True


OWN_FLEET = CarrierProfile("own_fleet", N_("The shop's own couriers"), needs_network=False)
OWN_FLEET_ONLY: Mapping[str, CarrierProfile] = {OWN_FLEET.name: OWN_FLEET}


def carriers_of(session: Session) -> Mapping[str, CarrierProfile]:
    """The carriers this session's shop works with, by name."""
    carriers: Mapping[str, CarrierProfile] = session.info.get("carriers", OWN_FLEET_ONLY)
    return carriers


def needs_network(session: Session, name: str) -> bool:
    """Whether a carrier is asked through the outbox; one the shop no longer works with is, and a person told."""
    profile = carriers_of(session).get(name)
    return profile is None or profile.needs_network
