"""The Korean two-set keyboard undone: which keys were pressed, whatever mode the keyboard was left in.

Every PC keyboard in Korea, and many a phone's, types Latin letters or Hangul with the same keys. Somebody who
looks at the parcel and not at the screen, or a scanner that only presses keys, types `RP-7K2M` as `꼐-7ㅏ2ㅡ`
and `승인` as `tmddls`. Two texts are the same keys exactly where `as_keys` of both is the same; and since
syllables are only a way of showing the keys, `as_keys(a + b) == as_keys(a) + as_keys(b)`.
"""

import unicodedata

# KS X 5002: the keys behind each jamo, in the order Unicode lists them (U+1100 ff.).
# ㄲ, ㅒ and their like are one key with shift; case is folded, so they are that one letter.
_LEADING = "RRSEEFAQQTTDWWCZXVG"
_VOWELS = "K O I O J P U P H HK HO HL Y N NJ NP NL B M ML L".split()  # noqa: SIM905 - one row reads better than a list
_FINAL = "R R RT S SW SG E F FR FA FQ FT FX FV FG A Q QT T T D W C Z X V G".split()  # noqa: SIM905 - one row reads better than a list
_KEYS = {
    start + place: keys
    for start, row in ((0x1100, _LEADING), (0x1161, _VOWELS), (0x11A8, _FINAL))
    for place, keys in enumerate(row)
}


def as_keys(typed: str) -> str:
    """The keys that were pressed, in capitals: Hangul taken apart again, full-width made narrow."""
    return unicodedata.normalize("NFKD", typed).translate(_KEYS).upper()
