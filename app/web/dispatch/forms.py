"""What a dispatcher can choose on the board."""

from wtforms import RadioField, SelectField, StringField

from app.kernel.i18n import N_
from app.web.forms import Form, Needed, Whole


class CourierForm(Form):
    """Who drives a run; '' is nobody yet."""

    courier = SelectField(N_("Courier"), validate_choice=False)


class PlacesForm(Form):
    """More stops in one window."""

    window = SelectField(
        N_("Window"),
        validators=[Needed(N_("Choose the window that gets more places."))],
        validate_choice=False,
    )
    more = Whole(
        N_("Places to add"), least=1, most=50, ask=N_("Write how many places to add, 1 to 50."), default=1
    )


class DayForm(Form):
    """Close a day, or drive on it after all; the note tells colleagues why."""

    note = StringField(
        N_("Why"), validators=[Needed(N_("Write why, so that colleagues know: a holiday, snow, a training."))]
    )


class TripForm(Form):
    """The window a customer wants, told to the dispatcher."""

    slot = RadioField(
        N_("Window"), validators=[Needed(N_("Choose a window from the list."))], validate_choice=False
    )
