"""What each kind of photo shows, in words."""

from app.kernel.i18n import N_
from app.photos.models import PhotoKind

PHOTO_NAME: dict[PhotoKind, str] = {
    PhotoKind.SYMPTOM: N_("What is wrong, from the customer"),
    PhotoKind.SERIAL_LABEL: N_("Serial label"),
    PhotoKind.PROOF_OF_PURCHASE: N_("Proof of purchase"),
    PhotoKind.PACKED_BY_CUSTOMER: N_("Packed by the customer"),
    PhotoKind.DOCK_SEALED: N_("Sealed at the dock"),
    PhotoKind.DOCK_OPENED: N_("Opened at the dock"),
    PhotoKind.DISCREPANCY: N_("What differed"),
    PhotoKind.BENCH: N_("At the bench"),
    PhotoKind.PACKED_FOR_RETURN: N_("Packed for the return"),
    PhotoKind.HANDED_OUT: N_("Handed to the courier"),
    PhotoKind.PROOF_OF_DELIVERY: N_("Delivered"),
    PhotoKind.AT_DOCK: N_("At the dock"),
}
