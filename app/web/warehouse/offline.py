"""Scripts that must not come from /static: the station's service worker and the camera's reader.

A service worker rules the folder it comes from, and a worker brings a content policy of its own: the page's stays
strict, only the reader may compile WebAssembly.
"""

from flask import Blueprint, Response, send_from_directory

from app.edge.security import CONTENT_SECURITY_POLICY, PUBLIC, open_to
from app.web.context import STATIC

bp = Blueprint("offline", __name__)
MAY_COMPILE = CONTENT_SECURITY_POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")


@bp.get("/scan-worker.js")
@open_to(PUBLIC)
def service_worker() -> Response:
    """Keeps the station's page for when there is no network; looked at anew at every visit."""
    return _script("offline.js")


@bp.get("/scan-camera.js")
@open_to(PUBLIC)
def camera_worker() -> Response:
    """Reads codes out of the camera's pictures."""
    response = _script("camera-worker.js")
    response.headers["Content-Security-Policy"] = MAY_COMPILE
    return response


def _script(name: str) -> Response:
    response = send_from_directory(STATIC / "scan", name, mimetype="text/javascript", max_age=0)
    response.headers["Cache-Control"] = "no-cache"
    return response
