"""Printing labels from the browser: of codes scanned or pasted, of a courier's run, or of the bins."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.adapters.labels.gaps import named
from app.adapters.labels.print_order import Wish, print_chosen
from app.adapters.labels.printing import Output
from app.boards import dispatch
from app.dock.code_lists import split_codes
from app.documents.labels.choice import RUN_DAYS, Box, Chosen, all_bins, by_codes, of_run
from app.edge.current import language, now, runtime, shown
from app.edge.entering import id_of
from app.edge.errors import status_of
from app.edge.security import open_to
from app.kernel.entering import read_whole
from app.kernel.errors import FieldRefused, Refusal
from app.kernel.i18n import N_, text
from app.staff.permissions import Capability
from app.storage import bins as store

bp = Blueprint("labels", __name__)
LACKING = "letters_lacking"
TABS = (("codes", N_("By code")), ("run", N_("Of a run")), ("bins", N_("All bins")))
FORMS: dict[Output, tuple[str, str]] = {
    Output.FULL: (N_("Label printer, 4×6 inch"), N_("PDF, one label a page.")),
    Output.A4_2: (N_("A4 paper, 2 a page"), N_("PDF, the full label to cut out.")),
    Output.A4_8: (N_("A4 stickers, 8 a page"), N_("PDF, 99.1 × 67.7 mm. Code and model, no address.")),
    Output.A4_24: (N_("A4 stickers, 24 a page"), N_("PDF, 70 × 37 mm. Code and model, no address.")),
    Output.ZPL: (N_("Thermal printer, ZPL"), N_("4×6 inch at 203 dpi, to be sent to the printer as it is.")),
    Output.PNG: (N_("Picture of one label"), N_("PNG, 4×6 inch.")),
    Output.SVG: (N_("Drawing of one label"), N_("SVG, 4×6 inch, sharp at any size.")),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form or the address says, as typed."""

    what: str
    codes: str
    run: str
    form: str
    start: str
    copies: str
    only_known: bool
    despite_gaps: bool  # somebody has read which letters a label lacks
    look: bool  # show the form again, in another language perhaps, instead of printing


@bp.get("/labels")
@open_to(Capability.PRINT_LABELS)
def start() -> str:
    """One tab for each way of choosing; the address may bring `what`, `code`, `run` and `format` along."""
    return _page(_asked())


@bp.route("/labels/print", methods=["GET", "POST"])
@open_to(Capability.PRINT_LABELS)
def print_them() -> ResponseReturnValue:
    """The file. Nothing is changed, so a link can ask for it, too; long lists come by POST.

    With `look` it is checked as if it were to be printed, and the form shown with what was typed.
    """
    asked = _asked()
    unknown: tuple[str, ...] = ()
    count = 0
    try:
        wish = _wish(asked)
        with runtime().database.reading() as session:
            chosen = _chosen(session, asked)
            unknown, count = chosen.unknown, len(chosen.things)
            if unknown and not asked.only_known:
                raise FieldRefused(
                    text("Nothing was printed, as neither a repair nor a bin has: %(codes)s", codes=unknown),
                    field="codes",
                )
            printed = print_chosen(chosen, wish, language=language(), settings=runtime().settings)
            if printed.gaps and not asked.despite_gaps:
                raise FieldRefused(
                    text(
                        "Nothing was printed yet: labels show □ for these letters. %(which)s. "
                        "Print them all the same and write the name beside them by hand, or ask for it in Latin letters.",
                        which=named(printed.gaps),
                    ),
                    field="codes",
                    code=LACKING,
                )
    except Refusal as no:
        return _page(asked, no, known=count if unknown else 0), status_of(no)
    if asked.look:
        return _page(asked)
    response = Response(printed.data, mimetype=printed.mimetype)
    kind = "attachment" if wish.output is Output.ZPL else "inline"
    response.headers["Content-Disposition"] = f'{kind}; filename="{_name(chosen)}.{printed.suffix}"'
    return response


def _asked() -> Asked:
    values = request.values
    codes = values.get("codes") or "\n".join(values.getlist("code"))
    run = values.get("run", "")
    return Asked(
        what=values.get("what") or ("run" if run else "codes"),
        codes=codes,
        run=run[:36],
        form=values.get("format", Output.FULL.value),
        start=values.get("start", "1"),
        copies=values.get("copies", "1"),
        only_known="only_known" in values,
        despite_gaps="despite_gaps" in values,
        look="look" in values,
    )


def _wish(asked: Asked) -> Wish:
    """Raises FieldRefused naming the field. A number that is none counts as 0, which no sheet has."""
    if asked.form not in set(Output):
        raise FieldRefused(text("Choose how the labels are printed."), field="format")
    return Wish(Output(asked.form), start=_number(asked.start), copies=_number(asked.copies))


def _number(typed: str) -> int:
    return read_whole(typed, most=9999) or 0


def _chosen(session: Session, asked: Asked) -> Chosen:
    if asked.what == "bins":
        return all_bins(session)
    if asked.what == "run":
        return of_run(session, _run_id(asked.run))
    codes = split_codes(asked.codes, ours_only=True)
    if not codes:
        raise FieldRefused(text("Scan or paste at least one code, one a line."), field="codes")
    return by_codes(session, codes)


def _run_id(typed: str) -> UUID:
    run_id = id_of(typed)
    if run_id is None:
        raise FieldRefused(text("Choose the run whose labels are printed."), field="run")
    return run_id


def _name(chosen: Chosen) -> str:
    if len(chosen.things) > 1:
        return f"labels-{len(chosen.things)}"
    (thing,) = chosen.things
    code = thing.ticket.code if isinstance(thing, Box) else thing.code
    return f"label-{''.join(char for char in code if char.isalnum() or char == '-')}"


def _page(asked: Asked, no: Refusal | None = None, *, known: int = 0) -> str:
    """The form; `known` is how many labels there would be without the codes that nobody knows."""
    site = runtime().site
    with runtime().database.reading() as session:
        bins = len(store.bins(session))
        today = site.today(now())
        runs = [
            run
            for ahead in range(RUN_DAYS)
            for run in dispatch.runs_on(session, today + timedelta(days=ahead))
        ]
    kept = {"format": asked.form, "start": asked.start, "copies": asked.copies}
    tabs = [
        (shown(text(label)), f"/labels?{urlencode({'what': what} | kept)}", what == asked.what, None)
        for what, label in TABS
    ]
    return render_template(
        "warehouse/labels.html",
        asked=asked,
        tabs=tabs,
        bins=bins,
        known=known,
        lacks_letters=no is not None and no.code == LACKING,
        forms=FORMS,
        runs=[(str(run.id), run.day, run.zone, run.to_do) for run in runs if run.to_do],
        errors=[(no.field or "", shown(no.message))] if no else [],
    )
