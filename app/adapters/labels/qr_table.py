"""The symbol of our links from tables: version 4, level H, mask 6, in microseconds instead of a millisecond.

Error correction and placement are linear over GF(2). So a symbol is the symbol of nothing but zeros, changed
by what each of its 36 data bytes brings along, whatever the others are. `qrcode` is asked once a process for
these contributions; a link then costs one XOR for each byte. The tests compare every module with `qrcode`.
"""

from functools import cache, reduce
from operator import xor
from typing import Final

from qrcode import base, constants, util
from qrcode.main import QRCode

from app.adapters.labels.bitmap import Bitmap, from_modules

VERSION: Final = 4  # 33 modules; at level H it holds 50 alphanumeric characters, our links have at most 36
LEVEL: Final = constants.ERROR_CORRECT_H
# Fixed, because trying all eight takes most of the time; the lowest mean penalty of our links.
MASK: Final = 6

SIDE = 4 * VERSION + 17
_ROW = 8 * -(-SIDE // 8)  # bits of a row in a Bitmap
_ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"  # ISO/IEC 18004, table 5
_PAIRS = {a + b: 45 * x + y for x, a in enumerate(_ALPHANUMERIC) for y, b in enumerate(_ALPHANUMERIC)}
_MODE, _COUNT_BITS, _PAIR_BITS, _LAST_BITS = 0b0010, 9, 11, 6
_PADDING = bytes.fromhex("EC11")
_BLOCKS = base.rs_blocks(VERSION, LEVEL)  # all of one length, which makes their interleaving plain
_BLOCK_BYTES = _BLOCKS[0].data_count
_DATA_BITS = 8 * _BLOCK_BYTES * len(_BLOCKS)


def tabled(text: str) -> Bitmap | None:
    """Return the symbol of an alphanumeric text, or None for one that is encoded otherwise or is too long."""
    data = _data(text)
    if data is None:
        return None
    blank, tables = _tables()
    for table, byte in zip(tables, data, strict=True):
        blank ^= table[byte]
    return Bitmap(SIDE, SIDE, blank.to_bytes(SIDE * _ROW // 8))


def _data(text: str) -> bytes | None:
    """Return the data bytes before error correction: mode, length, characters, end, padding."""
    if not text or text.isdecimal():  # digits alone have a mode of their own
        return None
    bits, length = _MODE << _COUNT_BITS | len(text), 4 + _COUNT_BITS
    even = len(text) & ~1
    try:
        for start in range(0, even, 2):
            bits = bits << _PAIR_BITS | _PAIRS[text[start : start + 2]]
        if text[even:]:
            bits = bits << _LAST_BITS | _PAIRS["0" + text[even:]]
    except KeyError:
        return None
    length += even // 2 * _PAIR_BITS + len(text[even:]) * _LAST_BITS
    if length > _DATA_BITS:
        return None
    end = min(4, _DATA_BITS - length)
    end += -(length + end) % 8
    data = (bits << end).to_bytes((length + end) // 8)
    return data + (_PADDING * _DATA_BITS)[: _DATA_BITS // 8 - len(data)]


@cache
def _tables() -> tuple[int, list[list[int]]]:
    """Return the symbol of zeros and, for each data byte, what each of its 256 values changes in it."""
    codewords = [0] * sum(block.total_count for block in _BLOCKS)
    blank = _drawn(codewords)
    places = _places(len(codewords), blank)
    parts = [_codewords_of(bit) for bit in range(8 * _BLOCK_BYTES)]
    tables = []
    for block in range(len(_BLOCKS)):
        for byte in range(_BLOCK_BYTES):
            table = [0]
            for bit in reversed(range(8 * byte, 8 * byte + 8)):
                change = reduce(
                    xor, (places[8 * (len(_BLOCKS) * at + block) + low] for at, low in parts[bit])
                )
                table += [known ^ change for known in table]
            tables.append(table)
    return blank, tables


def _codewords_of(bit: int) -> list[tuple[int, int]]:
    """Return which bits one data bit sets in its block, as (codeword, bit), correction included."""
    buffer = util.BitBuffer()
    buffer.put(1 << (8 * _BLOCK_BYTES - 1 - bit), 8 * _BLOCK_BYTES)
    words = util.create_bytes(buffer, _BLOCKS[:1])
    return [(at, low) for at, word in enumerate(words) for low in range(8) if word >> (7 - low) & 1]


def _places(count: int, blank: int) -> list[int]:
    """Return the module of every bit of `count` codewords: each is drawn with its own number, digit by digit."""
    numbers = range(1, 8 * count + 1)
    digits = [
        _drawn(
            [
                _byte([number >> digit & 1 for number in numbers[start : start + 8]])
                for start in range(0, 8 * count, 8)
            ]
        )
        ^ blank
        for digit in range(numbers[-1].bit_length())
    ]
    found = {
        sum((plane >> module & 1) << digit for digit, plane in enumerate(digits)): 1 << module
        for module in range(SIDE * _ROW)
    }
    return [found[number] for number in numbers]


def _byte(bits: list[int]) -> int:
    return int("".join(map(str, bits)), 2)


def _drawn(codewords: list[int]) -> int:
    """Let `qrcode` place these codewords, correction included, and mask them."""
    symbol = QRCode(version=VERSION, error_correction=LEVEL, border=0, mask_pattern=MASK)
    symbol.data_cache = codewords
    symbol.makeImpl(False, MASK)
    return int.from_bytes(from_modules([[bool(module) for module in row] for row in symbol.modules]).rows)
