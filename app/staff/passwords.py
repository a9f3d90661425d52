"""Passwords of staff: how they are hashed, what makes one good enough, and how one is checked."""

from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.kernel.errors import FieldRefused
from app.kernel.i18n import text

SHORTEST = 10  # characters; length is what makes guessing dear (NIST SP 800-63B, 5.1.1.2)
LONGEST = 200  # characters; keeps a hostile form from costing us seconds of hashing


@dataclass(frozen=True)
class Passwords:
    """A way of keeping passwords: what a hash costs, and from which length one signs in at all."""

    hasher: PasswordHasher
    shortest: int
    renews: bool  # whether a hash of other parameters is made anew at the next sign-in

    def hash(self, password: str) -> str:
        """What is stored: Argon2id with its salt and parameters inside."""
        return self.hasher.hash(password)

    def fits(self, stored: str | None, password: str) -> bool:
        """Whether `password` opens `stored`; an account that does not exist costs the same time."""
        known = stored is not None
        try:
            self.hasher.verify(stored if stored is not None else _decoy(self), password[:LONGEST])
        except (VerificationError, InvalidHashError):
            return False
        return known and len(password) >= self.shortest

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


def check_new_password(password: str, *, field: str = "password") -> str:
    """The password, if it is good enough to be set; raises FieldRefused with the remedy."""
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
    if len(set(password)) < 4:
        raise FieldRefused(
            text("Choose a password with at least four different characters."),
            code="plain_password",
            field=field,
        )
    return password
