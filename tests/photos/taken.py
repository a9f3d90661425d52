"""What becomes of one file, as every test of pictures asks: its pictures, or why it is not taken."""

from io import BytesIO
from pathlib import Path

from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from app.kernel.errors import FieldRefused
from app.photos.intake import take_in
from app.photos.ports import PicturesAway
from app.photos.service import Encoded

CASES = Path(__file__).parent / "cases"


def case(name: str) -> bytes:
    """A file that somebody could send."""
    return (CASES / name).read_bytes()


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    """A picture file."""
    output = BytesIO()
    image.save(output, kind, **options)
    return output.getvalue()


def half_red(width: int = 400, height: int = 200) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (width, height), "blue")
    image.paste("red", (0, 0, width // 2, height))
    return image


def receipt(pages: int = 2) -> bytes:
    """A PDF as a web shop's till makes it."""
    paper = BytesIO()
    canvas = Canvas(paper, pagesize=(420, 595))
    for number in range(pages):
        canvas.drawString(60, 500, f"RECEIPT 2025-03-0{number + 1}  Nari 5 phone  890,000")
        canvas.showPage()
    canvas.save()
    return paper.getvalue()


def opened(content: bytes) -> Image.Image:
    """The picture as a browser reads it."""
    image = Image.open(BytesIO(content))
    image.load()
    return image


def became(raw: bytes) -> list[Encoded] | FieldRefused:
    """The pictures of the file, or the refusal."""
    (taken,) = take_in([raw], sender="a test")
    assert not isinstance(taken, PicturesAway), "the decoder itself failed"
    return taken


def pages(raw: bytes) -> list[Encoded]:
    """The pictures of a file that is good."""
    taken = became(raw)
    assert isinstance(taken, list), taken
    return taken


def kept(raw: bytes) -> Encoded:
    """The one picture of a file that is good."""
    (picture,) = pages(raw)
    return picture


def all_kept(*raws: bytes) -> list[Encoded]:
    """The pictures of several files that are good, taken in at once as from one form."""
    pictures: list[Encoded] = []
    for taken in take_in(raws, sender="a test"):
        assert isinstance(taken, list), taken
        pictures += taken
    return pictures


def refused(raw: bytes) -> str:
    """The code by which a file is refused."""
    taken = became(raw)
    assert isinstance(taken, FieldRefused), f"{len(taken)} pictures"
    assert taken.field == "photos"
    return taken.code
