"""What people, scanners and attackers send where a text or a number is asked for."""

BEGIN, END = "Q7z", "z7Q"  # whoever finds the one in the database must find the other

# Between BEGIN and END: whatever is kept of these is kept whole.
INSIDE: dict[str, str] = {
    "NUL": "\0",
    "control": "\x01\x1b[31m\x7f\x9f",
    "bidi": "\u202egpj\u202c\u2066\u2069\u200f",
    "unseen": "\u200b\ufeff\u00ad\u2060",
    "half": "\ud800 \udfff",
    "NFD": "\u1112\u1161\u11ab Jose\u0301",
    "emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f3f4\U000e0067\U000e0062\U000e007f",
    "lines": "one\r\ntwo\u2028three\ttab",
    "markup": "<b>&\"'`</b>{{ 7 * 7 }}{% x %}",
    "format": "%s %(x)s %00 {0} \\ \x1a",
    "sql": "'; DROP TABLE ticket; --",
    "header": "x\r\nSet-Cookie: a=b",
    "grows": "ﷺ" * 12,  # NFKC makes 18 letters of each
    "61": "가" * 61,
    "130": "나" * 130,
    "510": "다" * 510,
    "2100": "라" * 2100,
    "4100": "마" * 4100,
    "marks": "a" + "\u0301\u0316" * 20_000,  # sorting them takes a library minutes
}

# Sent as they are.
BARE: dict[str, str] = {
    "empty": "",
    "blank": "\u200b\u3164\ufe0f",
    "5000 digits": "9" * 5000,
    "10^20": "1" + "0" * 20,
    "minus": "-1",
    "past 63 bits": "9223372036854775808",
    "1e400": "1e400",
    "NaN": "NaN",
    "digits elsewhere": "٣٣",
    "end of days": "9999-12-31",
    "first day": "0001-01-01",
    "no id": "00000000-0000-0000-0000-000000000000",
    "path": "../../../etc/passwd\0.jpg",
    "1 MB": "바" * 350_000,
}

NASTY: dict[str, str] = {name: f"{BEGIN}{text}{END}" for name, text in INSIDE.items()} | BARE
LONG = frozenset({"4100", "1 MB"})  # no field is as long; a list of codes may be
SHORT = {name: text for name, text in NASTY.items() if len(text) < 600}  # what fits into an address

# JSON that is no text: wrong types, and what a parser chokes on.
DEEP: list[object] = []
for _ in range(200):
    DEEP = [DEEP]
WRONG: dict[str, object] = {
    "null": None,
    "true": True,
    "minus": -1,
    "huge": 10**30,
    "float": 1.5e308,
    "list": ["a"],
    "object": {"a": {}},
    "deep": DEEP,
}
BODIES: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"{",
    "a list": b"[1]",
    "a number": b"7",
    "deeper than a stack": b"[" * 30_000 + b"]" * 30_000,
    "objects as deep": b'{"code":' * 5_000 + b"1" + b"}" * 5_000,
    "digits": b'{"code": ' + b"9" * 6000 + b"}",
    "no number": b'{"code": NaN}',
    "no UTF-8": b'{"code": "\xff\xfe"}',
    "half a character": rb'{"code": "\ud800"}',
    "a NUL": rb'{"code": "RP\u0000", "mode": "open"}',
    "1 MB": b'{"code": "' + b"x" * 1_000_000 + b'"}',
}
