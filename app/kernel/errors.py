"""How we say no: a sentence for the person, a stable code for the machine."""

from datetime import timedelta

from app.kernel.i18n import Text, text


class Refusal(Exception):
    """Something was asked that cannot be done; nothing was changed.

    `code` is stable and never translated; `message` names what is wrong and the remedy;
    `field` names the form field it belongs to, if one does. HTTP status is the web's affair.
    """

    code = "refused"

    def __init__(self, message: Text, *, code: str | None = None, field: str | None = None) -> None:
        super().__init__(f"{code or self.code}: {message}")
        self.message = message
        self.field = field
        if code is not None:
            self.code = code


class NotFound(Refusal):
    """There is nothing under that code or link, or not for this person."""

    code = "not_found"


class WrongState(Refusal):
    """The thing exists, but the step asked for does not start from where it is."""

    code = "wrong_state"


class Conflict(Refusal):
    """Somebody else changed it first; look again before deciding."""

    code = "conflict"


class NotAllowed(Refusal):
    """This person's role may not do that."""

    code = "not_allowed"


class SignInFirst(Refusal):
    """Nobody is signed in, and it was no page that could send them to sign in."""

    code = "sign_in"


class TooMany(Refusal):
    """A limit on attempts was reached.

    `way_out` is another way that is open meanwhile, `limit` what was counted, by its first word and without
    number or address, `wait` how long until there is room again.
    """

    code = "too_many"

    def __init__(
        self, message: Text, way_out: Text | None = None, *, limit: str = "", wait: timedelta = timedelta(0)
    ) -> None:
        super().__init__(text("%(when)s %(way)s", when=message, way=way_out) if way_out else message)
        self.limit, self.wait = limit, wait


class FieldRefused(Refusal):
    """What was typed into one field cannot be used."""

    code = "field"


def page_moved_on() -> Conflict:
    """The page was opened before the ticket changed, by whomever: another window of one's own does it, too."""
    return Conflict(
        text("This changed while the page was open. Look at the fresh page, then decide again."),
        code="stale",
    )
