"""How the web server runs; `make run` and `gunicorn --config app/web/gunicorn_conf.py` read it."""

import sys
from urllib.parse import urlsplit

from app.kernel.settings import load_settings

_settings = load_settings()
# Listen where customers are told to come: with the default address only this machine can, and a demo
# shop with known passwords is not opened to the whole network by accident.
_here = urlsplit(_settings.public_url).hostname in {"localhost", "127.0.0.1", "::1"}

wsgi_app = "wsgi:app"
bind = f"{'127.0.0.1' if _here else '0.0.0.0'}:{_settings.port}"  # noqa: S104 - PUBLIC_URL says so
worker_class = "gthread"
workers = 2
threads = 4
preload_app = False  # database connections must not cross a fork
graceful_timeout = 4  # less than the five seconds after which `make run` stops being polite
loglevel = "warning"
control_socket_disable = True  # otherwise a socket in the home folder, which containers may not have


def when_ready(_server: object) -> None:
    """Say so: the quiet log level would not."""
    sys.stdout.write("ready to answer\n")
    sys.stdout.flush()
