"""What bar codes and QR codes carry besides the bare number: GS1 element strings, ISO/IEC 15434 messages, addresses, JSON.

Pure. Nothing here knows which numbers exist: each value is only a candidate of its kind. A separator that the wedge lost
or spelled out (`<GS>`, `^]`) is coped with as far as it can be told.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

GS = "\x1d"
MOST = 12  # values of one kind in one symbol
_AIM = re.compile(r"[\s~\x00-\x1f]*\](?P<symbology>[A-Za-z][0-9A-Za-z])")  # ISO/IEC 15424
_SEPARATORS = {
    GS: re.compile(r"<GS>|\{GS\}|\[GS\]|\^\]|␝|<FNC1>|\{FNC1\}", re.I),
    "\x1e": re.compile(r"<RS>|\{RS\}|\[RS\]|\^\^|␞", re.I),
    "\x04": re.compile(r"<EOT>|\{EOT\}|\[EOT\]|\^D\b|␄", re.I),
}
_GS1_SYMBOLS = frozenset({"C1", "E0", "D2", "Q3", "J1"})
_BRACKETED = re.compile(r"\((\d{2,4})\)([^(]+)")
# GS1 General Specifications, figures 3.2-1 and 7.8.5-2: how long an application identifier is, by its first two
# digits, and the length of what follows where that is fixed.
_AI_LENGTH = {
    **dict.fromkeys(["23", "24", "25", "40", "41", "42", "71"], 3),
    **dict.fromkeys(["31", "32", "33", "34", "35", "36", "39", "43", "70", "72", "80", "81", "82"], 4),
    **dict.fromkeys(["00", "01", "02", "03", "10", "11", "12", "13", "15", "16", "17", "20", "21", "22"], 2),
    **dict.fromkeys(["30", "37", *(f"9{digit}" for digit in range(10))], 2),
}
_FIXED = {"00": 18, "01": 14, "02": 14, "03": 14, "20": 2, "41": 13} | dict.fromkeys(
    ["11", "12", "13", "15", "16", "17", "31", "32", "33", "34", "35", "36"], 6
)
_SERIAL_AI, _WAYBILL_AI, _PRODUCT_AI = ("21", "250", "8004"), ("00", "401", "402"), ("01", "02", "240", "241")
# ANSI MH10.8.2: S and its variants are serial numbers, J licence plates of transport units, P products.
_DATA = re.compile(r"(?P<digits>\d{0,2})(?P<letter>[A-Z])(?P<value>.+)", re.S)
_TEI = re.compile(r"(?P<name>SER|SEQ|UCN|USN|PNR|PNO)[ :]*(?P<value>.+)", re.S)  # ATA Spec 2000
_SERIAL_NAME = re.compile(
    "sn|ser|serial|serial(?:no|nr|num|number|id)|serno|sno|imei1?|deviceserial"
    "|(?:제품)?일련번호|시리얼(?:번호)?|제조번호"
)


@dataclass(slots=True)
class Carried:
    """What a symbol says, by kind; `products` are GTINs and article numbers, the same on every device of a model."""

    serials: list[str] = field(default_factory=list)
    waybills: list[str] = field(default_factory=list)
    products: list[str] = field(default_factory=list)


def without_aim(typed: str) -> str:
    """Without the identifier of the symbology that a scanner may put before its reading, such as `]C1`."""
    return _AIM.sub("", typed, count=1) if _AIM.match(typed) else typed


def read_symbol(typed: str) -> Carried:
    """Everything a symbol carries; empty where it has no syntax of its own. Any text is taken, none raises."""
    plain = typed
    for sign, spelled in _SEPARATORS.items():
        plain = spelled.sub(sign, plain)
    aim = _AIM.match(plain)
    plain = without_aim(plain).strip(" \t\r\n")
    carried = Carried()
    if plain.startswith("[)>"):
        _message(plain[3:], carried)
    elif plain.startswith("{"):
        _named(_json_values(plain), carried)
    elif "://" in plain:
        _address(plain, carried)
    else:
        is_gs1 = bool(aim and aim["symbology"].upper() in _GS1_SYMBOLS)
        _sort(_elements(plain, sure=is_gs1), carried)
        if aim and aim["symbology"][0] in "Ee" and plain.isdecimal():  # EAN and UPC
            carried.products.append(plain)
    for values in (carried.serials, carried.waybills, carried.products):
        values[:] = list(dict.fromkeys(value.strip() for value in values if value.strip()))[:MOST]
    return carried


def is_gtin(number: str) -> bool:
    """Whether these are the digits of a UPC, EAN-13 or GTIN-14 with the right check digit (GS1 §7.9).

    Eight digits are not taken for an EAN-8: too many honest serials have eight.
    """
    if not (number.isascii() and number.isdecimal() and len(number) in (12, 13, 14)):
        return False
    return _sum_of_threes(number) % 10 == 0


def _sum_of_threes(digits: str) -> int:
    return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(digits)))


def _elements(text: str, *, sure: bool) -> Iterator[tuple[str, str]]:
    """Application identifiers and their values, as far as the text follows the syntax."""
    bracketed = _BRACKETED.findall(text) if text.startswith("(") else []
    if bracketed:
        yield from bracketed
        return
    begins = (text.startswith("01") and is_gtin(text[2:16])) or (
        text.startswith("00") and len(text) == 20 and text.isdecimal() and _sum_of_threes(text[2:]) % 10 == 0
    )
    if not (sure or GS in text or begins):
        return
    rest = text
    while rest := rest.lstrip(GS):
        length = _AI_LENGTH.get(rest[:2])
        identifier = rest[:length] if length else ""
        if not (identifier.isdecimal() and identifier.isascii()):
            return
        rest = rest[len(identifier) :]
        fixed = _FIXED.get(identifier[:2])
        end = fixed or (rest.find(GS) if GS in rest else len(rest))
        yield identifier, rest[:end].strip(GS)
        rest = rest[end:]


def _sort(elements: Iterator[tuple[str, str]], carried: Carried) -> None:
    for identifier, value in elements:
        if identifier in _SERIAL_AI:
            carried.serials.append(value)
        elif identifier in _WAYBILL_AI:
            carried.waybills.append(value)
        elif identifier in _PRODUCT_AI:
            carried.products.append(value)


def _message(body: str, carried: Carried) -> None:
    """ISO/IEC 15434 after its header; format 05 holds GS1 elements, 06 data identifiers, 12 the airlines' names."""
    for part in re.split(r"[\x1e\x04]", body):
        envelope, content = part.strip()[:2], part.strip()[2:]
        if envelope == "05":
            _sort(_elements(content.strip(GS), sure=True), carried)
            continue
        fields = content.split(GS) if GS in content else content.split()
        for one in map(str.strip, fields):
            carried.waybills.append(one)
            if named := _TEI.fullmatch(one):
                (carried.products if named["name"].startswith("PN") else carried.serials).append(
                    named["value"]
                )
            elif data := _DATA.fullmatch(one):
                _by_letter(data, carried)
    if GS not in body and not carried.serials:  # the separators were lost: whatever stands behind an S
        carried.serials += [body[at + 1 :] for at, char in enumerate(body) if char in "Ss" and body[at + 1 :]]


def _by_letter(data: re.Match[str], carried: Carried) -> None:
    kinds = {"S": carried.serials, "J": carried.waybills, "K": carried.waybills, "P": carried.products}
    if data["letter"] in kinds:
        kinds[data["letter"]].append(data["value"])


def _address(text: str, carried: Carried) -> None:
    """An address: its query by the names of its fields, GS1 Digital Link (`/01/…/21/…`), the last part of its path."""
    try:
        parts = urlsplit(text)
        query = parse_qsl(parts.query) + parse_qsl(parts.fragment)
    except ValueError:
        return
    path = [unquote(part) for part in parts.path.split("/") if part]
    pairs = [pair for pair in pairwise(path) if pair[0].isdecimal()]
    _sort(iter(pairs), carried)
    _named(iter(query), carried)
    carried.waybills += path[-1:]
    if not carried.serials:
        carried.serials += path[-1:]


def _named(values: Iterator[tuple[str, str]], carried: Carried) -> None:
    """Values under names: those whose name says so are serials, else any can be; any can be a waybill."""
    every = list(values)
    named = [value for name, value in every if _SERIAL_NAME.fullmatch(_bare(name))]
    carried.serials += named or [value for _, value in every]
    carried.waybills += [value for _, value in every]


def _bare(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())


def _json_values(text: str) -> Iterator[tuple[str, str]]:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return iter(())
    return iter(list(_scalars("", read))[:MOST])


def _scalars(name: str, read: Any) -> Iterator[tuple[str, str]]:
    if isinstance(read, dict):
        for key, value in read.items():
            yield from _scalars(key, value)
    elif isinstance(read, list):
        for value in read:
            yield from _scalars(name, value)
    elif isinstance(read, str) or (isinstance(read, int) and not isinstance(read, bool)):
        yield name, str(read)
