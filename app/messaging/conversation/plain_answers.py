"""Words that plainly say yes or no, and not to what: "네 진행해 주세요", "sure", "nope", "둘 다 승인".

Pure. They decide nothing, as they are said to anything. Where a quote waits for its answer and nothing else was asked,
whoever says them believes to have answered it: so they are asked back about, with device and amount.
"""

import re

from app.messaging.conversation.replies import ASKED
from app.messaging.conversation.typed import plain, words

_KO = re.compile(
    plain(
        r"(?:네|넵|넹|예|응|ㅇㅇ|ㅇㅋ|좋아요?|좋습니다|그래요?|그럼요?|콜이?요?|맞아요|동의(?:해요|합니다)|괜찮(?:아요|습니다)|알겠습니다"
        r"|(?:그럼|그냥|그렇게|이대로|그대로|빨리|수리|진행|작업|바로|시작|좀|를|을)*(?:진행|수리|시작|작업|부탁)?(?:해주세요|해주십시오|해주셔요|해줘요?|하세요|할게요|해요|해도돼요|하셔도됩니다|합니다|부탁드려요|부탁드립니다|부탁해요|바랍니다|드려요|드립니다)"
        r"|고쳐(?:주세요|주십시오|줘요?)|아니요?|아니오|아뇨|아니에요|아닙니다|ㄴㄴ|노|싫어요|싫습니다|됐어요|됐습니다|안할래요|안할게요|안합니다|안해요|하지마세요"
        r"|(?:둘다|두개다|두건다|셋다|모두|전부|전체|다)(?:승인|거절|진행|수리|오케이|ok)?(?:이?요|합니다|할게요|해주세요|해요|하겠습니다|부탁드려요|부탁드립니다)?|감사합니다|고맙습니다)+"
    )  # single letters are folded as those that are read
)
_EN = re.compile(
    r"(?:(?:yes|yep|yeah|yea|yup|y|ya|sure|absolutely|of course|go ahead|proceed|do it|fix it|repair it|go for it|let s do it|agreed|i agree|sounds good|sounds fine|fine"
    r"|fine by me|good|great|perfect|alright|all right|green light|no|nope|nah|n|not interested|i d rather not|no way|don ?t bother|don ?t do it|do not do it"
    r"|(?:ok |okay |yes |no |approve |approved |decline )?(?:to )?(?:both|all|all of them|everything)(?: of them)?(?: ok| okay| yes| no| approved?| declined?)?"
    r"|please|pls|do|it|thanks|thank you|with (?:it|the repair)|the repair|and)(?: |$))+"
)
_SAYS_NOTHING = re.compile(
    r"(?:감사합니다|고맙습니다|알겠습니다|please|pls|do|it|thanks|thank you|and|the repair|\s)+"
)
LONGEST = 60  # characters; whoever writes more says what it is about


def answers_plainly(typed: str) -> bool:
    """Whether these words are a yes or no to whatever was asked last. Never raises."""
    text = plain(typed[: LONGEST + 1])
    said = words(text)
    joined, spaced = "".join(said), " ".join(said)
    if not said or len(text) > LONGEST or ASKED.search(text) or _SAYS_NOTHING.fullmatch(spaced):
        return False
    return bool(_KO.fullmatch(joined) or _EN.fullmatch(spaced))
