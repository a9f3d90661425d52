"""People and where they live; a person is made or met again only by a phone number they proved."""

import re
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.customers import queries
from app.customers.models import Address, Customer
from app.kernel.entering import narrow
from app.kernel.errors import FieldRefused, page_moved_on
from app.kernel.i18n import Language, text

# Five digits, spaced or not, in brackets or behind the word that letters print before them.
_POSTCODE = re.compile(r"[\W_]*(?:우(?:편)?(?:번호)?|〒)?[\W_]*((?:[0-9][\s-]*){5})[\W_]*")
_OLD_POSTCODE = re.compile(r"[\W_]*(?:우(?:편)?(?:번호)?|〒)?[\W_]*[0-9]{3}[\s-]*[0-9]{3}[\W_]*")
LAST_AREA = "63"  # Jeju; the first two digits are the area, from 01, Seoul (Korea Post)


def get_or_create(
    session: Session, *, verified_phone: str, name: str, language: Language, now: datetime
) -> Customer:
    """The customer of a number that was just proved, met again or new; the newest name and language hold."""
    customer = queries.by_phone(session, verified_phone)
    if customer is None:
        customer = _make(session, verified_phone, name, language, now)
    customer.name, customer.language, customer.verified_at = name, language, now
    session.flush()
    return customer


def change_number(session: Session, customer: Customer, number: str, *, seen: str) -> str:
    """Give them another number (E.164) and return the one before, which may be somebody else's.

    `seen` is the number that the page showed. Raises Conflict "stale" where a colleague was faster,
    FieldRefused(field="phone") for the same number, or one that is another customer's.
    """
    session.refresh(customer, with_for_update=True)
    before = customer.phone
    if before != seen:
        raise page_moved_on()
    if number == before:
        raise FieldRefused(
            text("This is the number we have. Type the right one, or close this form."),
            code="phone_same",
            field="phone",
        )
    try:
        with session.begin_nested():
            customer.phone = number
    except IntegrityError:
        other = queries.by_phone(session, number)
        raise FieldRefused(
            text(
                "This number belongs to another customer, %(name)s. Compare it digit by digit with your customer.",
                name=other.name if other else "",
            ),
            code="phone_taken",
            field="phone",
        ) from None
    return before


def move_in(
    session: Session,
    customer: Customer,
    *,
    recipient: str,
    recipient_latin: str | None = None,
    postcode: str,
    line1: str,
    line2: str,
    entry_note: str,
) -> Address:
    """Write an address; one that was used before is never changed."""
    address = Address(
        customer_id=customer.id,
        recipient=recipient,
        recipient_latin=recipient_latin,
        postcode=postcode,
        line1=line1,
        line2=line2,
        entry_note=entry_note,
    )
    session.add(address)
    session.flush()
    return address


def read_postcode(typed: str) -> str:
    """Five digits, however spelled or pasted (full-width, `(04524)`, `우)04524`). Raises FieldRefused(field="postcode").

    Korean postcodes have five digits since 2015-08-01 (Korea Post, national basic district numbers).
    """
    plain = narrow(typed)
    found = _POSTCODE.fullmatch(plain)
    if found is None and _OLD_POSTCODE.fullmatch(plain):
        raise FieldRefused(
            text(
                "This is a postcode of before 2015, with six digits. New ones have five: look it up with the street and type "
                "it."
            ),
            code="postcode_old",
            field="postcode",
        )
    if found is None:
        raise FieldRefused(
            text("Type the postcode with its five digits, for example 04524."),
            code="postcode",
            field="postcode",
        )
    code = re.sub(r"\D", "", found[1])
    if not "01" <= code[:2] <= LAST_AREA:
        raise FieldRefused(
            text(
                "No place has the postcode %(code)s: they begin with 01 to 63. Compare it digit by digit.",
                code=code,
            ),
            code="postcode_unknown",
            field="postcode",
        )
    return code


def _make(session: Session, phone: str, name: str, language: Language, now: datetime) -> Customer:
    customer = Customer(phone=phone, name=name, language=language, verified_at=now)
    try:
        with session.begin_nested():
            session.add(customer)
    except IntegrityError:  # the same person confirmed another request in this very moment
        met = queries.by_phone(session, phone)
        assert met is not None
        return met
    return customer
