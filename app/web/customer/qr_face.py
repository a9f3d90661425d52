"""What the QR on a box says: staff land on their action, anyone else learns the stage and nothing personal."""

from datetime import timedelta
from urllib.parse import quote, urlencode

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from app.edge.current import now, runtime, shown, staff
from app.edge.security import PUBLIC, open_to
from app.edge.visitors import visitor
from app.kernel.i18n import text
from app.kernel.ids import spell_code
from app.kernel.limits import spend
from app.tickets.queries import by_code, history
from app.tickets.status.timeline import customer_stage

bp = Blueprint("qr_face", __name__)
LOOKS, PER = 60, timedelta(minutes=10)  # of one address: many people may share one, a guesser needs millions


@bp.get("/Q/<code>", endpoint="face")
@bp.get("/q/<code>", endpoint="face_typed_small")
@open_to(PUBLIC)
def face(code: str) -> ResponseReturnValue:
    """The stage in words. Every look is counted, so that codes cannot be guessed in bulk."""
    if staff() is not None:
        return redirect(f"/scan?{urlencode({'code': code})}")
    with runtime().database.transaction() as session:
        spend(session, f"qr:{visitor()}", limit=LOOKS, per=PER, now=now())
    with runtime().database.reading() as session:
        ticket = by_code(session, code)
        stage = shown(text(customer_stage(ticket.state, history(session, ticket))))
        spelled = spell_code(ticket.code)
    return render_template(
        "customer/face/face.html", code=spelled, stage=stage, phone=runtime().settings.shop_phone
    )


@bp.get("/B/<code>", endpoint="shelf")
@open_to(PUBLIC)
def shelf(code: str) -> ResponseReturnValue:
    """The QR on a bin: staff see what lies in it, anyone else the front page; bins are no secret, nor news."""
    return redirect(f"/dock/bins/{quote(code[:20])}" if staff() is not None else "/")
