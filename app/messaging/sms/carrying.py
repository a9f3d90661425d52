"""What a network lets through: a text is written with what its channel carries, before it is stored and counted.

Korean networks carry EUC-KR (KS X 1001) and break everything else. A name keeps its letters without their marks, a
syllable outside the 2,350 is spelled in its jamo, what has no letter at all is left out.
"""

import unicodedata

KOREA = "KR"
_ALIKE = {  # read aloud the same, or drawn nearly so
    "\u2013": "-",
    "\u2014": "-",
    "\u2011": "-",
    "\u20a9": "W",
    "\u00a0": " ",
    "\u0110": "D",
    "\u0130": "I",
    "\u0219": "s",
    "\u021b": "t",
}
# Hangul syllables are composed by arithmetic (Unicode 3.12): 19 initials, 21 vowels, 27 finals and none.
_FIRST = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWEL = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_LAST = ("", *tuple("ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"))
_UNREAD = "?"  # a letter of a script the networks do not know


def passes_korean_networks(body: str) -> bool:
    """Whether every character is plain EUC-KR of at most two bytes; others arrive broken or not at all."""
    try:
        return all(len(char.encode("euc_kr")) <= 2 for char in body)
    except UnicodeEncodeError:
        return False


def carried(body: str, region: str) -> str:
    """The body as it can arrive on a phone of that region (ISO 3166)."""
    if region != KOREA or passes_korean_networks(body):
        return body
    return "".join(char if passes_korean_networks(char) else _otherwise(char) for char in body)


def _otherwise(char: str) -> str:
    """The nearest that is carried: without marks, in jamo, in plain letters; '' for signs that no letter stands for."""
    if char in _ALIKE:
        return _ALIKE[char]
    if "가" <= char <= "힣":
        place = ord(char) - 0xAC00
        return _FIRST[place // 588] + _VOWEL[place % 588 // 28] + _LAST[place % 28]
    plain = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
    if plain != char and passes_korean_networks(plain):
        return plain
    return _UNREAD if unicodedata.category(char)[0] in "LN" else ""
