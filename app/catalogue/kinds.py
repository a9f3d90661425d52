"""Kinds of device: what each is called, and what usually goes along."""

from app.kernel.i18n import N_

OTHER = "other"

KIND_NAME: dict[str, str] = {
    "headset": N_("Headset"),
    "vacuum": N_("Vacuum cleaner"),
    "washer": N_("Washing machine"),
    "rice_cooker": N_("Rice cooker"),
    "phone": N_("Phone"),
    "laptop": N_("Laptop"),
    "gamepad": N_("Game pad"),
    "espresso": N_("Espresso machine"),
    OTHER: N_("Something else"),
}

CHARGER, CABLE, CASE, REMOTE, BRUSHES, DONGLE = "charger", "cable", "case", "remote", "brushes", "dongle"
INNER_POT, HOSE, FILTER_HOLDER = "inner_pot", "hose", "filter_holder"
ACCESSORY_NAME: dict[str, str] = {
    CHARGER: N_("Charger"),
    CABLE: N_("Cable"),
    CASE: N_("Case or bag"),
    REMOTE: N_("Remote control"),
    BRUSHES: N_("Brushes and nozzles"),
    DONGLE: N_("USB receiver"),
    INNER_POT: N_("Inner pot"),
    HOSE: N_("Hoses"),
    FILTER_HOLDER: N_("Filter holder"),
}
ACCESSORIES: dict[str, tuple[str, ...]] = {
    "phone": (CHARGER, CABLE, CASE),
    "laptop": (CHARGER, CABLE, CASE),
    "headset": (CABLE, DONGLE, CASE),
    "gamepad": (CABLE, DONGLE),
    "vacuum": (CHARGER, BRUSHES),
    "washer": (HOSE,),
    "rice_cooker": (INNER_POT, CABLE),
    "espresso": (FILTER_HOLDER, CABLE),
}


def kind_name(kind: str) -> str:
    """The message id of a kind's name; a kind we have no word for is shown as it is."""
    return KIND_NAME.get(kind, kind)


def accessories(kind: str) -> tuple[str, ...]:
    """Keys of `ACCESSORY_LABEL` that usually belong to that kind."""
    return ACCESSORIES.get(kind, (CHARGER, CABLE, CASE, REMOTE))
