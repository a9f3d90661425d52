"""What a courier can type or tap at a door."""

from wtforms import RadioField, StringField

from app.courier.trips.states import FAILURES, FailureReason
from app.edge.current import shown
from app.kernel.entering import LONGEST_SCAN
from app.kernel.errors import FieldRefused
from app.kernel.i18n import N_, text
from app.tickets.legs import Leg
from app.web.forms import AtMost, Form


class CollectForm(Form):
    """The code on the box, scanned or typed."""

    code = StringField(N_("Code on the box"), [AtMost(LONGEST_SCAN)])


class DeliverForm(Form):
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
