"""Pages of the demo shop's toys; in a real shop none of them exists."""

from datetime import timedelta

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import TextAreaField

from app.customers.senders import is_number
from app.demo import phone
from app.demo.clock import DemoClock
from app.edge.current import dialled, now, runtime
from app.edge.idempotency import new_key, once_only
from app.edge.security import PUBLIC, open_to
from app.kernel.i18n import N_
from app.web.demo.cards import bubble, number_card
from app.web.forms import AtMost, Form, Needed

bp = Blueprint("demo", __name__, url_prefix="/demo")

STEPS: dict[str, tuple[str, timedelta]] = {
    "hour": (N_("1 hour later"), timedelta(hours=1)),
    "day": (N_("1 day later"), timedelta(days=1)),
    "week": (N_("7 days later"), timedelta(days=7)),
}


class ReplyForm(Form):
    """The reply box of the demo phone."""

    body = TextAreaField(
        N_("Your reply"),
        [
            Needed(N_("Write the reply first, for example OK.")),
            AtMost(1600),
        ],
    )


@bp.before_request
def _only_in_demo() -> None:
    if not runtime().settings.demo:
        abort(404)


@bp.get("/phone")
@open_to(PUBLIC)
def numbers() -> str:
    """Every number that was texted."""
    with runtime().database.reading() as session:
        cards = [number_card(row) for row in phone.phones(session)]
    return render_template("demo/numbers.html", cards=cards, clock=_clock() is not None)


@bp.get("/phone/<number>")
@open_to(PUBLIC)
def conversation(number: str) -> str:
    """One number's talk with the shop."""
    return _conversation(number, ReplyForm())


@bp.post("/phone/<number>")
@open_to(PUBLIC)
def reply(number: str) -> ResponseReturnValue:
    """Send the shop a text from this number; one that is no phone's has no screen to send from."""
    if not is_number(number):
        abort(404)
    form = ReplyForm()
    if not form.validate():
        return _conversation(number, form), 422
    body = str(form.body.data).strip()

    def send(session: Session) -> str:
        phone.reply(session, number, body, now=now())
        return f"/demo/phone/{number}#body"

    return redirect(once_only(send), code=303)


@bp.get("/clock")
@open_to(PUBLIC)
def clock() -> str:
    """What time it is in the demo shop."""
    return render_template(
        "demo/clock.html", time=now(), ahead=_ahead(), can_move=_clock() is not None, steps=_steps()
    )


@bp.post("/clock")
@open_to(PUBLIC)
def move_clock() -> ResponseReturnValue:
    """Move the demo shop forward; the jobs process then does what has become due."""
    demo_clock, step = _clock(), STEPS.get(request.form.get("step", ""))
    if demo_clock is None or step is None:
        abort(404)

    def move(_session: Session) -> str:
        demo_clock.move_on(step[1])
        return "/demo/clock"

    return redirect(once_only(move), code=303)


def _conversation(number: str, form: ReplyForm) -> str:
    with runtime().database.reading() as session:
        origin = runtime().settings.public_url
        bubbles = [bubble(row, origin=origin) for row in phone.talk_with(session, number)]
    if not bubbles:
        abort(404)
    return render_template(
        "demo/conversation.html",
        number=dialled(number),
        bubbles=bubbles,
        form=form,
        key=new_key(),
        at=now(),
    )


def _clock() -> DemoClock | None:
    found = runtime().clock
    return found if isinstance(found, DemoClock) else None


def _ahead() -> tuple[int, int]:
    """How far the demo shop lives ahead of real time: whole days, and hours on top."""
    found = _clock()
    hours = round((found.shift() if found else timedelta(0)) / timedelta(hours=1))
    return divmod(hours, 24)


def _steps() -> list[tuple[str, str]]:
    return [(name, label) for name, (label, _by) in STEPS.items()]
