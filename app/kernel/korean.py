"""Korean particles: the right one of a pair, decided by the sound before it.

`{을/를}` written after a word in a Korean sentence is replaced once the word is known; digits and
Latin letters are read as Koreans read them aloud. Source: National Institute of Korean Language,
Standard Korean orthography; `로` also follows a final ㄹ.
"""

import re

_PAIR = re.compile(r"(?P<before>.?)\{(?P<closed>[가-힣]+)/(?P<open>[가-힣]+)\}", re.DOTALL)
_SKIP = "\"')]}>»”’」』 "
# Last sound of the digits' and letters' Korean names: '' open, 'l' ends in ㄹ, 'c' other final.
_DIGITS = dict(zip("0123456789", ["c", "l", "", "c", "", "", "c", "l", "l", ""], strict=True))
_LETTERS = {"l": "l", "m": "c", "n": "c", "r": "l"}


def _final(char: str) -> str:
    if "가" <= char <= "힣":
        final = (ord(char) - 0xAC00) % 28
        return "" if final == 0 else "l" if final == 8 else "c"
    if char in _DIGITS:
        return _DIGITS[char]
    return _LETTERS.get(char.lower(), "")


def resolve_particles(sentence: str) -> str:
    """Replace every `{은/는}`-like pair by the form that fits the word before it."""
    out: list[str] = []
    rest = 0
    for match in _PAIR.finditer(sentence):
        out.append(sentence[rest : match.start("closed") - 1])
        rest = match.end()
        before = "".join(out).rstrip(_SKIP)[-1:]
        closed, opened = match["closed"], match["open"]
        final = _final(before) if before else ""
        if closed == "으로":
            out.append("으로" if final == "c" else "로")
        else:
            out.append(closed if final else opened)
    out.append(sentence[rest:])
    return "".join(out)


def josa(word: str, pair: str) -> str:
    """`josa("부품", "이/가")` → `부품이`."""
    return resolve_particles(f"{word}{{{pair}}}")
