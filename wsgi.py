"""Production entry: `gunicorn wsgi:app`."""

from app.bootstrap import build_runtime
from app.cli import register_commands
from app.kernel.settings import load_settings
from app.web.factory import create_app

app = create_app(build_runtime(load_settings()))
register_commands(app)
