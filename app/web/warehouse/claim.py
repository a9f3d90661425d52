"""A repair's custody for a claim, as PDF or EPCIS: the books are read first, pictures fetched after."""

from io import BytesIO
from typing import Any

from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.adapters.evidence.epcis import HandOver, Shop, epcis_document
from app.adapters.evidence.pdf import evidence_pdf
from app.courier.trips.models import CourierJob
from app.custody import queries as custody
from app.custody.chain import SEALED, Checked, check, sealed_text
from app.custody.models import CustodyEvent
from app.documents.evidence.books import Books, Shot
from app.documents.evidence.paper import Writer
from app.kernel.i18n import Language, text
from app.kernel.ids import derive_token
from app.photos.models import Photo
from app.photos.ports import FileStore, PictureChanged, PicturesAway
from app.photos.queries import of_ticket as photos_of
from app.photos.service import FULL, fetch
from app.runtime import Runtime
from app.storage import bins as store
from app.tickets.models import Ticket
from app.tickets.queries import by_code

SIDE = 720  # pixels of the longer side of a picture on paper, some 200 to an inch


def evidence_file(here: Runtime, code: str, *, language: Language) -> tuple[str, bytes]:
    """The repair's code and the PDF about it. Raises NotFound for a code nobody has."""
    with here.database.reading() as session:
        books = _open_books(session, by_code(session, code))
    # No transaction is open any more: the store of pictures may be far away.
    shots = {photo.id: _shot(here.files, photo) for photo in books.photos}
    carriers = {name: carrier.title for name, carrier in here.carriers.items()}
    writer = Writer(books, shots, carriers, here.settings, language, here.site.zone, here.clock())
    return books.ticket.code, evidence_pdf(writer.paper())


def epcis_file(here: Runtime, code: str) -> tuple[str, dict[str, Any]]:
    """The repair's code and its custody as an EPCIS document. Raises NotFound for a code nobody has."""
    secret = here.settings.secret_key.get_secret_value()
    with here.database.reading() as session:
        ticket = by_code(session, code)
        shop = Shop(
            origin=here.settings.public_url,
            zone=here.site.zone,
            bins=frozenset(shelf.code for shelf in store.bins(session)),
            pseudonym=lambda name: derive_token(secret, "party", name),
        )
        rows = [_hand_over(row) for row in custody.of_ticket(session, ticket.id)]
    return ticket.code, epcis_document(rows, code=ticket.code, shop=shop, now=here.clock())


def _open_books(session: Session, ticket: Ticket) -> Books:
    jobs = (
        select(CourierJob)
        .where(CourierJob.ticket_id == ticket.id)
        .order_by(CourierJob.created_at, CourierJob.id)
    )
    return Books(
        ticket=ticket,
        rows=custody.of_ticket(session, ticket.id),
        jobs=session.scalars(jobs).all(),
        photos=photos_of(session, ticket.id),
        checked=next(check(session, [ticket.id]), Checked(ticket.code, 0, None)),
    )


def _hand_over(row: CustodyEvent) -> HandOver:
    sealed = {name: getattr(row, name) for name in SEALED}
    words = sealed | {"step": row.step.value, "role": row.role.value}
    del words["ticket_id"]
    return HandOver(**words, hash=row.hash, sealed=sealed_text(sealed))


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
