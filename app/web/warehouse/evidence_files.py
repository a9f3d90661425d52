"""A repair's custody for a claim, as PDF or EPCIS: the books are read first, pictures fetched after."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from PIL import Image

from app.adapters.evidence.epcis import HandOver, Holder, Place, Shop, epcis_document
from app.adapters.evidence.pdf import evidence_pdf
from app.custody import particulars
from app.custody import queries as custody
from app.custody.models import CustodyEvent, Particular
from app.custody.parties import opening
from app.custody.seal import SEALED, sealed_text
from app.documents.evidence.books import Shot, open_books
from app.documents.evidence.paper import Writer
from app.kernel.i18n import Language, text
from app.photos.models import Photo
from app.photos.ports import FileStore, PictureChanged, PicturesAway
from app.photos.service import FULL, fetch
from app.runtime import Runtime
from app.tickets.queries import by_code

SIDE = 720  # pixels of the longer side of a picture on paper, some 200 to an inch


def evidence_file(here: Runtime, code: str, *, language: Language) -> tuple[str, bytes]:
    """The repair's code and the PDF about it. Raises NotFound for a code nobody has."""
    with here.database.reading() as session:
        books = open_books(session, by_code(session, code))
    # No transaction is open any more: the store of pictures may be far away.
    shots = {photo.id: _shot(here.files, photo) for photo in books.photos}
    carriers = {name: carrier.profile.title for name, carrier in here.carriers.items()}
    writer = Writer(books, shots, carriers, here.settings, language, here.site.zone, here.clock())
    return books.ticket.code, evidence_pdf(writer.paper())


def epcis_file(here: Runtime, code: str) -> tuple[str, dict[str, Any]]:
    """The repair's code and its custody as an EPCIS document. Raises NotFound for a code nobody has."""
    with here.database.reading() as session:
        ticket = by_code(session, code)
        beside = {one.id: one for one in particulars.of_ticket(session, ticket.id)}
        rows = [_hand_over(row, beside) for row in custody.of_ticket(session, ticket.id)]
    shop = Shop(origin=here.settings.public_url, zone=here.site.zone)
    return ticket.code, epcis_document(rows, code=ticket.code, shop=shop, now=here.clock())


def _hand_over(row: CustodyEvent, beside: Mapping[str, Particular]) -> HandOver:
    mentioned = [row.door_id, row.giver_id, row.taker_id, row.actor_id, *row.evidence.notes.values()]
    there = [beside[one] for one in dict.fromkeys(filter(None, mentioned)) if one in beside]
    return HandOver(
        id=row.id,
        number=row.number,
        step=row.step.value,
        at=row.at,
        device_at=row.device_at,
        place=Place(str(row.place_name), row.door_id),
        giver=Holder(str(row.giver_name), row.giver_id),
        taker=Holder(str(row.taker_name), row.taker_id),
        role=row.role.value,
        actor=Holder(str(row.actor_name), row.actor_id),
        photos=row.evidence.photos,
        job=row.evidence.job,
        previous_hash=row.previous_hash,
        hash=row.hash,
        undoes=row.undoes,
        sealed=sealed_text({name: getattr(row, name) for name in SEALED}),
        openings=tuple(opening(vars(one)) for one in there if one.words is not None),
    )


def _shot(files: FileStore, photo: Photo) -> Shot:
    """The photo made small; where its file is gone, changed or out of reach, that is what the paper says."""
    try:
        full = fetch(files, photo.sha256, FULL)
    except FileNotFoundError:
        return Shot(None, text("The photo's file is not there any more."))
    except PictureChanged:
        return Shot(None, text("The photo's file is not what was kept under this hash, so it is not shown."))
    except PicturesAway:
        return Shot(None, text("The store of photos did not answer while this was printed."))
    return Shot(_small(full), text("Its file agrees with the hash."))


def _small(full: bytes) -> bytes:
    image = Image.open(BytesIO(full), formats=("JPEG",))
    image.draft("RGB", (SIDE, SIDE))  # decodes at a fraction of its size
    image.thumbnail((SIDE, SIDE))
    output = BytesIO()
    image.convert("RGB").save(output, "JPEG", quality=80, optimize=True)
    return output.getvalue()
