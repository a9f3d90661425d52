"""Whether a webhook really comes from Twilio: its signature over our public address and the whole form.

Source: Twilio, "Webhooks security": HMAC-SHA1 with the account's token over the URL it called and the
sorted form fields. The URL is rebuilt from PUBLIC_URL and the raw path, never from the request's Host.
"""

from collections.abc import Mapping, Sequence
from hmac import compare_digest
from urllib.parse import urlparse

from twilio.request_validator import RequestValidator, add_port, remove_port

# Twilio signs now the one, now the other, so its own validator computes both, always; here the second waits
# for the first to fail, which is the rare case, and webhooks are the busiest thing we answer.
SPELLINGS = (remove_port, add_port)


def is_from_twilio(
    url: str, form: Mapping[str, Sequence[str]], signature: str | None, *, tokens: Sequence[str]
) -> bool:
    """Check against each token (the present one, and the old one while it is being rotated).

    `form` has all values of each field, unstripped. Anything odd is a plain no.
    """
    if not signature:
        return False
    try:
        called, fields, given = urlparse(url), _Form(form), signature.encode()
        return any(
            compare_digest(RequestValidator(token).compute_signature(spelt(called), fields).encode(), given)
            for token in tokens
            if token
            for spelt in SPELLINGS
        )
    except Exception:  # the validator raises whatever an odd form or address makes it stumble over
        return False


class _Form(dict[str, Sequence[str]]):
    """Offers `getall`, by which the validator finds repeated fields."""

    def getall(self, name: str) -> Sequence[str]:
        """All values of a field, as sent."""
        return self[name]
