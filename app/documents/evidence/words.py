"""Words of the evidence file that no other page has: steps as they happened, trips, evidence of a row."""

from app.custody.models import BizStep
from app.kernel.i18n import N_, text
from app.photos.models import PhotoKind
from app.tickets.legs import Leg

STEP_LABEL: dict[BizStep, str] = {
    BizStep.COLLECTING: N_("Collected from the customer"),
    BizStep.RECEIVING: N_("Taken in"),
    BizStep.INSPECTING: N_("Opened and checked"),
    BizStep.STORING: N_("Put away in a bin"),
    BizStep.STOCK_TAKING: N_("Seen in a count"),
    BizStep.REPAIRING: N_("Taken for repair"),
    BizStep.PICKING: N_("Taken out of its bin"),
    BizStep.PACKING: N_("Packed for the way back"),
    BizStep.SHIPPING: N_("Handed to the courier"),
    BizStep.ACCEPTING: N_("Handed over at the door"),
}
TRIP_LABEL: dict[Leg, str] = {Leg.INBOUND: N_("Pickup"), Leg.OUTBOUND: N_("Return")}

# Stations by their names in custody; any other place is an address, and stands as it is.
PLACE_LABEL = {"dock": N_("the dock")}

# What a row notes beside photos and findings, by its key in `CustodyEvent.evidence`; other keys stand as they are.
NOTED_LABEL: dict[str, str] = {
    "job": N_("Courier trip: %(value)s"),
    "scanned": N_("Read from the box: %(value)s"),
    "accessories": N_("In the box: %(value)s"),
    "bin": N_("Bin counted: %(value)s"),
    "remark": N_("Remark: %(value)s"),
    "scan": N_("Scan undone: %(value)s"),
    "pickup_was": N_("The courier had not marked the pickup, it was: %(value)s"),
}

BY_THE_CUSTOMER = (PhotoKind.PACKED_BY_CUSTOMER,)
AT_THE_DOCK = (PhotoKind.DOCK_SEALED, PhotoKind.DOCK_OPENED, PhotoKind.DISCREPANCY, PhotoKind.AT_DOCK)

HOW = (
    text(
        "Rows are only ever added; the database itself refuses to change or delete one. Each row is sealed by its "
        "SHA-256: that of its text below in UTF-8, without line breaks, where each row's text names the hash of the "
        "row before (“previous_hash”, 64 zeros for the first). Whoever changes, adds or removes a row has to make "
        "all later hashes anew."
    ),
    text(
        "The text of a row is JSON with the names in alphabetical order, no spaces between them, and times in UTC "
        "with microseconds; “device_at” (the time by the scanning device's clock) and “undoes” (the number of a row "
        "that was a slip) are there only where they have a value. The repair's EPCIS file carries the same texts "
        "under “mendpost:sealed”, where they can be copied without loss."
    ),
    text(
        "A photo's SHA-256 is that of its JPEG file as it was kept; the picture printed here is smaller. Where a row "
        "names a photo, the row's hash covers the photo, too."
    ),
)
