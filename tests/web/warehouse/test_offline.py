"""Scripts with rights of their own: the station's service worker, and the one that may compile WebAssembly."""

from app.edge.security import CONTENT_SECURITY_POLICY
from app.kernel.actor import Role
from tests.shop import Shop


def test_only_the_cameras_worker_may_compile(sqlite_shop: Shop) -> None:
    client = sqlite_shop.signed_in(Role.WAREHOUSE)
    for address in ("/scan", "/scan?mode=receive", "/scan-worker.js", "/static/scan/camera-worker.js"):
        with client.get(address) as answer:
            assert answer.status_code == 200
            assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    with client.get("/scan-camera.js") as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert policy.replace(" 'wasm-unsafe-eval'", "") == CONTENT_SECURITY_POLICY
    assert policy != CONTENT_SECURITY_POLICY


def test_the_scripts_are_looked_at_anew_and_need_no_login(sqlite_shop: Shop) -> None:
    for address in ("/scan-worker.js", "/scan-camera.js"):
        with sqlite_shop.client().get(address) as answer:
            assert answer.status_code == 200
            assert answer.mimetype == "text/javascript"
            assert answer.headers["Cache-Control"] == "no-cache"


def test_the_camera_may_be_asked_for(sqlite_shop: Shop) -> None:
    policy = sqlite_shop.signed_in(Role.WAREHOUSE).get("/scan").headers["Permissions-Policy"]
    assert "camera=()" not in policy
