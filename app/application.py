"""Building the Flask application around a runtime."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app.api import v1
from app.edge import entering, errors, link_tails, only_shown, security
from app.edge.answers_in_json import Json
from app.runtime import Runtime
from app.web import context
from app.web.blueprints import BLUEPRINTS


def create_app(runtime: Runtime) -> Flask:
    """The web application; it holds no state beyond the runtime it is given."""
    app = Flask(
        "mendpost",
        root_path=str(context.STATIC.parent),
        static_folder="static",
        template_folder="../../templates",
    )
    app.extensions["mendpost"] = runtime
    app.json = Json(app)
    app.config.update(
        MAX_CONTENT_LENGTH=entering.MAX_UPLOAD,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        SEND_FILE_MAX_AGE_DEFAULT=31536000,
    )
    if hops := runtime.settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # as its documentation does it
    security.install(app)
    entering.install(app)
    link_tails.install(app)
    errors.install(app)
    context.install(app)
    only_shown.install(app)
    for blueprint in (*BLUEPRINTS, v1.bp):
        app.register_blueprint(blueprint)
    return app
