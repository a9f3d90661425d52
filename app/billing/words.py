"""Names of a bill's lines and of the ways to pay, as people read them."""

from app.billing.states import LineKind, PaymentMethod
from app.kernel.i18n import N_

LINE_NAME: dict[LineKind, str] = {
    LineKind.REPAIR: N_("The repair"),
    LineKind.PART: N_("Spare part"),
    LineKind.COURIER_IN: N_("Courier to us, as agreed"),
    LineKind.COURIER_OUT: N_("Courier to you, as agreed"),
}
METHOD_NAME: dict[PaymentMethod, str] = {
    PaymentMethod.TRANSFER: N_("Bank transfer"),
    PaymentMethod.CARD: N_("Card"),
    PaymentMethod.CASH: N_("Cash"),
}
