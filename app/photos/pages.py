"""A PDF's pages as pictures: a receipt as a shop's till or web page made it."""

from collections.abc import Iterator
from importlib import import_module

from PIL import Image

from app.photos.decoding import Decoded, NotTaken, developed, fitted

MOST_PAGES = 6
DOTS, POINT = 200, 72  # of an inch: what small print needs, and what a PDF measures in
PDFIUM = "pypdfium2"  # loaded with the first PDF


def pages(raw: bytes) -> Iterator[Decoded]:
    """Each page, from the first. Raises NotTaken, or whatever the reader raises."""
    pdfium = import_module(PDFIUM)
    try:
        document = pdfium.PdfDocument(raw)
    except pdfium.PdfiumError as no:
        raise NotTaken("pdf_locked" if "password" in str(no).lower() else "pdf_unreadable") from None
    if not 0 < len(document) <= MOST_PAGES:
        raise NotTaken("pdf_too_long" if len(document) else "pdf_unreadable", MOST_PAGES)
    for number in range(len(document)):
        page = document[number]
        width, height = page.get_size()
        dots = max(1, round(width * DOTS / POINT)), max(1, round(height * DOTS / POINT))
        wanted = fitted(dots)
        bitmap = page.render(
            scale=min(wanted[0] / width, wanted[1] / height), fill_color=(255, 255, 255, 255)
        )
        image: Image.Image = bitmap.to_pil().convert("RGB")
        yield developed(image)
        bitmap.close()
        page.close()
