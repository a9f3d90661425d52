"""Pictures survive a form that has to be asked again: they are in the store, a signed note says which."""

from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from app.edge.current import now, runtime
from app.edge.given_back import stands_for
from app.kernel.errors import Refusal
from app.photos.keeping import still_kept
from app.photos.service import Picture
from app.web.uploads import MAX_PHOTOS, read_photos


def _signer(code: str) -> URLSafeSerializer:
    """Bound to the ticket: a note cannot carry one customer's picture to another."""
    return URLSafeSerializer(current_app.secret_key or "", salt=f"kept-pictures:{code}")


@dataclass(frozen=True, slots=True)
class Gathered:
    """The pictures of a form, sent now or kept from a try before; the note that keeps them; what was refused."""

    pictures: list[Picture]
    note: str
    refusals: list[Refusal]


def gather(code: str, noted: str | None, *, reads: bool = True) -> Gathered:
    """All pictures of a form about `code`, and one refusal for each file that is none. Before its transaction."""
    pictures = recall(code, noted)
    sent, refusals = read_photos(MAX_PHOTOS - len(pictures)) if reads else ([], [])
    known = {picture.sha256 for picture in pictures}
    pictures += [picture for picture in sent if picture.sha256 not in known]
    noted = note(code, pictures)
    stands_for("kept", noted)
    return Gathered(pictures, noted, refusals)


def note(code: str, pictures: list[Picture]) -> str:
    """What a hidden field remembers of pictures that are in the store."""
    rows = [[p.sha256, p.width, p.height, p.size] for p in pictures]
    return str(_signer(code).dumps(rows)) if rows else ""


def count(code: str, noted: str | None) -> int:
    """How many pictures a note remembers; the store is not asked."""
    return len(_rows(code, noted))


def recall(code: str, noted: str | None) -> list[Picture]:
    """The pictures of a note that are still in the store; none where it is not ours.

    Our rows say so and the store is not asked. Do it before the transaction of the form.
    """
    pictures = [Picture(sha256=sha, width=w, height=h, size=size) for sha, w, h, size in _rows(code, noted)]
    if not pictures:
        return []
    with runtime().database.transaction() as session:
        return still_kept(session, pictures, now=now())


def _rows(code: str, noted: str | None) -> list[tuple[str, int, int, int]]:
    try:
        rows = _signer(code).loads(noted or "")
    except BadSignature:
        return []
    return [(sha, width, height, size) for sha, width, height, size in rows[:MAX_PHOTOS]]
