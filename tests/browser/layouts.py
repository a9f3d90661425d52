"""Keyboard layouts as Windows has them, written apart from the code under test: which place types what."""

from dataclasses import dataclass

# The places of the keys by their names in browsers (UI Events KeyboardEvent code), row by row.
_PLACES = (
    "Backquote Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9 Digit0 Minus Equal"
    " KeyQ KeyW KeyE KeyR KeyT KeyY KeyU KeyI KeyO KeyP BracketLeft BracketRight Backslash"
    " KeyA KeyS KeyD KeyF KeyG KeyH KeyJ KeyK KeyL Semicolon Quote"
    " KeyZ KeyX KeyC KeyV KeyB KeyN KeyM Comma Period Slash"
)
_ROWS = {
    "us": (
        "`1234567890-=" r"qwertyuiop[]\ " "asdfghjkl;'" "zxcvbnm,./",
        '~!@#$%^&*()_+QWERTYUIOP{}| ASDFGHJKL:"ZXCVBNM<>?',
    ),
    "azerty": (
        "²&é\"'(-è_çà)=azertyuiop^$* qsdfghjklmùwxcvbn,;:!",
        "²1234567890°+AZERTYUIOP¨£µ QSDFGHJKLM%WXCVBN?./§",
    ),
    "qwertz": (
        "^1234567890ß´qwertzuiopü+# asdfghjklöäyxcvbnm,.-",
        "°!\"§$%&/()=?`QWERTZUIOPÜ*' ASDFGHJKLÖÄYXCVBNM;:_",
    ),
    "cyrillic": (
        "ё1234567890-=" r"йцукенгшщзхъ\ " "фывапролджэ" "ячсмитьбю.",
        'Ё!"№;%:?*()_+ЙЦУКЕНГШЩЗХЪ/ ФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,',
    ),
}
_DEAD = "^¨´`°"  # wait for the next key: browsers say "Dead"
LAYOUTS = {
    name: tuple(dict(zip(_PLACES.split(), row.replace(" ", ""), strict=True)) for row in rows)
    for name, rows in _ROWS.items()
}


@dataclass(frozen=True, slots=True)
class Stroke:
    """A key that was pressed: where it lies, with Shift or without, and what the computer makes of it."""

    code: str
    shift: bool
    key: str


def strokes(text: str, *, scanner: str = "us", pc: str = "us") -> list[Stroke]:
    """The keys that a scanner set to one layout presses for `text`, as a computer set to another one reads them."""
    return [_stroke(char, scanner, pc) for char in text]


def _stroke(char: str, scanner: str, pc: str) -> Stroke:
    shift, code = next(
        (bool(level), code)
        for level, row in enumerate(LAYOUTS[scanner])
        for code, made in row.items()
        if made == char
    )
    made = LAYOUTS[pc][shift][code]
    return Stroke(code, shift, "Dead" if made in _DEAD and pc != "us" else made)
