"""Passwords of staff: how they are hashed, what makes one good enough, and how one is checked."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn_rs_py import zxcvbn

from app.kernel.errors import FieldRefused
from app.kernel.hangul_keyboard import as_keys
from app.kernel.i18n import text

SHORTEST = 10  # characters; length is what makes guessing dear (NIST SP 800-63B, 5.1.1.2)
LONGEST = 200  # characters; keeps a hostile form from costing us seconds of hashing
LOOKED_AT = 72  # characters whose guesses are counted: what is longer is not guessed by its end
GOOD_ENOUGH = 3  # of zxcvbn's 0 to 4: 10^8 guesses or more, centuries at the pace we let anybody guess
EVERYBODYS = ("mendpost",)


def read_password(typed: str) -> str:
    """A password as it is hashed: one spelling for what is typed composed, decomposed or full-width (NFKC).

    RFC 8265 says why; half of a surrogate pair, which no hash can take, stands as a replacement character.
    """
    whole = typed[: 4 * LONGEST].encode("utf-8", "replace").decode()
    return unicodedata.normalize("NFKC", whole)


@dataclass(frozen=True)
class Passwords:
    """A way of keeping passwords: what a hash costs, and from which length one signs in at all."""

    hasher: PasswordHasher
    shortest: int
    renews: bool  # whether a hash of other parameters is made anew at the next sign-in

    def hash(self, password: str) -> str:
        """What is stored: Argon2id with its salt and parameters inside."""
        return self.hasher.hash(read_password(password))

    def fits(self, stored: str | None, password: str) -> bool:
        """Whether `password` opens `stored`; an account that does not exist costs the same time."""
        known = stored is not None
        password = read_password(password)
        try:
            self.hasher.verify(stored if stored is not None else _decoy(self), password[:LONGEST])
        except (VerificationError, InvalidHashError):
            return False
        return known and self.shortest <= len(password) <= LONGEST

    def renewed(self, stored: str, password: str) -> str | None:
        """A hash by today's parameters, where `stored` was made by others."""
        if self.renews and self.hasher.check_needs_rehash(stored):
            return self.hash(password)
        return None


STRONG = Passwords(PasswordHasher(), SHORTEST, renews=True)  # RFC 9106, second recommended option
# Everybody knows the passwords of the demo shop, so a dear hash would protect nothing there and cost
# every test a tenth of a second. They are shorter than SHORTEST: no demo account survives DEMO=false.
DEMO = Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1), 1, renews=False)


@cache
def _decoy(passwords: Passwords) -> str:
    return passwords.hash("nobody has this password")


def hash_of_new(password: str, *, known: Iterable[str], field: str = "password") -> str:
    """What is stored of a new password, if it is good enough to be set; raises FieldRefused with the remedy.

    `known` are words a guesser of this account would try first: its login, its person's name, the shop's. Slow on
    purpose: call it before a transaction begins, as everybody who writes would wait for it.
    """
    return STRONG.hash(check_new_password(password, known=known, field=field))


def check_new_password(password: str, *, known: Iterable[str] = (), field: str = "password") -> str:
    """The password as it will be kept, if it is good enough to be set; raises FieldRefused with the remedy.

    `known` are words a guesser of this account would try first.
    """
    password = read_password(password)
    if len(password) < SHORTEST:
        raise FieldRefused(
            text("Choose a password of at least %(count)s characters.", count=SHORTEST),
            code="short_password",
            field=field,
        )
    if len(password) > LONGEST:
        raise FieldRefused(
            text("Choose a password of at most %(count)s characters.", count=LONGEST),
            code="long_password",
            field=field,
        )
    if int(zxcvbn(password[:LOOKED_AT], _tried_first((*EVERYBODYS, *known))).score) < GOOD_ENOUGH:
        raise FieldRefused(
            text(
                "This password is easy to guess: many people use it, or it is close to a name or a pattern. Choose "
                "three or four words that do not belong together."
            ),
            code="plain_password",
            field=field,
        )
    return password


def _tried_first(names: Iterable[str]) -> list[str]:
    """Each name as a guesser writes it: whole, its words, its words as one, and Hangul as its keys show in Latin mode."""
    spelled = [read_password(name).casefold() for name in names]
    words = {word for name in spelled for word in (name, *name.split(), "".join(name.split())) if word}
    return sorted(words | {as_keys(word).casefold() for word in words})
