"""The style guide: every component in every state; for everybody in a demo shop, for staff otherwise."""

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue
from wtforms import (
    BooleanField,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
)

from app.edge.current import runtime, staff
from app.edge.security import PUBLIC, open_to
from app.kernel.i18n import N_
from app.web.forms import Form, Needed

bp = Blueprint("styleguide", __name__)


class SampleForm(Form):
    """One field of every kind; sent empty, so that the errors can be seen too."""

    text = StringField(N_("Your device"), [Needed(N_("Type the model as it stands on the label."))])
    area = TextAreaField(N_("In your own words"))
    choice = RadioField(
        N_("What is broken?"),
        choices=[("screen", N_("Screen")), ("battery", N_("Battery"))],
        default="battery",
    )
    pick = SelectField(N_("Language"), choices=[("ko", N_("In Korean")), ("en", N_("In English"))])
    phone = TelField(N_("Phone number"), [Needed(N_("Type the number our texts shall go to."))])
    files = MultipleFileField(N_("Photos"))
    agree = BooleanField(N_("I have packed it"), [Needed(N_("Tick this when it is packed."))])


@bp.get("/styleguide")
@open_to(PUBLIC)
def styleguide() -> ResponseReturnValue:
    """Show it; outside a demo shop strangers are sent to sign in."""
    if not runtime().settings.demo and staff() is None:
        return redirect("/login?next=/styleguide")
    form = SampleForm(formdata=None, meta={"csrf": False})
    form.validate()
    return render_template("styleguide.html", form=form)
