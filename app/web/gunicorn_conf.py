"""How the web server runs; `make run` and `gunicorn --config app/web/gunicorn_conf.py` read it."""

import logging
import sys
from importlib import import_module

from app.bootstrap import build_runtime
from app.demo.seed import refuse_a_real_shop
from app.kernel.settings_start import load_settings

_settings = load_settings()
# What is refused and what fails is told on standard output, as the jobs do; gunicorn's own lines keep their level.
logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(levelname)s %(message)s")
# Which of its own parts it loads is no news of the shop.
logging.getLogger("alembic").setLevel(logging.WARNING)

wsgi_app = "wsgi:app"
_host = f"[{_settings.listens_on}]" if ":" in _settings.listens_on else _settings.listens_on
bind = f"{_host}:{_settings.port}"
worker_class = "app.web.patient_worker.PatientWorker"
workers = 2
threads = 8  # for requests that have arrived whole; who is slow costs none
preload_app = False  # database connections must not cross a fork; what wsgi.py reads may, and does, below
READ_BEFORE = ("app.application", "app.cli")
graceful_timeout = 20  # seconds for what is open when asked to stop; `make run` waits longer
loglevel = "warning"
control_socket_disable = True  # otherwise a socket in the home folder, which containers may not have


def on_starting(_server: object) -> None:
    """A demo never opens over the database of real people; asked before the workers are forked.

    Nor does a worker read the whole house by itself: it begins with what was read here, and shares its memory.
    """
    if _settings.demo:
        runtime = build_runtime(_settings)
        try:
            refuse_a_real_shop(runtime)
        finally:
            runtime.database.close()
    for name in READ_BEFORE:
        import_module(name)


def when_ready(_server: object) -> None:
    """Say so: the quiet log level would not."""
    sys.stdout.write("ready to answer\n")
    sys.stdout.flush()
