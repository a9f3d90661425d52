"""What a courier can type or tap at a door."""

from typing import Any

from wtforms import RadioField, StringField

from app.courier.trips.states import FAILURE_NAME, FailureReason
from app.edge.current import shown
from app.kernel.entering import LONGEST_SCAN
from app.kernel.errors import FieldRefused
from app.kernel.i18n import N_, text
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reason.choices = [(str(reason), shown(text(label))) for reason, label in FAILURE_NAME.items()]

    def chosen(self) -> FailureReason:
        """The reason; raises FieldRefused where none of ours was chosen."""
        if self.reason.data not in set(FailureReason):
            raise FieldRefused(
                text("Choose what happened, so that the customer is told."), code="no_reason", field="reason"
            )
        return FailureReason(self.reason.data)
