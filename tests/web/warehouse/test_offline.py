"""Scripts with rights or addresses of their own: the station's service worker, the camera's reader, modules."""

import re

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


def test_modules_are_kept_by_what_all_of_them_hold_and_come_from_one_version(sqlite_shop: Shop) -> None:
    page = sqlite_shop.signed_in(Role.WAREHOUSE).get("/scan").get_data(as_text=True)
    (station,) = re.findall(r'<script type="module" src="(/scripts/[0-9a-f]{10}/scan/station\.js)"', page)
    client = sqlite_shop.client()
    with client.get(station.replace("station", "queue")) as neighbour:
        assert neighbour.status_code == 200
    with client.get(station) as answer:
        assert answer.mimetype == "text/javascript"
        assert "max-age=31536000" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    another = re.sub("/[0-9a-f]{10}/", "/0123456789/", station)
    for lost in (another, station.replace("station.js", "scan.css"), station.replace("scan/", "scan/../../")):
        with client.get(lost) as answer:
            assert answer.status_code == 404
            assert answer.headers["Cache-Control"] == "no-store"
