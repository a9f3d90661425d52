"""Whether somebody takes back the yes they gave: in so many words, or by a bare "no, wait" said right after it.

Pure. Stopping for nothing costs an hour; going on costs a repair nobody wanted. Where a yes stands, these words stop
the work until a person has asked. Where none does, they are only something said.
"""

import re
from enum import IntEnum

from app.messaging.conversation.typed import plain, words


class TakesBack(IntEnum):
    """How plainly a yes is taken back; PERHAPS counts only where nothing else was said since."""

    NO = 0
    PERHAPS = 1
    PLAINLY = 2


_WORK = (
    r"(?:repair|repairs|repairing|fixing|work|job|order|quote|approval|it|that|my ok|my yes|the ok|the yes)"
)
EN = re.compile(
    rf"\b(?:cancel|stop|halt|undo|revoke|withdraw|take back|pause) (?:the |my |that |this |your )*{_WORK}\b"
    r"|\b(?:changed|change|changing) my mind\b"
    r"|\b(?:don ?t|do not) (?:\w+ )?(?:repair|fix|approve|start|begin|proceed|do it|do the|go ahead)\b"
    r"|\bi (?:take|took) (?:it|that) back\b"
    r"|\b(?:by (?:mistake|accident|error)|accidentally|mistakenly|wrong button|did ?n ?t mean to|i meant (?:no|decline))\b"
    r"|\bnot approved?\b|\bdisapprove\b|^(?:no|wait|oops|sorry)(?: (?:no|wait|sorry|i|decline|declined))+\b"
)
NOT_EN = re.compile(r"\b(?:don ?t|do not|never|not) (?:cancel|stop|undo|pause)\b")
NOT_KO = re.compile(r"취소(?:를|는)?(?:안(?:할|하|함|합)|하지(?:마|말|않))[가-힣]{0,6}")
KO = re.compile(
    r"승인(?:을|한거|했던거|한것|했던것|은|요청)?(?:취소(?!안|하지)|철회|번복|무효|안(?:할|하|함|합)|하지(?:않|마|말)|못)"
    r"|(?:수리|작업|진행|시작|교체)(?:를|을|는|은|도)?(?:일단|좀|그냥|당장|잠깐|잠시)*(?:중지|중단|취소(?!안|하지)|보류|멈춰|멈추|그만(?!큼)|하지(?:마|말)|안(?:할|하|함|합)|미뤄)"
    r"|(?:마음|생각)(?:이|을)?바[꿨뀌꾸뀐]|잘못(?:눌|보냈|누른|답)|실수(?:로|예|에|였|입)|안할(?:래|게|께|거)|안하겠|하지(?:마세|말아|마요|마십)|없던(?:걸|일|것)로|거절(?:로|할래|하고싶|이었|이에)"
    r"|^(?:앗|아|죄송|죄송합니다|죄송해요|잠깐|잠깐만요?|잠시만요?|아니|아니요|아뇨)+(?:취소|거절|안돼|안해|아니)"
)
BARE = (
    "no nope nah wait waitplease pleasewait holdon hold hangon cancel cancelplease pleasecancel stop stopit end quit "
    "nono nothanks nothankyou refuse reject nowait waitno oops ohno "
    "아니요 아니오 아뇨 아니 안돼요 안되요 안돼 안됩니다 노 노노 ㄴㄴ 잠깐 잠깐만 잠깐만요 잠시만 잠시만요 기다려주세요 기다려요 "
    "취소 취소요 취소해주세요 취소할게요 취소합니다 취소부탁드립니다 취소부탁드려요 취소해줘 그만 중지 중지해주세요 중단 중단해주세요 "
    "멈춰 멈춰주세요 멈춰요 스톱 보류 보류해주세요 거부 거부합니다 싫어요 싫습니다 됐어요 안해요 안합니다 하지마"
)
_BARE = frozenset(BARE.split())
LONGEST = 400  # characters; whoever writes more explains it to a person


def takes_back(typed: str) -> TakesBack:
    """How plainly these words take back a yes that was just given. Never raises."""
    said = words(plain(typed[:LONGEST]))
    joined, spaced = "".join(said), " ".join(said)
    if KO.search(NOT_KO.sub("", joined)) or EN.search(NOT_EN.sub("", spaced)):
        return TakesBack.PLAINLY
    return TakesBack.PERHAPS if joined in _BARE else TakesBack.NO
