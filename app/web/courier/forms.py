"""What a courier can type or tap at a door."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from wtforms import RadioField, StringField
from wtforms.widgets import TimeInput

from app.courier.trips.states import FAILURES, FailureReason
from app.edge.current import shown
from app.kernel.entering import LONGEST_SCAN
from app.kernel.errors import FieldRefused
from app.kernel.i18n import N_, text
from app.kernel.show import Window
from app.tickets.legs import Leg
from app.web.forms import AtMost, Form


class _Noted(Form):
    """When it was, asked once the window is over; left empty it was just now."""

    when = StringField(N_("When was it?"), [AtMost(20)], widget=TimeInput())

    def moment(self, window: Window) -> datetime | None:
        """The time on the day of the window; raises FieldRefused where it is no time."""
        typed = (self.when.data or "").strip()
        if not typed:
            return None
        try:
            at = time.fromisoformat(typed)
        except ValueError:
            raise FieldRefused(
                text("Write the time as 14:30, or leave it empty for just now."), code="when", field="when"
            ) from None
        day = window.starts_at.astimezone(ZoneInfo(window.zone)).date()
        return datetime.combine(day, at.replace(tzinfo=None), ZoneInfo(window.zone)).astimezone(UTC)


class CollectForm(_Noted):
    """The code on the box, scanned or typed."""

    code = StringField(N_("Code on the box"), [AtMost(LONGEST_SCAN)])


class DeliverForm(_Noted):
    """Who took the device."""

    handed_to = StringField(N_("Who took it?"), [AtMost(80)])


class FailForm(Form):
    """Why it was in vain."""

    reason = RadioField(N_("What happened?"), validate_choice=False)

    def about(self, leg: Leg) -> None:
        """Offer what can happen at such a door."""
        self.reason.choices = [(str(reason), shown(text(label))) for reason, label in FAILURES[leg].items()]

    def chosen(self) -> FailureReason:
        """The reason; raises FieldRefused where none of ours was chosen."""
        if self.reason.data not in set(FailureReason):
            raise FieldRefused(
                text("Choose what happened, so that the customer is told."), code="no_reason", field="reason"
            )
        return FailureReason(self.reason.data)
