"""What to do before the courier comes, per kind of device; the ticks are kept with the ticket."""

from collections.abc import Iterable

from sqlalchemy import update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from app.kernel.i18n import N_
from app.tickets.models import Ticket

Point = tuple[str, str]
"""A key that is kept, and the sentence (message id) that is read."""

OFF: Point = ("off", N_("Switch it off"))
BACKUP: Point = ("backup", N_("Back up your data"))
UNLOCKED: Point = ("unlocked", N_("Turn off the screen lock and find-my-device"))
EVERYONE: tuple[Point, ...] = (
    ("accessories", N_("Put in only the accessories you named in the request")),
    ("wrapped", N_("Wrap it so that nothing moves when you shake the box")),
    ("coded", N_("Stick on the label, or write the code on the box")),
)
BY_KIND: dict[str, tuple[Point, ...]] = {
    "phone": (BACKUP, ("sim", N_("Take out the SIM and the memory card")), UNLOCKED, OFF),
    "laptop": (BACKUP, UNLOCKED, OFF),
    "headset": (OFF,),
    "gamepad": (OFF,),
    "vacuum": (("emptied", N_("Empty the dust bin")), OFF),
    "washer": (("drained", N_("Drain the water and close the tap")),),
    "rice_cooker": (("emptied", N_("Empty it and let it cool down")),),
    "espresso": (("emptied", N_("Empty the water tank and the grounds")),),
}


def preparation(kind: str | None) -> tuple[Point, ...]:
    """The list for one kind of device; what everybody does comes last."""
    return BY_KIND.get(kind or "", ()) + EVERYONE


def tick(session: Session, ticket: Ticket, done: Iterable[str], *, kind: str | None) -> None:
    """Keep the ticked points of the kind's list; what is not on it is left out.

    Written past the ticket's version: a tick is no step, and must not make a clerk's open page stale.
    """
    asked = set(done)
    kept = [key for key, _ in preparation(kind) if key in asked]
    session.execute(
        update(Ticket)
        .where(Ticket.id == ticket.id)
        .values(prepared=kept)
        .execution_options(synchronize_session=False)
    )
    set_committed_value(ticket, "prepared", kept)
