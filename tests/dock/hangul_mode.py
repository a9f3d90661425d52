"""A two-set Korean keyboard in Hangul mode, written apart from the code under test: keys in, text out."""

KEYS = dict(
    zip("qwertyuiopasdfghjklzxcvbnm", "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ", strict=True)
)
SHIFTED = dict(zip("QWERTOP", "ㅃㅉㄸㄲㅆㅒㅖ", strict=True))
LEADING = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = ["", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"]
PAIRS = {
    "ㅗㅏ": "ㅘ",
    "ㅗㅐ": "ㅙ",
    "ㅗㅣ": "ㅚ",
    "ㅜㅓ": "ㅝ",
    "ㅜㅔ": "ㅞ",
    "ㅜㅣ": "ㅟ",
    "ㅡㅣ": "ㅢ",
    "ㄱㅅ": "ㄳ",
    "ㄴㅈ": "ㄵ",
    "ㄴㅎ": "ㄶ",
    "ㄹㄱ": "ㄺ",
    "ㄹㅁ": "ㄻ",
    "ㄹㅂ": "ㄼ",
    "ㄹㅅ": "ㄽ",
    "ㄹㅌ": "ㄾ",
    "ㄹㅍ": "ㄿ",
    "ㄹㅎ": "ㅀ",
    "ㅂㅅ": "ㅄ",
}


class _Syllable:
    """What the input method is still composing: leading consonant, vowels, finals."""

    def __init__(self) -> None:
        self.lead, self.vowel, self.final = "", "", ""

    def text(self) -> str:
        lead, vowel, final = self.lead, PAIRS.get(self.vowel, self.vowel), PAIRS.get(self.final, self.final)
        if lead and vowel:
            return chr(0xAC00 + (LEADING.index(lead) * 21 + VOWELS.index(vowel)) * 28 + FINALS.index(final))
        return lead + vowel + final

    def takes(self, jamo: str) -> bool:
        """Whether the jamo joins this syllable; if so, it has."""
        if jamo in VOWELS:
            if self.final:
                return False
            if not self.vowel:
                self.vowel = jamo
                return True
            if self.vowel + jamo in PAIRS:
                self.vowel += jamo
                return True
            return False
        if not self.lead and not self.vowel:
            self.lead = jamo
            return True
        if not (self.lead and self.vowel):
            return False
        if not self.final:
            if jamo not in FINALS:
                return False
            self.final = jamo
            return True
        if self.final + jamo in PAIRS:
            self.final += jamo
            return True
        return False

    def give_up_final(self) -> str:
        """A vowel follows: the last final consonant starts the next syllable."""
        last, self.final = self.final[-1], self.final[:-1]
        return last


def type_in_hangul_mode(keys: str) -> str:
    """What appears on the screen when these keys are pressed in Hangul mode."""
    out, now = "", _Syllable()
    for key in keys:
        jamo = SHIFTED.get(key) or KEYS.get(key.lower())
        if jamo is None:
            out, now = out + now.text() + key, _Syllable()
        elif not now.takes(jamo):
            following = _Syllable()
            if jamo in VOWELS and now.final:
                following.lead = now.give_up_final()
            out += now.text()
            following.takes(jamo)
            now = following
    return out + now.text()
