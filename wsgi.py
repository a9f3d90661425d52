"""Production entry: `gunicorn wsgi:app`."""

from app.application import create_app
from app.bootstrap import build_runtime
from app.cli import register_commands
from app.kernel.settings_start import load_settings

app = create_app(build_runtime(load_settings()))
register_commands(app)
