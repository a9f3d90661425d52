"""What a row of custody notes beside who and where, line by line, for the evidence file."""

from collections.abc import Iterator
from typing import Any

from app.catalogue.kinds import ACCESSORY_NAME
from app.custody.models import CustodyEvent
from app.custody.parties import ParticularKind
from app.dock.rules import listed, named
from app.documents.evidence.books import Books
from app.documents.evidence.words import ADDS_TO, NOTED_LABEL, REMARK
from app.kernel.i18n import Text, text


def noted(books: Books, row: CustodyEvent) -> Iterator[Text]:
    """Photos by their numbers on the paper, findings, and each fact that has a value."""
    evidence = row.evidence
    if evidence.photos:
        numbers = {photo.sha256: number for number, photo in enumerate(books.photos, start=1)}
        yield text(
            "Photos: %(numbers)s", numbers=", ".join(str(numbers.get(one, one)) for one in evidence.photos)
        )
    if row.adds_to is not None:
        yield text(ADDS_TO, value=row.adds_to)
    if evidence.found is not None:
        yield text("What was found, as above")
    elif remark := books.words(row, ParticularKind.REMARK):
        yield text(REMARK, value=remark)
    for name, label in NOTED_LABEL.items():
        if value := getattr(evidence, name):
            yield text(label, value=_in_words(value))


def _in_words(value: Any) -> Any:
    return listed(named(value, ACCESSORY_NAME)) if isinstance(value, tuple) else str(value)
