"""What to ask about a serial number that was typed, before anything follows from it: it may name no single device."""

from sqlalchemy.orm import Session

from app.catalogue.serials import devices_answering, is_model_name
from app.kernel.i18n import Text, text
from app.kernel.serial_talk import Talk
from app.kernel.serials import Names


def doubt_about(session: Session, typed: str) -> Text | None:
    """The question back, None where one device answers, or nothing speaks against it.

    Whoever says it again means it; even then a product's number is never acted on.
    """
    answer = devices_answering(session, typed)
    if answer.device or answer.read.names is Names.NOTHING:
        return None
    if answer.read.apart:
        return text(
            "More than one number stands here: %(one)s and %(other)s. Type only that of this device, as its label shows it.",
            one=answer.read.apart[0],
            other=answer.read.apart[1],
        )
    if answer.read.talk is not Talk.NONE:
        return text(
            "This reads like a sentence. Type only the serial number of this device, as its label shows it. If you "
            "can't find it, say so instead."
        )
    if answer.devices:
        return text(
            "More than one device has a serial number like this. Type it letter by letter as the label shows it, and "
            "look closely at 0 and O, 1, I and L."
        )
    if answer.read.names is Names.PRODUCT:
        return text(
            "This looks like the number of the product, which all devices of the model share. The serial number "
            "mostly stands behind S/N. If this is what stands there, send it once more."
        )
    if is_model_name(session, typed):
        return text(
            "This looks like the name of the model. The serial number mostly stands behind S/N. If this is what "
            "stands there, send it once more."
        )
    return None
