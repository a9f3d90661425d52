"""From what was chosen to the file that is printed; for the page and the command."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.adapters.labels.compose import TextTooLong
from app.adapters.labels.printing import Output, Printed, print_labels
from app.adapters.labels.zpl import MOST_COPIES
from app.documents.labels.choice import MOST, Box, Chosen
from app.documents.labels.content import Label
from app.documents.labels.writing import bin_label, box_label, device_label
from app.kernel.errors import FieldRefused
from app.kernel.i18n import Language, text
from app.kernel.settings import Settings
from app.storage.models import Bin


@dataclass(frozen=True, slots=True)
class Wish:
    """How it will be printed; `start` is the first free place of a sheet."""

    output: Output = Output.FULL
    start: int = 1
    copies: int = 1


def labels_of(
    things: Sequence[Box | Bin], output: Output, *, language: Language, settings: Settings
) -> list[Label]:
    """Their labels: small forms have no room for addresses; a box speaks its customer's language."""
    return [_label(thing, output, language, settings) for thing in things]


def print_chosen(chosen: Chosen, wish: Wish, *, language: Language, settings: Settings) -> Printed:
    """The file of everything chosen; refuses, naming the field, rather than leave one label out."""
    count = len(chosen.things)
    if not count:
        raise FieldRefused(text("There is nothing to print."), field="codes")
    if count > MOST:
        raise FieldRefused(
            text(
                "%(count)d labels are more than the %(most)d that go into one file. Take some out.",
                count=count,
                most=MOST,
            ),
            field="codes",
        )
    if wish.output.is_picture and count > 1:
        raise FieldRefused(
            text("A picture holds one label. Choose another form, or print one code."), field="format"
        )
    places = wish.output.sheet.places if wish.output.sheet else 1
    if wish.output.sheet and not 1 <= wish.start <= places:
        raise FieldRefused(
            text("This sheet has %(places)d places. Write 1 to %(places)d.", places=places), field="start"
        )
    if not 1 <= wish.copies <= MOST_COPIES:
        raise FieldRefused(
            text("Write how many of each label are printed, 1 to %(most)d.", most=MOST_COPIES), field="copies"
        )
    labels = labels_of(chosen.things, wish.output, language=language, settings=settings)
    try:
        return print_labels(labels, wish.output, start=wish.start, copies=wish.copies)
    except TextTooLong as no:
        raise FieldRefused(
            text(
                "The texts of %(code)s are too long for its label. Shorten them, or write the code by hand.",
                code=no.code,
            ),
            field="codes",
        ) from None


def _label(thing: Box | Bin, output: Output, language: Language, settings: Settings) -> Label:
    if isinstance(thing, Bin):
        return bin_label(thing, language=language, settings=settings)
    if output.is_small:
        return device_label(thing.ticket, settings=settings)
    return box_label(
        thing.ticket, leg=thing.leg, window=thing.window, language=thing.ticket.language, settings=settings
    )
