"""All tables in one place, so that migrations see the whole."""

from app.billing import models as billing
from app.catalogue import models as catalogue
from app.courier.routes import models as routes
from app.courier.slots import models as slots
from app.courier.trips import models as trips
from app.custody import models as custody
from app.customers import models as customers
from app.dock import inspections
from app.dock import models as dock
from app.kernel import idempotency, limits
from app.kernel.db import Base
from app.messaging.conversation import models as conversation
from app.messaging.sms import models as sms
from app.outbox import models as outbox
from app.parts import models as parts
from app.photos import models as photos
from app.promises import models as promises
from app.promises import slips
from app.quotes import models as quotes
from app.requests import models as requests
from app.staff import models as staff
from app.storage import models as storage
from app.terms import models as terms
from app.tickets import models as tickets

NOUNS = (
    billing,
    catalogue,
    conversation,
    custody,
    customers,
    dock,
    idempotency,
    inspections,
    limits,
    outbox,
    parts,
    photos,
    promises,
    quotes,
    requests,
    routes,
    slips,
    slots,
    sms,
    staff,
    storage,
    terms,
    tickets,
    trips,
)

__all__ = ["NOUNS", "Base"]
