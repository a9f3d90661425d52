"""How an operator writes what texts may do: "KR,US", "KR=20,*=150", "21-8". Whatever cannot be read says why."""

import re

import phonenumbers

EVERYWHERE = "*"


def read_regions(written: str) -> frozenset[str]:
    """Countries as ISO 3166 codes between commas; "*" is read as none named: everywhere. Raises ValueError."""
    codes = {_region(word) for word in written.split(",") if word.strip()}
    return frozenset() if EVERYWHERE in codes else frozenset(codes)


def read_prices(written: str) -> tuple[tuple[str, int], ...]:
    """Minor units a segment by country, "*" for the others; sorted, () where nothing is written."""
    prices: dict[str, int] = {}
    for word in written.split(","):
        if not word.strip():
            continue
        code, _, price = word.partition("=")
        if not re.fullmatch(r"\s*\d{1,7}\s*", price, re.ASCII):
            raise ValueError(f"“{word.strip()}” is no price: write it as KR=20, in minor units a segment")
        region = _region(code)
        if region in prices:
            raise ValueError(f"{region} has two prices: leave one")
        prices[region] = int(price)
    return tuple(sorted(prices.items()))


def read_hours(written: str) -> tuple[int, int]:
    """From which hour until which, 0 to 23, by the clocks of the recipient; "none" is (0, 0)."""
    if written.strip().lower() == "none":
        return 0, 0
    found = re.fullmatch(r"\s*(\d{1,2})\s*-\s*(\d{1,2})\s*", written, re.ASCII)
    start, end = (int(hour) for hour in found.groups()) if found else (0, 0)
    if start == end or start > 23 or end > 23:
        raise ValueError(f"“{written.strip()}” are no hours: write two from 0 to 23 as 21-8, or none")
    return start, end


def _region(written: str) -> str:
    code = written.strip().upper()
    if code != EVERYWHERE and code not in phonenumbers.SUPPORTED_REGIONS:
        raise ValueError(f"“{written.strip()}” is no country code: write KR or US, or * for all others")
    return code
