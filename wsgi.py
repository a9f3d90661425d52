"""Production entry: `gunicorn wsgi:app`."""

from app.bootstrap import build_runtime
from app.cli import register_commands
from app.kernel.settings import Settings
from app.web.factory import create_app

app = create_app(build_runtime(Settings()))
register_commands(app)
