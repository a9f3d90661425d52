"""Page 2 of the request: serial, label or receipt, and pictures of what is wrong."""

from uuid import UUID

from flask import Response, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.catalogue.serial_doubts import doubt_about
from app.edge.current import now, runtime
from app.edge.errors import status_of
from app.edge.security import PUBLIC, open_to
from app.kernel.act import Act
from app.kernel.actor import customer
from app.kernel.errors import FieldRefused, Refusal
from app.kernel.i18n import text
from app.kernel.serials import Names, read_serial
from app.photos import queries as photo_queries
from app.photos import service as photos
from app.photos.models import Photo, PhotoKind
from app.photos.service import Picture
from app.requests import drafts
from app.requests.answers import EvidenceAnswers
from app.requests.models import Draft
from app.requests.progress import RequestPage
from app.tickets.models import Evidence
from app.web.customer.request_forms import EvidenceForm
from app.web.customer.request_steps import OpenRequest, again, bp, page_url, reach, show
from app.web.photo_views import send_photo
from app.web.uploads import MAX_PHOTOS, ONE_PAPER, Room, read_pictures

KIND_OF_FIELD = {
    "label": PhotoKind.SERIAL_LABEL,
    "proof": PhotoKind.PROOF_OF_PURCHASE,
    "photos": PhotoKind.SYMPTOM,
}
NEEDED_PHOTO = {Evidence.LABEL_PHOTO: "label", Evidence.PROOF_OF_PURCHASE: "proof"}


@bp.get("/request/<token>/evidence")
@open_to(PUBLIC)
def evidence(token: str) -> ResponseReturnValue:
    """What was chosen and sent so far."""
    with runtime().database.reading() as session:
        open_request = reach(session, token, RequestPage.EVIDENCE)
        kept = open_request.draft.answers.evidence
        form = EvidenceForm(data=kept.model_dump(mode="json") if kept else None)
        return _show(session, open_request, form)


@bp.post("/request/<token>/evidence")
@open_to(PUBLIC)
def keep_evidence(token: str) -> ResponseReturnValue:
    """Keep answers and pictures. Good pictures are kept even where something else has to be changed."""
    with runtime().database.reading() as session:
        open_request = reach(session, token, RequestPage.EVIDENCE)
        room = MAX_PHOTOS - len(_of_kind(session, open_request.draft, PhotoKind.SYMPTOM))
    form = EvidenceForm()
    passed = form.validate_on_submit()
    # Decoding takes its time, so no transaction is open yet.
    sent = read_pictures({"label": ONE_PAPER, "proof": ONE_PAPER, "photos": Room(room, room)})
    refusals = sent.refusals
    with runtime().database.transaction() as session:
        open_request = reach(session, token, RequestPage.EVIDENCE, to_change=True)
        for field, found in sent.pictures.items():
            _attach(session, open_request.draft, KIND_OF_FIELD[field], found)
        refusals += _lacking(session, open_request.draft, form.evidence.data, refusals)
        refusals += _unsure(session, form)
        if not passed or refusals:
            for refusal in refusals:
                form.refuse(refusal)
            status = status_of(refusals[0]) if refusals else 422
            return _show(session, again(session, token, open_request.draft), form, status=status)
        shown, serial = Evidence(form.evidence.data), (form.serial.data or "").strip()
        if shown is Evidence.SERIAL and read_serial(serial).names in (Names.NOTHING, Names.UNCLEAR):
            shown = Evidence.NONE  # "not known" is an answer, and no serial
        answers = EvidenceAnswers(evidence=shown, serial=serial)
        drafts.answer(open_request.draft, evidence=answers, now=now())
        return redirect(again(session, token, open_request.draft).next_url)


@bp.post("/request/<token>/photos/<uuid:photo_id>/remove")
@open_to(PUBLIC)
def remove_photo(token: str, photo_id: UUID) -> ResponseReturnValue:
    """Take one picture out again; what was chosen and typed beside it stays."""
    with runtime().database.transaction() as session:
        open_request = reach(session, token, RequestPage.EVIDENCE, to_change=True)
        photos.take_out(session, draft_id=open_request.draft.id, photo_id=photo_id)
        if not request.form.keys() & {"evidence", "serial"}:
            return redirect(page_url(token, RequestPage.EVIDENCE))
        return _show(session, again(session, token, open_request.draft), EvidenceForm())


@bp.get("/request/<token>/photos/<uuid:photo_id>/<size>")
@open_to(PUBLIC)
def draft_photo(token: str, photo_id: UUID, size: str) -> Response:
    """A picture of this request, and of no other."""
    with runtime().database.reading() as session:
        draft = drafts.by_token(session, token, now=now())
        photo = photo_queries.by_id(session, photo_id)
    if photo.draft_id != draft.id:
        raise photo_queries.no_such_picture()
    return send_photo(photo, size)


def _attach(session: Session, draft: Draft, kind: PhotoKind, pictures: list[Picture]) -> None:
    """Add symptom pictures; a new label or receipt takes the place of the one before."""
    if pictures and kind is not PhotoKind.SYMPTOM:
        for earlier in _of_kind(session, draft, kind):
            photos.take_out(session, draft_id=draft.id, photo_id=earlier.id)
    have = {photo.sha256 for photo in _of_kind(session, draft, kind)}
    for picture in pictures:
        if picture.sha256 not in have:  # the same file sent again, by Back or a second click
            photos.attach(session, picture, Act(customer(""), now()), kind=kind, draft_id=draft.id)


def _lacking(session: Session, draft: Draft, chosen: str | None, refusals: list[Refusal]) -> list[Refusal]:
    """A photo that was announced has to be there; one that was just refused is asked for already."""
    field = NEEDED_PHOTO.get(Evidence(chosen)) if chosen in list(Evidence) else None
    if field is None or _of_kind(session, draft, KIND_OF_FIELD[field]):
        return []
    if any(refusal.field == field for refusal in refusals):
        return []
    message = text("Add the photo, or choose “I can't find any of it”.")
    return [FieldRefused(message, code="photo_missing", field=field)]


def _unsure(session: Session, form: EvidenceForm) -> list[Refusal]:
    """The question about a serial that may name no single device, asked once."""
    typed = (form.serial.data or "").strip()
    doubt = doubt_about(session, typed) if form.evidence.data == Evidence.SERIAL else None
    if doubt is None or form.asked_about.data == typed:
        return []
    form.asked_about.data = typed
    return [FieldRefused(doubt, code="unsure_serial", field="serial")]


def _of_kind(session: Session, draft: Draft, kind: PhotoKind) -> list[Photo]:
    return [photo for photo in photo_queries.of_draft(session, draft.id) if photo.kind is kind]


def _show(
    session: Session, open_request: OpenRequest, form: EvidenceForm, *, status: int = 200
) -> ResponseReturnValue:
    tiles: dict[str, list[tuple[str, str, str]]] = {field: [] for field in KIND_OF_FIELD}
    for field, kind in KIND_OF_FIELD.items():
        for photo in _of_kind(session, open_request.draft, kind):
            base = page_url(open_request.token, f"photos/{photo.id}")
            tiles[field].append((f"{base}/thumb", f"{base}/full", f"{base}/remove"))
    return show(
        RequestPage.EVIDENCE,
        open_request,
        form=form,
        status=status,
        tiles=tiles,
        room=MAX_PHOTOS - len(tiles["photos"]),
    )
