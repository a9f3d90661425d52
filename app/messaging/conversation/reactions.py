"""What a phone writes by itself when somebody taps a heart on a text: nobody has typed it, and nobody waits for an answer.

Pure. iPhones tell phones that know no reactions in a sentence with the text quoted, Android phones likewise; both cut long
texts. Only the whole of such a sentence is one: `Liked “the old price” better` is something said. A tap quotes what was
tapped on; where it was a picture, phones name it in one wording of their own, and any other is a person's: `문자에
질문했어요` asks.
"""

import re
import unicodedata

_QUOTED = r"\s*[\"“”„«»'‘’「『《].*"
_THING = (
    r"\s*(?:an?|\d+)\s*(?:image|photo|picture|movie|video|attachment|audio message|voice message|sticker|"
    r"location|contact|message|text|link|file|gif)s?\s*\.?"
)
_TO = rf"(?:{_QUOTED}|{_THING}|(?<=to)\s*your (?:message|text)\.?)"
_EMOJI = r"\s*☺+\s*"  # any number of pictures, folded to this one
_ENGLISH = (
    r"(?:liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|"
    r"reacted (?:with )?(?:a |an )?(?:☺+|sticker|emoji) to|reacted to|"
    r"removed (?:an? )?(?:like|heart|love|dislike|laugh|exclamation(?: mark| point)?|emphasis|question(?: mark)?|reaction|sticker|☺+)(?: reaction)? from)"
)
_KO_WHAT = (
    r"(?:좋아요|싫어요|하트|사랑해요|웃음|웃겨요|하하|강조|느낌표|물음표|질문|반응|공감|이모지|스티커|☺+)"
)
_KO_DONE = r"(?:했|남겼|눌렀|추가했|보냈|달았|취소했|제거했|삭제했|지웠|해제했|철회했)(?:습니다|어요|음)|(?:추가|취소|제거|삭제|해제|표시|강조)?(?:함|됨)|표시|취소"
_KOREAN = (
    r"(?:메시지|문자|이미지|사진|동영상)?(?:에서|에게|에|을\(를\)|를\(을\)|을|를|의)?(?:대해|대한|남긴|보낸|표시한)?"
    rf"(?:{_KO_WHAT}(?:로|으로|\(으\)로)?(?:표시|반응|이모지|표)?(?:을\(를\)|을|를)?(?:반응)?(?:표시)?(?:{_KO_DONE})"
    r"|(?:좋아|싫어|사랑|강조)(?:함|합니다|했습니다|했어요)|웃(?:음|었습니다|었어요)|(?:의문을표시|질문)(?:함|했습니다))"
)
_OTHERS = (
    r"(?:a aim[eé]|a ador[eé]|n['’]a pas aim[eé]|a ri [àa]|a ri de|a insist[eé] sur|a mis en doute|"
    r"a r[eé]agi (?:par|avec) ☺+ (?:à|a)|a supprim[eé] .{1,30} de|"
    r"le gust[oó]|le encant[oó]|no le gust[oó]|le dio risa|enfatiz[oó]|cuestion[oó]|reaccion[oó] con ☺+ a|elimin[oó] .{1,30} de)"
)
REACTION = re.compile(
    rf"(?:{_ENGLISH}{_TO}|{_EMOJI}(?:to|a|à){_QUOTED}|{_OTHERS}{_QUOTED}"
    rf"|{_EMOJI}(?:removed|supprim[eé]) from{_QUOTED})",
    re.DOTALL,
)
_KO_PICTURE = (
    r"(?:이미지|사진|동영상|메시지)(?:에(?:좋아요|싫어요|하트|웃음|느낌표|물음표|☺+)(?:을|를)?표시(?:했습니다|함)"
    r"|(?:을\(를\)|를\(을\))(?:좋아함|좋아합니다|싫어함|싫어합니다|사랑함|사랑합니다|강조함|강조했습니다)"
    r"|에서(?:좋아요|싫어요|하트|웃음|느낌표|물음표|☺+)(?:표시)?(?:을|를)(?:삭제|제거)했습니다)"
)
KOREAN = re.compile(
    rf"(?:\S{{1,20}}님이)?(?:[\"“”„«'‘「『《].*[\"“”»'’」』》]{_KOREAN}|{_KO_PICTURE})\.?",
    re.DOTALL,
)
_CLOSED = re.compile(r"[\"”»’'」』》]\s*\.?")
_OPENED = re.compile(r"[\"“„«‘'「『《]")
LONGEST = 2000


def is_reaction(typed: str) -> bool:
    """Whether a phone wrote it for a tap, put on or taken off again."""
    text = _folded(typed[:LONGEST])
    if KOREAN.fullmatch("".join(text.split())):
        return True
    return REACTION.fullmatch(text) is not None and _ends_with_its_quote(text)


def quoted_by(typed: str) -> str:
    """The beginning of the text that was tapped on, as far as the phone quotes it; empty where it names only a thing."""
    opened = _OPENED.search(typed)
    if opened is None:
        return ""
    rest = typed[opened.end() :]
    cut = max((match.start() for match in _CLOSED.finditer(rest)), default=len(rest))
    return rest[:cut].strip().removesuffix("…").removesuffix("...").strip()


def _ends_with_its_quote(text: str) -> bool:
    """Nothing stands behind the quoted text; one that was cut has no end at all."""
    opened = _OPENED.search(text)
    if opened is None:
        return True
    ends = [match.end() for match in _CLOSED.finditer(text, opened.end())]
    return not ends or not text[ends[-1] :].strip()


def _folded(typed: str) -> str:
    """Lower case, accents kept, every picture the same one, what shows nothing gone."""
    shown = []
    for char in typed.casefold():
        kind = unicodedata.category(char)
        if kind in ("So", "Sk") and ord(char) > 0xFF:
            shown.append("☺")
        elif kind not in ("Cf", "Mn", "Me", "Cs"):
            shown.append(" " if char.isspace() else char)
    return re.sub("☺[☺ ]*☺", "☺", " ".join("".join(shown).split())).replace("‼", "☺").replace("❓", "☺")
