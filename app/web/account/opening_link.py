"""The link by which a manager lets a new device of somebody in while others guess at the account."""

from itsdangerous import BadSignature, URLSafeTimedSerializer

from app.edge.current import runtime

LINK_LASTS = 3600  # seconds


def link_for(login: str) -> str:
    """The end of an address that makes whoever opens it within the hour a known device; the password is asked all the same."""
    return str(_links().dumps(login))


def login_of(link: str) -> str | None:
    """Whose link that is; None where it is nobody's or too old."""
    try:
        return str(_links().loads(link, max_age=LINK_LASTS))
    except BadSignature:
        return None


def _links() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(runtime().settings.secret_key.get_secret_value(), salt="known-device-link")
