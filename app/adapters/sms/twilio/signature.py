"""Whether a webhook really comes from Twilio: its signature over our public address and the whole form.

Source: Twilio, "Webhooks security": HMAC-SHA1 with the account's token over the URL it called and the
sorted form fields. The URL is rebuilt from PUBLIC_URL and the raw path, never from the request's Host.
"""

from collections.abc import Mapping, Sequence

from twilio.request_validator import RequestValidator


def is_from_twilio(url: str, form: Mapping[str, Sequence[str]], signature: str | None, *,
                   tokens: Sequence[str]) -> bool:  # fmt: skip
    """Check against each token (the present one, and the old one while it is being rotated).

    `form` has all values of each field, unstripped. Anything odd is a plain no.
    """
    if not signature:
        return False
    try:
        return any(RequestValidator(token).validate(url, _Form(form), signature) for token in tokens if token)
    except Exception:  # the validator raises whatever an odd form or address makes it stumble over
        return False


class _Form(dict[str, Sequence[str]]):
    """Offers `getlist`, by which the validator finds repeated fields."""

    def getlist(self, name: str) -> Sequence[str]:
        """All values of a field, as sent."""
        return self[name]
