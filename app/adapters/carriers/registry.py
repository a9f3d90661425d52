"""Which carriers the shop works with."""

from collections.abc import Mapping
from importlib import import_module

from app.courier.trips.carriers import Carrier
from app.courier.trips.profiles import CarrierProfile
from app.kernel.settings import Settings

# Each module has `make(settings)`; it gives None where its carrier is not set up, so that nothing of it is loaded.
MODULES = ("app.adapters.carriers.own_fleet",)


def make_carriers(settings: Settings) -> dict[str, Carrier]:
    """Every carrier that is set up, by the name on its jobs."""
    made = [import_module(module).make(settings) for module in MODULES]
    return {carrier.profile.name: carrier for carrier in made if carrier is not None}


def profiles_of(carriers: Mapping[str, Carrier]) -> dict[str, CarrierProfile]:
    """What the stories know of them."""
    return {name: carrier.profile for name, carrier in carriers.items()}
