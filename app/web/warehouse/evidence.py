"""Downloads for a dispute: the evidence file as PDF, and custody as EPCIS events."""

import json

from flask import Blueprint, Response

from app.edge.current import language, runtime
from app.edge.security import open_to
from app.kernel.ids import spell_code
from app.staff.permissions import Capability
from app.web.warehouse.evidence_files import epcis_file, evidence_file

bp = Blueprint("evidence", __name__)


@bp.get("/dock/<code>/evidence.pdf")
@open_to(Capability.READ_EVIDENCE)
def evidence(code: str) -> Response:
    """Everything a carrier or an insurer asks for, in the reader's language; opens in the browser."""
    found, pdf = evidence_file(runtime(), code, language=language())
    response = Response(pdf, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="evidence-{spell_code(found)}.pdf"'
    return response


@bp.get("/dock/<code>/epcis.json")
@open_to(Capability.READ_EVIDENCE)
def events(code: str) -> Response:
    """The hand-overs as a document of the standard EPCIS 2.0, to save."""
    found, document = epcis_file(runtime(), code)
    written = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    response = Response(written, mimetype="application/ld+json")
    response.headers["Content-Disposition"] = f'attachment; filename="epcis-{spell_code(found)}.json"'
    return response
