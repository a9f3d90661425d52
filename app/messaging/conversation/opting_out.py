"""Opting out, and in again, inside a sentence: Korean, English, French and Spanish as people write it.

Pure. Missing one texts somebody who said no; so a sentence counts wherever it cannot mean anything else. It does not
count where it is denied ("don't stop texting me"), where it reports ("수신거부 안 했는데요"), where our own help text
comes back quoted ("수신거부로 중단"), or where it is the repair that shall stop; nor where it only says how, when, where
or to whom not ("밤에는 보내지 마세요"): whoever asks for other texts wants some, and a person reads which.
"""

import re

from app.messaging.conversation.typed import plain, without_accents, words

_TEXTS = r"(?:texts?|messages?|sms|text messages?|notifications?|alerts?)"
_TAIL = r"(?: (?:please|pls|thanks|thank you|now|ever|again|any ?more|from you|to me|to this number|at all))*"
# "do not text me before nine" asks for another hour, not for silence.
_ONLY_THEN = r"(?! (?:before|until|till|at|while|when|if|about|unless|during|in|on|for|with|as|because|after|that|enough)\b)"
EN = re.compile(
    r"\b(?:unsubscribe|opt (?:me )?out)\b(?! of)"
    r"|\b(?:stop|quit|cease) (?:texting|messaging|spamming|contacting|bothering|smsing)\b"
    rf"|\b(?:stop|quit) sending (?:me )?(?:\w+ )?{_TEXTS}\b"
    rf"|\b(?:don ?t|do not|never) (?:ever )?(?:text|message|contact|sms|spam|bother) (?:me|us|this number|my (?:phone|number))\b{_ONLY_THEN}"
    r"|^(?:please )?(?:don ?t|do not) (?:text|message|contact)(?: again| any ?more| please)*$"
    rf"|\b(?:don ?t|do not|never) send (?:me |us )?(?:any )?(?:more )?{_TEXTS}\b{_ONLY_THEN}"
    rf"|^(?:please |pls |i want )?no more (?:of )?(?:your |these |those )?{_TEXTS}{_TAIL}$"
    rf"|\b(?:don ?t|do not|no longer) (?:want|wish|need)(?: to)? (?:receive |get |have )?(?:any )?(?:more )?(?:of )?(?:your |these |those )?{_TEXTS}\b(?! (?:me|us))"
    rf"|\b(?:want|wish|like) to stop (?:receiving|getting) (?:all |any |the |your |these )?{_TEXTS}\b"
    rf"|^(?:please |i want to )?(?:cancel|turn off|end) (?:my |the |all |these |your )*(?:{_TEXTS}|text service|subscription){_TAIL}$"
    r"|\b(?:revoke|withdraw) (?:my |all )?(?:consent|permission)\b"
    r"|^(?:please )?(?:remove|delete|take) (?:me|my number|this number|my phone)(?: (?:off|from)(?: (?:your|the|this))?(?: (?:text|sms|mailing|contact))?(?: list| lists| system)?)?"
    rf"{_TAIL}$"
    r"|^(?:please )?leave me alone\b|\blose my number\b"
)
# Nothing beside these takes anything from them.
UNMISTAKABLE_EN = re.compile(
    r"\b(?:unsubscribe|opt (?:me )?out)\b(?! of)|\b(?:revoke|withdraw) (?:my |all )?(?:consent|permission)\b|\bleave me alone\b|\blose my number\b"
)
_SOMEBODY = r"(?:wife|husband|partner|mother|mom|mum|father|dad|parents|son|daughter|kids?|brother|sister|boss|office|work|company|assistant|friend|neighbou?r)"
LIMITS_EN = re.compile(
    r"\b(?:by|via|over|on|with|through) (?:the )?(?:phone|calls?|e ?mail|mail|letter|whatsapp|kakao|kakaotalk|landline)\b"
    r"|\b(?:just|only|rather|please) (?:text|sms|message)\b(?! (?:me )?(?:no|never))|\b(?:text|texts|sms|texting|messages) (?:me )?(?:only|instead|is (?:fine|ok|better)|are (?:fine|ok))\b"
    r"|\b(?:so|too) (?:late|early|often|much|many|long)\b|\bat (?:night|work|school|home|the office|noon|lunch|\d+)\b|\b(?:before|after|during|between|until|till|while|unless|except|past)\b(?! all)"
    r"|\b(?:today|tonight|tomorrow|(?:this|next) (?:week|morning|evening)|on (?:\w+day|weekends?|holidays?)|weekends?|weekdays?|late at night|in the (?:morning|evening|night|middle)|in a meeting|i m (?:driving|busy|asleep|sleeping)|am driving|every (?:day|hour|time|minute)|twice|for now)\b"
    r"|\b(?:here|there|this way|like (?:this|that))\b|\b(?:old|other|wrong|former|previous|work|office|second) (?:number|phone|line)\b|\bto (?:\d|my (?:old|other|work|second))"
    rf"|\b(?:my|the|his|her|our) {_SOMEBODY}\b|\bin (?:english|korean|chinese|japanese|spanish|french|all caps|capitals|another language)\b"
    r"|\b(?:same|duplicate|double|identical|english|korean) (?:text|message|sms|notification|alert)s?\b"
)
DENIED_EN = re.compile(
    r"\b(?:don ?t|do not|didn ?t|did not|never|no need to|(?<!can )not)(?: (?:want (?:you )?to|mean to|wish to))? (?:unsubscribe|stop|opt|quit|cease|cancel|end|turn)\b"
    r"|\b(?:you|they|he|she|we|why|who) (?:don ?t|do not|never)\b"
)
LATIN = re.compile(
    r"\bno (?:mas|me envien mas|envien mas|quiero mas|quiero recibir mas|enviar mas) (?:mensajes?|textos?|sms)\b"
    r"|\bno (?:me )?(?:escriban|escribas|envien|mandes|manden)(?: mas)?(?: (?:mensajes?|textos?|sms))?$"
    r"|\b(?:dejen?|deje|paren?|para) de (?:enviar|mandar|escribir)|\bdar(?:me|se)? de baja\b"
    r"|\bplus de (?:messages?|textos?|sms)\b|\b(?:me |se )?(?:desabonner|desinscrire)\b"
    r"|\barretez? (?:de m ecrire|les (?:messages|sms|textos)|vos (?:messages|sms|textos))\b"
    r"|\bne (?:m envoyez|me contactez|m ecrivez) plus\b"
)
# Joined without spaces from here on, as Korean is typed either way.
_NOTE = r"(?:연락|문자|메시지|메세지|카톡|톡|알림|광고|스팸|sms)"
_WEAK = r"(?:[을를은는도좀이]|더이상|이제|앞으로|다시는|절대|제발|그만|더는|자꾸|계속|이런|주|안내)*"
_OVER = (
    r"(?!했|하셨|되|됐|된|인가|이되|하지(?!마|말)|안(?:했|할|합|함)|아니|아닙|취소|해제|풀|로중단(?!해|하))"
)
_DO_NOT = r"(?:보내|주|하|남기|넣)지(?:는|좀|도)?(?:마|말)(?!고문자)"
KO = re.compile(
    r"수신(?:을|를)?거[부절](?!안(?:했|할|합|함)|아니|아닙|취소|해제|철회|풀|로중단(?!해|하))"
    rf"|수신(?:을|를|을더이상|동의를?)?(?:중단|중지|해지|차단|철회){_OVER}"
    r"|수신(?:을|를)?(?:더이상)?원(?:하지|치)않"
    rf"|동의(?:를)?철회{_OVER}|구독(?:을)?(?:취소|해지){_OVER}"
    rf"|{_NOTE}+{_WEAK}(?:그만(?!큼|두면|한|기다)|{_DO_NOT}|끊(?!지|기|겼|어졌|긴)|(?:거부|거절|중단|중지|차단|해지|사절|사양){_OVER}"
    r"|싫|원(?:하지|치)않|받(?:기|는거)?싫|받고싶지않|안받(?:을|겠|고싶)|받지않(?:을|겠)|필요없|꺼주|꺼줘)"
    rf"|^(?:제발|이제|더이상|다시는|앞으로)*그만(?:좀)?(?:보내(?:세요|주세요|라|요|줘|십시오|시죠|라고요?)?|하세요|해요|해주세요|해줘|하시죠)(?:감사합니다|부탁드립니다|부탁드려요)?$"
    rf"|^(?:제발|이제|앞으로)*(?:더이상|다시는)(?:좀)?{_DO_NOT}(?:세요|아주세요|아요|라|십시오|아줘)?$"
)
UNMISTAKABLE_KO = re.compile(
    r"수신(?:을|를)?거[부절](?!안(?:했|할|합|함)|아니|아닙|취소|해제|철회|풀|로중단(?!해|하))|동의(?:를)?철회|구독(?:을)?(?:취소|해지)|수신동의(?:를)?철회"
)
_SOMEBODY_KO = r"(?:남편|아내|와이프|집사람|신랑|엄마|아빠|어머니|아버지|부모님?|가족|회사|직장|아이|아들|딸|친구|동생|오빠|언니|누나|비서|직원|사무실)"
LIMITS_KO = re.compile(
    r"전화(?:로|로는|는|도|나|통화)?(?:연락|알림)|(?:말고|마시고|말구|말아주시고|않으시면|않으면)(?:꼭|그냥|대신|제발|차라리)?(?:문자|메시지|메세지)|(?:문자|메시지|메세지)(?:로|만)(?:연락|주|남|보내|부탁|해|알려)"
    r"|(?:영어|영문|한글|한국어|중국어|일본어|외국어|존댓말|반말)"
    r"|밤(?:에|늦|중|엔|시간|\d)|한밤|낮(?:에|엔|시간)|새벽|아침|저녁|점심|오전|오후|주말|평일|공휴일|휴일|명절|[월화수목금토일]요일|\d시|[한두세네]시(?:전|이전|이후|까지|넘)|이른시간|늦은|늦게|일찍"
    r"|지금(?:은|은좀)|오늘(?:은|만|까지|하루|밤)|내일(?:은|까지|만)|당분간|잠시|(?:근무|업무|회의|수업|운전|여행|출장|통화|식사|예배|시험|공부|취침|자는)(?:중|시간|동안|때)|동안|때(?:는|에는|엔|만)(?!문)"
    r"|(?:출근|퇴근|수리|도착|배송|끝나기|되기|하기|완료)(?:되기|하기)?(?:전|후|이전|이후)(?:에|까지|엔)"
    r"|(?<!문)자주|너무많이|여러번|[두세]번씩|중복|똑같은|같은(?:문자|내용|메시지)|긴문자|길게"
    rf"|{_SOMEBODY_KO}(?:한테|에게|께|쪽|로|으로|에는|님)|(?:예전|옛날|옛|다른|이전|구|회사|집|기존|바뀐)번호|01\d{{7,}}"
    r"|싫(?:진|지는?)않|(?:않|없|싫)(?:으시|으)?(?:면|다면)|(?:면|고|데|되)연락(?:은|는)?(?:꼭|다시|만|좀)?(?:주|바랍|부탁)"
)
# What lifts an opt-out where there is one; anywhere else it is only something said.
IN_AGAIN = re.compile(
    r"^(?:start|unstop|yes|subscribe|resume|optin|optmein|optbackin|textmeagain|(?:please)?(?:text|message)meagain(?:please)?"
    r"|수신(?:에)?(?:동의|허용)(?:합니다|해요|요|할게요)?|수신거부(?:를)?(?:취소|해제|철회)(?:요|합니다|해주세요|할게요|부탁드립니다|부탁드려요)?"
    r"|시작(?:이?요)?|(?:다시시작|재개)(?:이?요|합니다|해요|할게요|해주세요|해줘|부탁드립니다|부탁드려요)?|(?:문자|수신|알림)(?:을|를)?(?:다시)?(?:시작|재개)(?:요|합니다|해주세요|해줘)?"
    r"|startagain|begin|restart|resumetexts|starttexts"
    r"|commencer|demarrer|reprendre|recommencer|reabonner|sereabonner|debut"
    r"|iniciar|inicio|empezar|comenzar|reanudar|alta|darsedealta|dardealta|suscribir|suscribirse"
    r"|(?:다시문자|문자다시|문자를다시|이제문자|문자)(?:보내주세요|보내도돼요|보내줘|보내주셔도됩니다|받을게요|받을래요|받겠습니다|주세요)"
    r"|다시(?:보내주세요|받을게요|받을래요|받겠습니다))$"
)


def in_a_sentence(text: str) -> bool:
    """Whether the sentence (plain) ends our texts."""
    said, korean = words(without_accents(text)), "".join(words(text))
    english = DENIED_EN.sub("", " ".join(said))
    if UNMISTAKABLE_KO.search(korean) or UNMISTAKABLE_EN.search(english):
        return True
    if LIMITS_KO.search(korean) or LIMITS_EN.search(english):
        return False
    return bool(KO.search(korean) or EN.search(english) or LATIN.search(english))


def lifts(typed: str) -> bool:
    """Whether a reply of this body means "texts again", said by somebody who has none.

    Networks do the same at START, UNSTOP and YES; these mean nothing else of ours, least of all a yes to a quote.
    """
    return IN_AGAIN.fullmatch("".join(words(without_accents(plain(typed))))) is not None
