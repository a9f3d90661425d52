"""The S3 protocol server of the tests: prints its port, and serves until its input ends."""

import sys
from threading import Thread
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server


class _Quiet(MotoRequestHandler):
    def log_request(self, *_said: Any) -> None:
        """Nothing."""


if __name__ == "__main__":
    application = DomainDispatcherApplication(create_backend_app)
    with make_server("127.0.0.1", 0, application, threaded=True, request_handler=_Quiet) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        sys.stdout.write(f"{server.server_port}\n")
        sys.stdout.flush()
        sys.stdin.read()  # ends with whoever started us
