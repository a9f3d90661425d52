"""Words of the evidence file that no other page has: steps as they happened, trips, evidence of a row."""

from app.custody.models import BizStep
from app.dock.works import DOCK
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
PLACE_LABEL = {DOCK: N_("the dock")}

# What a row notes beside photos and findings, by its name in `Evidence`.
NOTED_LABEL: dict[str, str] = {
    "job": N_("Courier trip: %(value)s"),
    "scanned": N_("Read from the box: %(value)s"),
    "accessories": N_("In the box: %(value)s"),
    "bin": N_("Bin counted: %(value)s"),
    "scan": N_("Scan undone: %(value)s"),
    "confirms": N_("Confirms row %(value)s"),
    "was_unknown": N_("It lay here as a parcel nobody could name, task %(value)s"),
    "pickup_was": N_("The courier had not marked the pickup, it was: %(value)s"),
}
REMARK = N_("Remark: %(value)s")
ADDS_TO = N_("Photos for row %(value)s")

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
        "with microseconds; “device_at” is the time by the scanning device's clock, “undoes” the number of a row that "
        "was a slip, “adds_to” that of the row photos belong to; what has no value is left out. The repair's EPCIS "
        "file carries the same texts under “mendpost:sealed”, where they can be copied without loss."
    ),
    text(
        "Names, doors and what was typed are not part of a row. It names each by the SHA-256 of a text that is "
        "printed at the end, with chance in it (“salt”), so that nobody finds a name by trying. What had to be "
        "erased since is printed as erased, and the rows agree with their hashes all the same."
    ),
    text(
        "A photo's SHA-256 is that of its JPEG file as it was kept; the picture printed here is smaller. Where a row "
        "names a photo, the row's hash covers the photo, too."
    ),
)
