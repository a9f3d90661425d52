"""Finding people: by the phone number they are known by."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.customers.models import Customer


def by_phone(session: Session, phone: str) -> Customer | None:
    """The customer with that number (E.164)."""
    return session.scalars(select(Customer).where(Customer.phone == phone)).one_or_none()
