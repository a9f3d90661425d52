"""Scripts that must not come from /static: the station's service worker, the camera's reader, and modules.

A service worker rules the folder it comes from, and a worker brings a content policy of its own: the page's stays
strict, only the reader may compile WebAssembly. Modules import one another by name, so the hash of what they hold
stands in the folder of their address: they come from one version of the shop, all of them or none.
"""

import hashlib
from functools import cache

from flask import Blueprint, Response, abort, send_from_directory, url_for

from app.edge.security import CONTENT_SECURITY_POLICY, PUBLIC, open_to
from app.web.context import STATIC

bp = Blueprint("offline", __name__)
MAY_COMPILE = CONTENT_SECURITY_POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
FOR_EVER = 31536000  # seconds: another version has another address


@cache
def modules() -> tuple[str, ...]:
    """The names of all scripts of ours."""
    ours = (path.relative_to(STATIC) for path in STATIC.rglob("*.js"))
    return tuple(sorted(path.as_posix() for path in ours if path.parts[0] != "vendor"))


@cache
def version() -> str:
    """What changes as soon as one of them does."""
    held = hashlib.sha256()
    for name in modules():
        held.update(name.encode() + b"\0" + (STATIC / name).read_bytes() + b"\0")
    return held.hexdigest()[:10]


@bp.app_template_global("script")
def address(name: str) -> str:
    """Where a module and all that it imports are had."""
    return url_for("offline.module", held=version(), name=name)


@bp.get("/scripts/<held>/<path:name>")
@open_to(PUBLIC)
def module(held: str, name: str) -> Response:
    """A module of this version; of no other, as its neighbours would not fit."""
    if held != version() or name not in modules():
        abort(404)
    return send_from_directory(STATIC, name, mimetype="text/javascript", max_age=FOR_EVER)


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
