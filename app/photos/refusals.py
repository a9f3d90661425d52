"""Why a file is not taken, in words: what it is, and what to send instead."""

from app.kernel.errors import FieldRefused
from app.kernel.i18n import Text, text
from app.photos.ports import PicturesAway, PicturesBusy


def our_fault() -> PicturesAway:
    """The decoder itself does not work; the file may be good."""
    return PicturesAway(
        text("The photo could not be read just now, and that is our fault. Send it again in a few minutes.")
    )


def refused(code: str, most: int = 0) -> FieldRefused:
    """Why a file is not taken, and what to send instead."""
    return FieldRefused(_why(code, most), code=code, field="photos")


def _why(code: str, most: int) -> Text:
    match code:
        case "photo_too_large":
            return text(
                "This picture has more than %(most)s megapixels. Take it again at the camera's usual size.",
                most=most,
            )
        case "photo_heavy":
            return text(
                "This picture takes too much to be read. Take it again at the camera's usual size, or send a screenshot of it."
            )
        case "photos_too_much":
            return text("The photos are too large to be read all at once. Send this one again by itself.")
        case "photo_heic":
            return text(
                "HEIC pictures cannot be read here. Take the photo with this page, or set the camera to "
                "“Most compatible” and choose a JPEG."
            )
        case "photo_cut_off":
            return text("This file arrived incomplete: its end is missing. Choose it again.")
        case "pdf_too_long":
            return text(
                "This PDF has more than %(most)s pages. Send only the pages with the receipt, or a photo of them.",
                most=most,
            )
        case "pdf_locked":
            return text("This PDF is locked with a password. Send one without, or a photo of the page.")
        case "pdf_unreadable":
            return text("This PDF cannot be read here. Send a photo or a screenshot of the page.")
    return text("This file holds no picture we can read. Choose a JPEG, PNG or WebP photo, or a PDF.")


def busy() -> PicturesBusy:
    """Too many forms with photos at once."""
    return PicturesBusy(
        text(
            "Many photos are coming in right now, so these were not read. Send them again in a moment; what you typed is still here."
        )
    )
