"""What stands on the labels of repairs and bins: built here once for customers, staff and the command line."""

from app.customers.phones import dialled_from
from app.documents.labels.content import BinLabel, BoxLabel, DeviceLabel, LabelWords
from app.kernel.i18n import Language, Text, text, translate
from app.kernel.ids import spell_code
from app.kernel.settings import Settings
from app.kernel.show import Window, show_window
from app.storage.models import Bin
from app.tickets.legs import Leg
from app.tickets.models import Ticket
from app.tickets.states import State

TO_US = frozenset(
    {State.REQUESTED, State.NEEDS_INFO, State.OFFERED, State.PARTS_HOLD, State.AUTHORISED, State.INBOUND}
)


def ticket_link(code: str, settings: Settings) -> str:
    """What the QR of a repair says: an upper-case address, which needs the smallest symbol."""
    return f"{settings.public_url}/Q/{code}".upper()


def bin_link(code: str, settings: Settings) -> str:
    """What the QR of a bin says."""
    return f"{settings.public_url}/B/{code}".upper()


def leg_of(ticket: Ticket) -> Leg:
    """The trip that the box makes next: to us until it has arrived, from then on back."""
    state = ticket.held_from or ticket.state
    return Leg.INBOUND if state in TO_US else Leg.OUTBOUND


def box_label(
    ticket: Ticket, *, leg: Leg, window: Window | None, language: Language, settings: Settings
) -> BoxLabel:
    """The 4×6 inch label for one trip, in `language`; `window` is the courier's, if one is booked."""

    def said(sentence: Text) -> str:
        return translate(language, sentence)

    address = ticket.address
    home = (
        address.recipient,
        tuple(line for line in (address.line1, address.line2, address.postcode) if line),
        dialled_from(ticket.customer.phone, settings.default_region),
        address.recipient_latin or "",
    )
    shop = (settings.shop_name, (settings.shop_address,), settings.shop_phone, "")
    to, from_ = (shop, home) if leg is Leg.INBOUND else (home, shop)
    hint = text("Scan to see where this repair is.")
    if leg is Leg.INBOUND:
        hint = text("Scan to see where this repair is. No printer? Write the code on the box.")
    return BoxLabel(
        code=spell_code(ticket.code),
        qr_text=ticket_link(ticket.code, settings),
        language=language.value,
        leg="inbound" if leg is Leg.INBOUND else "outbound",
        to_name=to[0],
        to_lines=to[1],
        to_phone=to[2],
        to_latin=to[3],
        from_name=from_[0],
        from_lines=from_[1],
        from_phone=from_[2],
        from_latin=from_[3],
        model=ticket.model_name,
        window=show_window(window, language) if window else None,
        words=LabelWords(
            pickup=said(text("PICKUP")),
            return_=said(text("RETURN")),
            to=said(text("To")),
            from_=said(text("From")),
            device=said(text("Device")),
            window=said(text("Time window")),
            hint=said(hint),
        ),
    )


def device_label(ticket: Ticket, *, settings: Settings) -> DeviceLabel:
    """The small label of a device in the shop."""
    return DeviceLabel(
        code=spell_code(ticket.code),
        qr_text=ticket_link(ticket.code, settings),
        language=ticket.language.value,
        model=ticket.model_name,
    )


def bin_label(shelf: Bin, *, language: Language, settings: Settings) -> BinLabel:
    """The label of a bin; `language` is what its note is written in, as far as anybody knows."""
    return BinLabel(
        code=shelf.code, qr_text=bin_link(shelf.code, settings), language=language.value, note=shelf.note
    )
