"""Pictures survive a form that has to be asked again: they are in the store, a signed note says which."""

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from app.edge.current import runtime
from app.photos.service import FULL, THUMB, Picture, fetch
from app.web.uploads import MAX_PHOTOS


def _signer(code: str) -> URLSafeSerializer:
    """Bound to the ticket: a note cannot carry one customer's picture to another."""
    return URLSafeSerializer(current_app.secret_key or "", salt=f"kept-pictures:{code}")


def note(code: str, pictures: list[Picture]) -> str:
    """What a hidden field remembers of pictures that are in the store."""
    rows = [[p.sha256, p.width, p.height] for p in pictures]
    return str(_signer(code).dumps(rows)) if rows else ""


def count(code: str, noted: str | None) -> int:
    """How many pictures a note remembers; the store is not asked."""
    return len(_rows(code, noted))


def recall(code: str, noted: str | None) -> list[Picture]:
    """The pictures of a note, out of the store; none where it is not ours. Do it before a transaction."""
    files = runtime().files
    return [
        Picture(fetch(files, sha, FULL), fetch(files, sha, THUMB), width, height, sha)
        for sha, width, height in _rows(code, noted)
    ]


def _rows(code: str, noted: str | None) -> list[tuple[str, int, int]]:
    try:
        rows = _signer(code).loads(noted or "")
    except BadSignature:
        return []
    return [(sha, width, height) for sha, width, height in rows[:MAX_PHOTOS]]
