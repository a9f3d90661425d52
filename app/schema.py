"""All tables in one place, so that migrations see the whole."""

from app.courier import models as courier
from app.custody import models as custody
from app.custody import scans
from app.customers import models as customers
from app.kernel import once
from app.kernel.db import Base
from app.messaging import models as messaging
from app.outbox import models as outbox
from app.parts import models as parts
from app.photos import models as photos
from app.quotes import models as quotes
from app.staff import models as staff
from app.terms import models as terms
from app.tickets import models as tickets

NOUNS = (
    courier,
    custody,
    customers,
    messaging,
    once,
    outbox,
    parts,
    photos,
    quotes,
    scans,
    staff,
    terms,
    tickets,
)

__all__ = ["NOUNS", "Base"]
