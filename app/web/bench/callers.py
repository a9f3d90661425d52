"""Somebody calls the shop and gets no phone code, because too many were asked for: one is let through."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import StringField

from app.edge.current import now, runtime, staff_actor
from app.edge.errors import status_of
from app.edge.idempotency import once_only
from app.edge.security import open_to
from app.journeys.conversation.reachable_number import read_reachable
from app.journeys.request.code_limits import open_number
from app.kernel.act import Act
from app.kernel.errors import Refusal
from app.kernel.i18n import N_
from app.staff.permissions import Capability
from app.web.bench.views import bp
from app.web.forms import AtMost, Form, Needed


class CallerForm(Form):
    """The number of whoever is on the line."""

    phone = StringField(
        N_("Mobile number of the caller"),
        [Needed(N_("Type the mobile number with its digits, for example 010-1234-5678.")), AtMost(40)],
    )


@bp.get("/bench/callers")
@open_to(Capability.ANSWER_INBOX)
def callers() -> ResponseReturnValue:
    """Where the number is typed."""
    return _page(CallerForm())


@bp.post("/bench/callers")
@open_to(Capability.ANSWER_INBOX)
def let_code_through() -> ResponseReturnValue:
    """Codes to that number pass every limit for a quarter of an hour."""
    form = CallerForm()
    if not form.validate():
        return _page(form), 422

    def work(session: Session) -> str:
        regions = runtime().send_policy.regions
        number = read_reachable(form.phone.data or "", region=runtime().site.region, regions=regions)
        open_number(session, number, Act(staff_actor(), now()))
        return "/bench/callers?done=1"

    try:
        return redirect(once_only(work))
    except Refusal as no:
        form.refuse(no)
        return _page(form), status_of(no)


def _page(form: CallerForm) -> str:
    return render_template("bench/callers.html", form=form, done=request.args.get("done") == "1")
