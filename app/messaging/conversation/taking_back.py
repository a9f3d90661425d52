"""Whether somebody takes back the yes they gave: in so many words, by a bare "no, wait", or perhaps by what they say right after it.

Pure. Stopping for nothing costs an hour; going on costs a repair nobody wanted. Where a yes stands, these words stop
the work until a person has asked. Where none does, they are only something said. So the net right after a yes is wide:
what refuses, doubts, puts off or chooses anew in whatever words, but for phrases that plainly speak of something else.
"""

import re
from enum import IntEnum

from app.messaging.conversation.typed import plain, words


class TakesBack(IntEnum):
    """How plainly a yes is taken back; below PLAINLY it counts only where nothing else was said since.

    IN_DOUBT says no to something, perhaps to something else.
    """

    NO = 0
    IN_DOUBT = 1
    PERHAPS = 2
    PLAINLY = 3


_WORK = r"(?:repair|repairs|repairing|fixing|work|working|job|order|quote|approval|everything|it|that|my ok|my yes|the ok|the yes)"
_DO_NOT = r"(?:don ?t|do not|dont)"
_DEVICE = r"(?:it|them|this|that|everything|(?:my|the) \w+)"
_UNREPAIRED = r"(?:unrepaired|unfixed|as (?:it )?is|as it was|without (?:a |any |the )?(?:repair|repairing|fixing)|not repaired|broken)"
EN = re.compile(
    rf"\b(?:cancel|stop|halt|undo|revoke|withdraw|retract|rescind|take back|pause|abort|scrap|call off) (?:the |my |that |this |your |all |doing |working on )*{_WORK}\b"
    r"|\b(?:changed|change|changing) my mind\b|\bon second thoughts?\b"
    rf"|\b{_DO_NOT} (?:\w+ )?(?:repair|fix|approve|start|begin|proceed|do it|do the|go ahead|touch|open it|bother (?:repairing|fixing))\b"
    rf"|\b(?:{_DO_NOT}|no longer|never) (?:want|need|wish|like)(?: to have| to get| you to| for)?(?: {_DEVICE})?(?: \w+)? (?:repair(?:ed|s)?|fix(?:ed)?|done)\b"
    r"|\bno longer (?:approve|agree|want)\b|^(?:please )?no repairs?\b|\bnot (?:to )?(?:repair|fix) (?:it|them|this|that|the|my)\b"
    r"|\bnot go(?:ing|nna)? (?:ahead|through with)\b|\bhold off\b|\bput (?:it|the \w+|this|that) on hold\b"
    rf"|\b(?:return|send|ship|give|want) {_DEVICE}(?: back)?(?: to me)? {_UNREPAIRED}\b|\bunrepaired\b"
    rf"|\b(?:just|simply|rather|better|actually|instead) (?:please )?(?:return|send|ship|give) {_DEVICE}\b(?: back)?(?! (?:when|once|after|to my))"
    r"|^(?:please )?(?:send|give|ship) (?:it|them) back(?: to me)?(?: please| now| instead| thanks| thank you)*$"
    r"|\b(?:want|like|need|wish|can i|could i|may i|possible)(?: to| still| please)* cancel\b(?! (?:the |my )?(?:pickup|appointment|delivery|slot|visit|booking|texts?|return|subscription))"
    r"|\bi (?:take|took) (?:it|that) back\b"
    r"|\b(?:by (?:mistake|accident|error)|accidentally|mistakenly|wrong (?:button|answer|reply|number)|did ?n ?t mean to)\b"
    r"|\b(?:i|it|that) (?:\w+ )?(?:said|meant|mean|choose|chose|picked|typed|wanted|want|should be|was)(?: to say| to)? (?:no|decline|declined|2|two|number 2|refuse)\b"
    r"|\b(?:no|decline|2|cancel) instead\b|\binstead (?:no|decline|2)\b|\bactually (?:no|nope|not|decline|cancel|2|don ?t|stop|wait)\b"
    r"|\b(?:2|two) (?:and )?not (?:1|one)\b|\bnot (?:1|one) (?:but )?(?:2|two)\b"
    r"|\bnot approved?\b|\bdisapprove\b|^(?:no|wait|oops|ops|sorry|ah|oh|wrong)(?: (?:no|wait|sorry|wrong|i|mean|meant|decline|declined|2|two))+\b"
)
NOT_EN = re.compile(rf"\b(?:{_DO_NOT}|never|not) (?:cancel|stop|undo|pause)\b|\b(?:2 not 2|not 2)\b")
# Right after a yes: anything that says no, waits, or sends home, once these have been taken out.
_HARMLESS_EN = re.compile(
    r"\bno (?:problem|problems|worries|rush|hurry|idea|time|need to hurry|one|doubt|matter|reply needed|signature)\b"
    r"|\bnot (?:urgent|sure when|before|after|until|at|home|in|available|there|today|tomorrow|on|only|bad|a problem|yet arrived)\b"
    rf"|\b(?:why not|can ?t wait|cannot wait|{_DO_NOT} (?:know|forget|worry|mind|ring|knock|call|rush|hurry|leave it|lose))\b"
    rf"|\bno more \w+|\b{_DO_NOT} (?:text|contact|message|email|sms|understand|decline|send (?:me |it )?(?:the|yet|any))\b|\bnot (?:get|receive|understand|see|arrive|declined?)\b"
    r"|\b(?:stop by|bus stop|next stop|stop charging|unsubscribe|opt out)\b|\bcancel(?:led)? (?:the |my )?(?:pickup|appointment|delivery|slot|visit|booking|texts?|subscription)\b"
    r"|\bwait(?:ing)? (?:for|to (?:see|get|have))\b|\b(?:i ll|will|can|am) wait(?:ing)?\b"
    r"|\b(?:call|text|write|get|come|be)(?: me| you)? back\b|\b(?:when|how|where|what day)\b.*\bback\b"
)
_DOUBT_EN = re.compile(
    rf"\b(?:no|nope|nah|not|{_DO_NOT}|never ?mind|forget (?:it|about)|declin(?:e|ed|ing)|refus(?:e|ed)|reject|cancel(?:led|ed|ling|ing)?|stop|wait|hold|instead"
    r"|expensive|too much|i d rather|would rather|leave it|sorry wrong|second thoughts?|reconsider(?:ing)?|(?:was ?n ?t|not) me|did ?n ?t (?:approve|say|agree|send)|(?:kid|child|son|daughter|husband|wife|somebody|someone) (?:pressed|sent|typed|said|replied|answered)|undo|regret|(?:let me|have to|need to|want to|must) (?:think|ask|check)"
    r"|think (?:about it|it over|again)|(?:send|give|ship|want) (?:it|them|this|that|(?:my|the) \w+) back|return (?:it|them|this|that|(?:my|the) \w+)|say(?:s|ing)? no)\b"
    r"|^(?:(?:option|number|answer|it|is|s|was|please) )*(?:2|two)(?: (?:please|sorry|rather))*$"
)
# Joined without spaces, as Korean is typed either way.
_KO_WORK = (
    r"(?:수리|작업|진행|시작|교체)(?:를|을|는|은|도|가)?(?:일단|좀|그냥|당장|잠깐|잠시|더이상|이제|아예)*"
)
_KO_DO = r"(?:고치|손대|손보|뜯|건드리|교체하|바꾸)지(?:는|도|좀)*(?:마|말|않)"
NOT_KO = re.compile(
    r"(?:취소|거절)(?:를|을|는|은)?(?:안(?:할|하|함|합)|하지(?:마|말|않))[가-힣]{0,6}|거절(?:취소|아니|아닙)[가-힣]{0,6}|수신거부[가-힣]{0,8}|2번(?:이|은)?(?:말고|아니고|아니라)1번(?:이요|요|입니다)?"
    r"|(?:연락|전화|걱정|염려|문자|카톡|방문|노크|벨|무리|신경|서두르|포장|부담)(?:을|를|은|는|도|하|쓰|갖|누르)?(?:하)?지(?:는|좀)*(?:마|말)[가-힣]{0,5}"
)
KO = re.compile(
    r"승인(?:을|한거|했던거|한것|했던것|은|요청)?(?:취소(?!안|하지)|철회|번복|무효|안(?:할|하|함|합|했(?!나|죠|지))|하지(?:않|마|말)|못|해(?:주)?지(?:마|말|않)|(?:이|은)?아(?:니(?!면)|닙)|말고)"
    rf"|{_KO_WORK}(?:(?:중지|중단|취소|보류)(?!안(?!되|돼)|하지|됐|된|되었)|멈춰|멈추|그만(?!큼)|하지(?:마|말|않)|안(?:할|하(?!나|셨|시|는|고있|고계)|함|합|받)|미뤄|원(?:하지|치)않|필요(?:가)?(?:없|치않)|포기|없이|말고|싫|못(?:하겠|맡기|할(?!수)))"
    rf"|{_KO_DO}|안고(?:칠(?!수)|쳐도|치(?:고|려|겠|기))"
    r"|(?:그냥|그대로|이대로|수리없이|말고)(?:좀|다시|빨리)*(?:반송|돌려(?:주|보내|받)|보내주)|(?<!후)(?<!면)(?<!고)반송(?:해|부탁|바랍|처리|할게|요청|시켜|요$)"
    r"|(?:마음|생각)(?:이|을)?바[꿨뀌꾸뀐]|잘못(?:눌|보냈|누른|답)|실수(?:로|예|에|였|입)|안할(?:래|게|께|거)|안하겠|하지(?:마세|말아|마요|마십|말래|말라|말자)|없던(?:걸|일|것)로|포기(?:할|하|요|합)"
    r"|거절(?:로|할래|하고싶|이었|이에|이라|한다|했|인데|이요|합니다|할게|하겠|해주|부탁|바랍|함|입니다)"
    r"|2번(?:이요|이고|인데|으로|요)?1번(?:이|은)?(?:아니|말고)|1번(?:이|은)?(?:말고|아니|아닙|취소)"
    r"|^(?:앗|아|죄송|죄송합니다|죄송해요|잠깐|잠깐만요?|잠시만요?|아니|아니요|아뇨)+(?:취소|거절|안돼|안해|아니|2번)"
)
_HARMLESS_KO = re.compile(
    r"기다릴[가-힣]{0,3}|기다리(?:겠|고)[가-힣]{0,5}|안(?:되|돼|받으|계시|보이)(?:면|거든)|안녕|아니면|안하(?:고있|고계|시|셨)|(?:아직도|조회가?|수신이?|전화가?|연락이?|전원이?|충전이?)안[돼되]|(?:문앞|현관|경비실|밖)[가-힣]{0,6}지(?:마|말)[가-힣]{0,4}"
    r"|(?:언제|며칠|얼마나|어디)[가-힣]{0,8}(?:돌려|반송|안되)[가-힣]{0,8}"
)
_DOUBT_KO = re.compile(
    r"아니|아뇨|\u1102\u1102|안(?:돼|되|해|하|할|합|함|고치|고칠|고쳐|받을|받겠|받고|살래)|못(?:하겠|할|맡기)|말고|말아|말래|마세요|마십|취소|거절|반송|돌려|비싸(?!나|진)|포기|보류|멈[춰추]|중지|중단|잠깐|잠시만"
    r"|기다려|싫|필요(?:가)?없|원(?:하지|치)않|다시생각|생각(?:해보|해볼|좀)|상의|의논|물어보고|물어볼|잘못(?:했|봤|썼)|2번(?:이|으로|요|을|입|임|$)|두번째|후회|(?:아이|애|아들|딸|남편|아내|와이프|엄마|아빠|동생|친구|누가|다른사람)(?:이|가)(?:잘못|몰래|그냥)?(?:누른|눌렀|보낸(?:거|겁|것)|보냈(?!는지|나)|답(?:한|했))|아직(?:은|이|하|결정|못)|부담"
)
BARE = (
    "no nope nah wait waitplease pleasewait holdon hold hangon cancel cancelplease pleasecancel stop stopit end quit "
    "nono nothanks nothankyou refuse reject nowait waitno oops ohno "
    "아니요 아니오 아뇨 아니 안돼요 안되요 안돼 안됩니다 노 노노 ㄴㄴ 잠깐 잠깐만 잠깐만요 잠시만 잠시만요 기다려주세요 기다려요 "
    "취소 취소요 취소해주세요 취소할게요 취소합니다 취소부탁드립니다 취소부탁드려요 취소해줘 그만 중지 중지해주세요 중단 중단해주세요 "
    "멈춰 멈춰주세요 멈춰요 스톱 보류 보류해주세요 거부 거부합니다 싫어요 싫습니다 됐어요 안해요 안합니다 하지마"
)
_BARE = frozenset(plain(BARE).split())
# Ends our texts, or the work: no network owns these, and right after a yes nobody can tell which is meant.
_EITHER = re.compile(
    r"(?:이제|제발|더이상|아니요?|아뇨|\u1102\u1102|저기요?|잠깐만?요?|잠시만요?|죄송해요|죄송하지만|죄송합니다)*(?:그만|중지|중단|스톱|스탑)"
    r"(?:좀|이?요|(?:좀)?(?:해|하|할|둘|두)(?:주세요|주십시오|줘|줘요|요|세요|십시오|시죠|죠|게요?|께요?|래요?|겠습니다|겠어요|자)|합니다|함|부탁드?[려립]?(?:요|니다)?|바랍니다|입니다)?"
)
LONGEST = 400  # characters; whoever writes more explains it to a person


def says_no(typed: str) -> bool:
    """Whether it is a bare no or an end, and no mere "wait"; for what the customer is told they said."""
    joined = "".join(words(plain(typed[:LONGEST])))
    waits = re.search(r"wait|hold|hang|oh|oops|잠깐|잠시|기다|보류", joined)
    return waits is None and (joined in _BARE or _EITHER.fullmatch(joined) is not None)


def ends_either(typed: str) -> bool:
    """Whether a word that ends our texts can as well mean the work ("그만"); a network's own ("stop") means the texts."""
    return _EITHER.fullmatch("".join(words(plain(typed[:LONGEST])))) is not None


def takes_back(typed: str) -> TakesBack:
    """How plainly these words take back a yes that was just given. Never raises."""
    said = words(plain(typed[:LONGEST]))
    joined, spaced = "".join(said), " ".join(said)
    korean, english = NOT_KO.sub("", joined), NOT_EN.sub("", spaced)
    if KO.search(korean) or EN.search(english):
        return TakesBack.PLAINLY
    if joined in _BARE or _EITHER.fullmatch(joined):
        return TakesBack.PERHAPS
    doubtful = _DOUBT_KO.search(_HARMLESS_KO.sub("", korean)) or _DOUBT_EN.search(
        _HARMLESS_EN.sub("", english)
    )
    return TakesBack.IN_DOUBT if doubtful else TakesBack.NO
