"""How many phone codes may be asked for: of one number, from one place, by everybody who shares an address.

A stranger who asks for codes to somebody's number must not use up what its owner has: counted is the number together
with where it is asked from, and only far above that the number alone, as its owner gets the texts. Nothing that many
people share is refused for longer than an hour. And whoever calls the shop gets one through.
"""

import logging
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.customers.phones import mask_phone
from app.kernel.act import Act
from app.kernel.i18n import text
from app.kernel.limits import look, spend
from app.messaging.sms.number_fill import OPEN_FOR, codes_pass, let_codes_through

log = logging.getLogger("mendpost.sign-in")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HERE_AN_HOUR, HERE_A_DAY = 5, 10  # codes to one number asked for from one address
NUMBER_AN_HOUR, NUMBER_A_DAY = (
    10,
    20,
)  # to one number in all: half of what it gets of texts a day stays for repairs
ADDRESS_AN_HOUR = 40  # from one address: an office or a whole carrier may share it
OPENED_HERE, OPENED = 5, 10  # while a number is let through: from one address, and in all


def spend_code(session: Session, phone: str, *, address: str, shop_phone: str, now: datetime) -> None:
    """Count one code to `phone` (E.164) asked for from `address`, as `kernel.addresses` counts it.

    Raises TooMany, which says when there is room again and whom to call. Where staff opened the number it has some more,
    whatever was asked for before; what one address may ask for in an hour stays.
    """
    way_out = text("If you need it now, call us at %(phone)s and we let one through.", phone=shop_phone)
    everybodys = f"code-address:{address}"
    if codes_pass(session, phone, now=now):
        opened_here, opened = f"code-opened-here:{phone}:{address}", f"code-opened:{phone}"
        spend(session, opened_here, limit=OPENED_HERE, per=OPEN_FOR, now=now, way_out=way_out)
        spend(session, opened, limit=OPENED, per=OPEN_FOR, now=now, way_out=way_out)
        spend(session, everybodys, limit=ADDRESS_AN_HOUR, per=HOUR, now=now, way_out=way_out)
        return
    here, number = f"code-here:{phone}:{address}", f"code-number:{phone}"
    look(session, here, limit=HERE_A_DAY, per=DAY, now=now, way_out=way_out)
    look(session, number, limit=NUMBER_A_DAY, per=DAY, now=now, way_out=way_out)
    spend(session, here, limit=HERE_AN_HOUR, per=HOUR, now=now, way_out=way_out)
    spend(session, number, limit=NUMBER_AN_HOUR, per=HOUR, now=now, way_out=way_out)
    spend(session, everybodys, limit=ADDRESS_AN_HOUR, per=HOUR, now=now, way_out=way_out)


def open_number(session: Session, phone: str, act: Act) -> None:
    """Let codes through to `phone` (E.164) for a quarter of an hour: somebody of ours has its owner on the line."""
    let_codes_through(session, phone, now=act.now)
    log.warning("codes to %s are let through for %s, by %s", mask_phone(phone), OPEN_FOR, act.actor.name)
