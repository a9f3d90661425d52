"""What happens to a label between the printer and the scanner, always the same for the same seed."""

from collections.abc import Callable
from io import BytesIO
from random import Random

from PIL import Image, ImageChops, ImageFilter

from app.kernel.ids import ALPHABET, CODE_LENGTH, read_ticket_code, spell_code

Damage = Callable[[Image.Image, Random], Image.Image]


def drawn_code(chance: Random) -> str:
    """A spelled ticket code that is the same in every run."""
    while True:
        code = "".join(chance.choice(ALPHABET) for _ in range(CODE_LENGTH))
        if read_ticket_code(code) == code:
            return spell_code(code)


def covered(picture: Image.Image, chance: Random, *, share: float = 0.1) -> Image.Image:
    """A square stain or tear over that share of the picture, anywhere in it, corner marks included."""
    side = round((share * picture.width * picture.height) ** 0.5)
    left, top = chance.randrange(picture.width - side), chance.randrange(picture.height - side)
    stained = picture.copy()
    stained.paste(chance.choice((0, 255)), (left, top, left + side, top + side))
    return stained


def turned(picture: Image.Image, chance: Random) -> Image.Image:
    """Held at any angle."""
    return turned_by(picture, chance.uniform(-180, 180))


def turned_by(picture: Image.Image, degrees: float) -> Image.Image:
    """Held at that angle, on white ground."""
    return picture.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def photographed(picture: Image.Image, chance: Random, *, quality: int = 15) -> Image.Image:
    """Out of focus, with the noise of a dark hall (a sixth of the whole range), and a small JPEG."""
    noise = Image.frombytes("L", picture.size, chance.randbytes(picture.width * picture.height))
    noise = noise.point(lambda value: 128 + (value - 128) // 3)
    soft = picture.filter(ImageFilter.GaussianBlur(1.5))
    grainy = ImageChops.add(soft.point(lambda value: 40 + value * 175 // 255), noise, offset=-128)
    sent = BytesIO()
    grainy.save(sent, "JPEG", quality=quality)
    return Image.open(sent).convert("L")


def all_of_it(picture: Image.Image, chance: Random) -> Image.Image:
    """Stained, askew and photographed."""
    return photographed(turned(covered(picture, chance), chance), chance)
