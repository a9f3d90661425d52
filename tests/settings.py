"""Settings for a test: of a demo shop, or of a real one with a secret of its own."""

from typing import Any

from app.kernel.settings import Settings

OWN_SECRET = "an-own-secret-of-thirty-two-bytes-or-more"


def demo_settings(**changed: Any) -> Settings:
    """A demo shop's settings, checked as at its start."""
    return Settings(demo=True, **changed)


def real_settings(**changed: Any) -> Settings:
    """A real shop's settings, checked as at its start."""
    return Settings(**({"secret_key": OWN_SECRET} | changed))
