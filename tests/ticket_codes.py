"""Ticket codes to draw from: the same in every run, so that what blocks a change is the change and not its luck."""

import random
from collections.abc import Iterator
from itertools import islice

from hypothesis import strategies as st

from app.kernel.ids import ALPHABET, CODE_LENGTH, read_ticket_code


def drawn_codes(seed: int, count: int) -> list[str]:
    """So many codes as the shop draws them: eleven characters by chance and a check letter."""
    return list(islice(_drawn(random.Random(seed)), count))


def _drawn(chance: random.Random) -> Iterator[str]:
    while True:
        body = "".join(chance.choices(ALPHABET, k=CODE_LENGTH - 1))
        yield from (body + last for last in ALPHABET if last.isalpha() and read_ticket_code(body + last))


CODES = st.sampled_from(drawn_codes(seed=1, count=500))  # drawn first: they are no accident of Hypothesis
