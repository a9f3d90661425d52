"""How often a sign-in may go wrong before it has to wait, so that guessing is slow and no stranger shuts anybody out.

Counted is the account together with where the try comes from, in rows all workers share. Strangers to an account also
spend what their address and the account have together; a device on which its owner has signed in before does not, and
counts by itself: whoever guesses, wherever, the owner's own device stays open.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.kernel.i18n import text
from app.kernel.ids import hash_token
from app.kernel.limits import give_back, spend

PER_PLACE = 10  # wrong passwords for one account from one address, or on one known device, within PERIOD
PER_ADDRESS = 50  # for any accounts from one address: a whole shop may share one
PERIOD = timedelta(minutes=15)
PER_ACCOUNT = 100  # from all addresses together, by devices that are strangers to the account, within HOUR
HOUR = timedelta(hours=1)
ANOTHER_WAY = text(
    "A device on which you have signed in before is open. Whoever looks after the shop's computer can open this one: flask staff open-device."
)


@dataclass(frozen=True, slots=True)
class Try:
    """Somebody at the door: as whom, from which address (as counted), on which device known to that account, if any."""

    login: str
    address: str
    device: str | None = None

    @property
    def buckets(self) -> tuple[tuple[str, int, timedelta], ...]:
        """What it counts in, how much fits there, and within which time."""
        account = hash_token(self.login)[:32]  # hashed: people type their password into the wrong field
        if self.device is not None:
            return ((f"sign-in-device:{account}:{hash_token(self.device)[:32]}", PER_PLACE, PERIOD),)
        return (
            (f"sign-in:{account}:{self.address}", PER_PLACE, PERIOD),
            (f"sign-in-address:{self.address}", PER_ADDRESS, PERIOD),
            (f"sign-in-account:{account}", PER_ACCOUNT, HOUR),
        )


def note_try(session: Session, tried: Try, *, now: datetime) -> None:
    """Count a try before the password is looked at; raises TooMany and counts nothing at a limit.

    Commit it by itself, so that a wrong password cannot roll its own count back.
    """
    for bucket, limit, per in tried.buckets:
        spend(session, bucket, limit=limit, per=per, now=now, way_out=None if tried.device else ANOTHER_WAY)


def take_back_try(session: Session, tried: Try) -> None:
    """A right password is no wrong one: give all counts back."""
    for bucket, _, _ in tried.buckets:
        give_back(session, bucket)
