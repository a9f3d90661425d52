"""Page 1 of the request: the device, what is wrong, and the customer's own words."""

from collections.abc import Sequence

from flask import redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.catalogue import queries as catalogue
from app.catalogue.kinds import OTHER, kind_name
from app.edge.current import language, now, runtime
from app.edge.security import PUBLIC, open_to
from app.kernel.i18n import translate
from app.requests import drafts
from app.requests.answers import DeviceAnswers
from app.requests.progress import RequestPage
from app.web.customer.request_forms import DeviceForm
from app.web.customer.request_steps import OpenRequest, again, bp, page_url, reach, show


def device_form(session: Session, kind: str, answers: dict[str, str] | None = None) -> DeviceForm:
    """The form for one kind of device, with its models and symptoms in the reader's language."""
    form = DeviceForm(data=answers)
    models = [
        (str(row.id), catalogue.full_name(row, language())) for row in catalogue.models_of(session, kind)
    ]
    symptoms = [
        (str(row.id), catalogue.symptom_label(row, language()))
        for row in catalogue.symptoms_of(session, kind)
    ]
    form.offer(models, symptoms)
    form.kind.data = kind
    return form


def answers_from(form: DeviceForm) -> DeviceAnswers:
    """What page 1 keeps, as typed."""
    listed = form.model.data != OTHER
    return DeviceAnswers(
        kind=form.kind.data or OTHER,
        model=form.model.data,
        model_name="" if listed else (form.model_name.data or "").strip(),
        symptom=form.symptom.data if "symptom" in form else OTHER,
        story=(form.story.data or "").strip(),
    )


def show_device(
    session: Session, open_request: OpenRequest | None, form: DeviceForm, *, status: int = 200
) -> ResponseReturnValue:
    """Render page 1; with a draft, another kind can be chosen by a link."""
    kind = form.kind.data or OTHER
    others: Sequence[tuple[str, str]] = ()
    if open_request:
        others = [
            (
                translate(language(), kind_name(other)),
                f"{page_url(open_request.token, RequestPage.DEVICE)}?kind={other}",
            )
            for other in [*catalogue.kinds(session), OTHER]
            if other != kind
        ]
    return show(
        RequestPage.DEVICE,
        open_request,
        form=form,
        status=status,
        kind_name=translate(language(), kind_name(kind)),
        listed=kind != OTHER,
        others=others,
    )


@bp.get("/request/<token>/device")
@open_to(PUBLIC)
def device(token: str) -> ResponseReturnValue:
    """What was answered, or an empty page for another kind of device."""
    with runtime().database.reading() as session:
        open_request = reach(session, token, RequestPage.DEVICE)
        kept = open_request.draft.answers.device
        answers = kept.model_dump() if kept else None
        kind = _kind(session, request.args.get("kind"), open_request)
        form = device_form(session, kind, answers if kind == open_request.progress.kind else None)
        return show_device(session, open_request, form)


@bp.post("/request/<token>/device")
@open_to(PUBLIC)
def keep_device(token: str) -> ResponseReturnValue:
    """Keep the answers; where they change the terms, those are shown and asked again."""
    with runtime().database.transaction() as session:
        open_request = reach(session, token, RequestPage.DEVICE, to_change=True)
        form = device_form(session, _kind(session, request.form.get("kind"), open_request))
        if not form.validate_on_submit():
            return show_device(session, open_request, form, status=422)
        drafts.answer(open_request.draft, device=answers_from(form), now=now())
        return redirect(again(session, token, open_request.draft).next_url)


def _kind(session: Session, wanted: str | None, open_request: OpenRequest) -> str:
    return wanted if wanted in [*catalogue.kinds(session), OTHER] else open_request.progress.kind
