"""Somebody texts us: the reply lies there, as a provider delivered it, and is not read yet."""

import itertools
from datetime import datetime
from typing import Any

from app.messaging.conversation.incoming import Keyword, keep_incoming
from tests.journeys.on_the_bench import PHONE
from tests.shop import Shop

_sid = itertools.count(1)


def text_us(
    shop: Shop,
    body: str,
    *,
    phone: str = PHONE,
    sid: str = "",
    at: datetime | None = None,
    keyword: Keyword | None = None,
    media: list[dict[str, Any]] | None = None,
) -> str:
    """Returns the provider's id of it: `sid`, or a new one. `at` is when it came in, where that is not now."""
    sid = sid or f"SM-{next(_sid)}"
    with shop.database.transaction() as session:
        kept = keep_incoming(
            session,
            provider="twilio",
            provider_id=sid,
            from_phone=phone,
            to_phone="+1",
            body=body,
            keyword=keyword,
            now=at or shop.clock(),
            media=media or [],
        )
    assert kept, "delivered before"
    return sid
