"""The words a reply can be made of, in one table: read a row aloud, and ask whether it can mean anything else.

Words stand without their spaces; `+` stands for any of the endings below, or none.
"""

from enum import StrEnum


class Command(StrEnum):
    """What a reply can ask for.

    PICK is nothing but a code or a letter of a list, REACTION a phone's own note that somebody tapped a heart,
    MESSAGE is anything else.
    """

    STATUS = "status"
    APPROVE = "approve"
    DECLINE = "decline"
    MOVE = "move"
    HELP = "help"
    STOP = "stop"
    PICK = "pick"
    REACTION = "reaction"
    MESSAGE = "message"


C = Command
# Said to anything at all: a yes where it answers our question, and else only "I have seen it".
TALK_YES = "ok+ okay+ 오케이+"
WORDS: dict[Command, str] = {
    C.STATUS: "status where whereisit 상태 상태요 상태확인 상태조회 상태알려주세요 진행상황 진행상태 수리상태 상황 현황 조회",
    C.APPROVE: f"{TALK_YES} approve approved iapprove approveit approvethequote 승인+",
    C.DECLINE: "decline declined idecline declineit declinethequote 거절+",
    C.MOVE: "move reschedule 변경+ 날짜변경+ 시간변경+ 일정변경+",
    C.HELP: "help helpme info 도움 도움요 도움말 도움요청 도와주세요",
    C.STOP: (
        "stop stopall unsubscribe unsub unsuscribe unsubcribe optout revoke "
        "수신거부+ 수신거절+ 수신중단+ 수신중지+ 문자거부+ 문자그만 그만 그만요 그만좀 이제그만 제발그만 중지+ 중단+ 스톱 "
        "arret arreter arretez desabonner sedesabonner desinscrire desinscription stopsms arretersms "
        "parar baja darsedebaja dardebaja cancelarsuscripcion"
    ),
}
# Endings that do it or ask for it now. Not 해요, 할까요 (may ask us), 했어요 (done elsewhere?), 안·못·하면 (not yet).
ENDINGS = "요 이요 합니다 할게요 할께요 할게 하겠습니다 함 해주세요 해주십시오 해줘 드립니다 입니다 바랍니다"
NUMBERS = {1: C.APPROVE, 2: C.DECLINE}
BEFORE = "please pls hi hello 안녕하세요 네 넵 예"
THANKS = "thanks thankyou verymuch thx 감사합니다 고맙습니다 수고하세요"
AFTER = f"please pls {THANKS} 부탁해요 부탁드려요 부탁드립니다 잘부탁드립니다"
# Providers and the law own these: no meaning of ours, and beside STOP they take nothing from it.
OWNED = "yes cancel end quit start unstop"
LEAVE_ME = (
    "all now it this these those the your any more anymore again ever immediately text texts texting sms message "
    "messages messaging sending send me my from of to spam spamming contacting you thank very much"
)
# How the repairs of a list are called, in either alphabet.
LETTERS = (("a", "가"), ("b", "나"), ("c", "다"), ("d", "라"))
_AGREE = (
    "👍👌🙏🙂😀😃😄😁😊☺😉🤗🥰😍🤩😎🎉🎊✅☑✔✓💯🙌👏💪🤝❤♥♡🧡💛💚💙💜💕💖💗💓💞🌟⭐★☆✨🌸🌷🌹🍀🆗🙆🙇🫡🫶🫰♪♬"
)
_REGRET = "👎🙅🚫⛔🛑❌❎✖✕✗✘✋😢😭😞😔😥😓🙁☹😡😠😤💔😅😩😣😟😿"
# What may stand beside a decision and change nothing; any other picture makes it something a person reads.
FITS = {C.APPROVE: frozenset(_AGREE), C.DECLINE: frozenset(_AGREE + _REGRET)}


def spelled(row: str) -> list[str]:
    """All spellings of a row of the table."""
    endings = ENDINGS.split()
    return [word.rstrip("+") + end for word in row.split() for end in ["", *endings * word.endswith("+")]]
