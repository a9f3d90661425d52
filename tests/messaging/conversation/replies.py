"""Replies and what each is taken for: read a line aloud, and ask whether the shop would have done the same.

Replies are parted by ` | `. The worst mistake is a decision nobody took, the next an opting out that was missed;
so what is not plain is a message, and where it was a near thing the line says why it fell this way.

How it was made: by hand, by asking for each moment of a repair what people of either language type on a phone, then
labelled by what they mean, before the reader was asked; what it read otherwise was settled in favour of the sender. No
customer's text is in it. The lines about our texts and the phones' own notes are in `replies_about_texts.py`, the talk
around a decision in `replies_in_talk.py`; whole dialogues are in `tests/journeys/conversation/dialogues.py`.
"""

from dataclasses import dataclass

from app.messaging.conversation.replies import Command

C = Command
CODE = "7K2M4Q9TXB5X"


@dataclass(frozen=True)
class Group:
    """Replies that show one thing; `language` is en, ko, or any where no word is said."""

    shows: str
    language: str
    command: Command
    replies: str
    code: str | None = None
    place: int | None = None


DECISIONS_AND_COMMANDS = (
    # ---- A decision: plain words only -----------------------------------------------------------------------
    Group(
        "approve in so many words",
        "en",
        C.APPROVE,
        "OK | ok | Ok | oK | Okay | OKAY | approve | APPROVE | Approved | I approve | Approve it | approve the quote",
    ),
    Group(
        "approve with punctuation",
        "en",
        C.APPROVE,
        'ok. | OK! | ok!!! | ok... | "OK" | (ok) | *OK* | 「OK」 | O.K. | ok,',
    ),
    Group(
        "approve with courtesy",
        "en",
        C.APPROVE,
        "ok thanks | OK, thank you! | ok thank you very much | Approve please | please approve | Hi, approve | okay pls | ok thx",
    ),
    Group("approve with emoji", "en", C.APPROVE, "OK 👍 | 👍 ok | 😀approve😀 | ok🙏 | OK ✅"),
    Group(
        "approve by another keyboard",
        "en",
        C.APPROVE,
        "ＯＫ | ｏｋ | o k | ａｐｐｒｏｖｅ | ok\u200b | ok\ufe0f | \u2068ok\u2069",
    ),
    Group("approve said twice", "en", C.APPROVE, "ok ok | OK OK OK | ok, approved"),
    Group(
        "approve in so many words, Korean",
        "ko",
        C.APPROVE,
        "승인 | 승인합니다 | 승인할게요 | 승인할께요 | 승인할게 | 승인하겠습니다 | 승인요 | 승인이요 | 승인함 | 승인입니다 | 승인드립니다",
    ),
    Group(
        "approve asked of us",
        "ko",
        C.APPROVE,  # a wish, and nothing left open
        "승인해 주세요 | 승인해주세요 | 승인 해주세요 | 승인 부탁드립니다 | 승인 부탁드려요 | 승인해줘 | 승인 바랍니다 | 승인해 주십시오",
    ),
    Group(
        "approve with courtesy, Korean",
        "ko",
        C.APPROVE,
        "네 승인합니다 | 네, 승인 | 네승인합니다 | 넵 승인이요 | 예 승인합니다 | 안녕하세요. 승인합니다. | 승인합니다. 감사합니다! | "
        "승인할게요 잘 부탁드립니다 | 안녕하세요 승인 부탁드립니다 수고하세요",
    ),
    Group(
        "approve with signs, Korean",
        "ko",
        C.APPROVE,
        "승인. | 승인! | 승인~ | “승인” | 승인😀 | 👍승인👍 | 승 인 | 승-인 | 승인\u200b",
    ),
    Group(
        "OK in Hangul",
        "ko",
        C.APPROVE,
        "오케이 | 오케이~ | 오케이요 | 오케이입니다 | OK요 | OK입니다 | OK 승인합니다",
    ),
    Group(
        "approve in the wrong mode",
        "ko",
        C.APPROVE,
        "tmddls | Tmddls. | TMDDLS | tmddls! | tmddlsgkqslek | tmddls gkfrpdy | sp tmddls | tmddlsgowntpdy | ㅐㅏ | ㅐㅏ! | ㅐㅏ묘 | ㅁㅔㅔ개ㅍㄷ",
    ),
    Group(
        "decline in so many words",
        "en",
        C.DECLINE,
        "DECLINE | decline | Decline. | declined | I decline | decline it | Decline the quote | decline please | "
        "please decline | decline, thanks | ｄｅｃｌｉｎｅ | d e c l i n e | Decline 🙏 | DECLINE 👎",
    ),
    Group(
        "decline in so many words, Korean",
        "ko",
        C.DECLINE,
        "거절 | 거절. | 거절합니다 | 거절할게요 | 거절하겠습니다 | 거절이요 | 거절해 주세요 | 거절 부탁드립니다 | 네 거절합니다 | "
        "거 절 | 거절합니다 감사합니다 | 거절😢 | 거절 ❌",
    ),
    Group(
        "decline in the wrong mode",
        "ko",
        C.DECLINE,
        "rjwjf | RJWJF | rjwjfgkqslek | rjwjf gkfrpdy | ㅇㄷ치ㅑㅜㄷ",
    ),
    Group("the first choice", "any", C.APPROVE, "1 | 1. | (1) | １ | ① | 1️⃣ | 1! | 1~ | 1 👍"),
    Group("the first choice, Korean", "ko", C.APPROVE, "1번 | 1번요 | 1번이요"),
    Group("the second choice", "any", C.DECLINE, "2 | ２ | 2. | ② | 2)"),
    Group("the second choice, Korean", "ko", C.DECLINE, "2번 | 2번이요"),
    Group("the line of a list, copied", "en", C.APPROVE, "1. OK | 1 approve | 1) ok"),
    Group("the line of a list, copied, Korean", "ko", C.APPROVE, "1. 승인 | 1번 승인합니다"),
    Group("the second line of a list", "ko", C.DECLINE, "2. 거절 | 2 decline"),
    # ---- Looks like a decision, and is none: a person reads it ----------------------------------------------
    Group(
        "ok among other words",
        "en",
        C.MESSAGE,
        "ok but call me first | OK but when? | ok, if it is under 50000 | ok so what is wrong with it | you ok | are you ok | "
        "it is ok now | that's ok I guess | okay let me think | ok wait | ok I will call | is it ok to wait | ok then send it back | "
        "ok no problem but not now | approve only the keyboard | approve after Friday | I already approved | who approved this",
    ),
    Group(
        "the opposite of approving",
        "en",
        C.MESSAGE,
        "not ok | NOT OK! | no ok | ok not | ok no | don't approve | do not approve | I don't approve | never approve | ok decline | "
        "disapprove | unapproved | approve or decline | no, decline | don't decline | not declined",
    ),
    Group(
        "approving with a condition, Korean",
        "ko",
        C.MESSAGE,
        "승인 전에 전화주세요 | 승인하면 언제 오나요 | 승인할게요 근데 언제 되나요 | 승인하려면 어떻게 해요 | 부품만 승인합니다 | "
        "3만원까지만 승인 | 내일 승인할게요 | 승인 대기 | 승인은 아직이요 | OK 근데 언제요",
    ),
    Group(
        "the opposite of approving, Korean",
        "ko",
        C.MESSAGE,
        "승인 안 할게요 | 승인 안 함 | 승인안함 | 승인 못 합니다 | 승인하지 마세요 | 승인 아님 | 승인 취소 | 미승인 | 불승인 | 승인 거절 | 거절 승인 | "
        "거절 안 합니다 | 거절 취소 | 아니요 승인 | 승인 ㄴㄴ | 승인X",
    ),
    Group(
        "may be asking us",
        "ko",
        C.MESSAGE,  # 해요 and 할까요 ask as often as they tell
        "승인? | 승인이요? | 승인해요 | 승인할까요 | 승인해도 되나요 | 거절? | 승인?거절? | 승인됐나요 | 승인했나요",
    ),
    Group(
        "says it was done elsewhere",
        "ko",
        C.MESSAGE,  # on the page, perhaps, and perhaps it was not
        "승인했어요 | 승인했습니다 | 승인 완료 | 거절했습니다",
    ),
    Group(
        "a decision with a question mark",
        "en",
        C.MESSAGE,
        "ok? | OK?! | approve? | decline? | ok ❓ | 1? | ok？",
    ),
    Group(
        "a yes with a no beside it",
        "any",
        C.MESSAGE,
        "OK 👎 | OK 🙅 | ok ❌ | 승인 🚫 | 승인 × | 1 👎 | OK 🤔",
    ),
    Group(
        "a yes with a face that says otherwise",
        "any",
        C.MESSAGE,  # whoever cries over a price has not agreed to it
        "OK 😡 | ok🤷 | OK 💔 | ok 🙄 | 승인 😭 | ok 😂 | OK 😢 | okay 😞 | ok 😒 | 승인 😨 | ok 😱 | 승인 🤬 | ok 💀 | OK 😬 | 승인 🥲 | "
        "1 😡 | 1 🤷‍♀️ | OK 🙃 | 오케이 😑 | ok :( | OK :/ | ok ;; | 승인;; | ok -_- | 승인 -_-;; | ok >_< | OK :'( | 승인 ㅠㅠ | 승인 ㅜㅜ | ok T_T",
    ),
    Group(
        "a no with a face that fits none",
        "any",
        C.MESSAGE,
        "거절 😂 | decline 🤷 | decline 🤔 | 거절 🙄 | 2 🤷‍♂️",
    ),
    Group(
        "a yes with a kind face",
        "any",
        C.APPROVE,
        "OK 😊 | ok 🙂 | OK ❤️ | 승인 💪 | 승인 ^^ | ok :) | OK :-) | 승인 🙇‍♀️ | 오케이 👌🏻 | OK 👍🏽 | 승인합니다 🙏🏻 | okay 🎉 | OK♪ | 승인 ♡",
    ),
    Group(
        "a no with a sad face",
        "any",
        C.DECLINE,
        "decline 😢 | 거절 😭 | DECLINE 😡 | 거절합니다 🙏 | decline :( | 거절 🙅‍♀️ | 거절 👎🏻",
    ),
    Group(
        "chat for seen it, not for do it",
        "ko",
        C.MESSAGE,  # people write these to end a talk
        "ㅇㅋ | ㅇㅇ | ㅇㅋㅇㅋ | 오키 | 콜 | 넵넵 | ㄱㄱ | 알겠습니다 | 확인했습니다 | 좋아요",
    ),
    Group(
        "chat for seen it, English",
        "en",
        C.MESSAGE,
        "k | kk | sure | fine | go ahead | yep | yeah | got it | great | deal | accept",
    ),
    # The price, or our texts?
    Group(
        "refuses something, nobody knows what",
        "ko",
        C.MESSAGE,
        "거부 | 거부합니다 | 싫어요 | 됐어요 | 안 해요",
    ),
    Group("refuses something, English", "en", C.MESSAGE, "refuse | reject | no | nope | no thanks"),
    Group(
        "numbers that choose nothing",
        "any",
        C.MESSAGE,
        "-1 | +1 | #1 | #2 | & 1 | 1/2 | 1% | $1 | ₩1 | 01 | 0 | 1.5 | 1-2 | 11111 | 12345 | 010-1234-5678 | １２３ | 1 2 | 1 1",
    ),
    Group(
        "numbers among words",
        "en",
        C.MESSAGE,
        "1 or 2 | 1 day | 1 please call | yes 1 | ok 2 | 1 decline | 2 ok | OK 11 | option 1",
    ),
    Group(
        "numbers among words, Korean",
        "ko",
        C.MESSAGE,
        "1시에 오세요 | 1개만요 | 2번 물어봤어요 | 1원 | 2 승인 | 1번 거절 | 네 2 | 일번",
    ),
    # ---- Words that are not ours ----------------------------------------------------------------------------
    Group(
        "words of providers and the law",
        "en",
        C.MESSAGE,
        "YES | yes | Yes! | yes please | YES OK | yes, approve | ok yes | CANCEL | cancel | Cancel please | cancel ok | END | end. | "
        "QUIT | quit | START | start | Start now | UNSTOP | ｙｅｓ | ㅛㄷㄴ",
    ),
    Group(
        "a bare yes or no, Korean",
        "ko",
        C.MESSAGE,  # to what?
        "네 | 예 | 넵 | 네! | 네네 | 예, 감사합니다 | 네 부탁드립니다 | 응 | 아니요 | 아뇨 | 취소 | 취소해주세요 | 시작 | 종료 | 끝 | dp",
    ),
    Group(
        "no words at all",
        "any",
        C.MESSAGE,
        "👍 | 🙂🙂 | 🆗 | ✅ | ... | ? | ! | ♥ | ㅋㅋㅋ | ㅠㅠ | \x00 | \u3164",
    ),
    # ---- Status, slots, help --------------------------------------------------------------------------------
    Group(
        "status",
        "en",
        C.STATUS,
        "STATUS | status | Status? | status please | hi, status | where | Where is it? | ｓｔａｔｕｓ | status 🙏 | status!",
    ),
    Group(
        "status, Korean",
        "ko",
        C.STATUS,
        "상태 | 상태? | 상태요 | 상 태 | 상태 확인 | 상태 확인 부탁드립니다 | 상태 알려주세요 | 안녕하세요 상태 알려주세요 | 진행 상황 | 현황 | 조회 | "
        "수리 상태 | 상황?",
    ),
    Group("status in the wrong mode", "ko", C.STATUS, "tkdxo | Tkdxo? | whghl | ㄴㅅㅁ셔ㄴ | ㄴㅅㅁㅅㅕㄴ"),
    Group(
        "move a slot",
        "en",
        C.MOVE,
        "MOVE | move | Move! | move please | reschedule | Reschedule, please. | re-schedule",
    ),
    Group(
        "move a slot, Korean",
        "ko",
        C.MOVE,
        "변경 | 변경! | 변경요 | 변경해 주세요 | 변경할게요 | 변경 부탁드립니다 | 날짜 변경 | 시간변경 | 일정 변경 부탁드려요 | 날짜 변경해 주세요",
    ),
    Group("move in the wrong mode", "ko", C.MOVE, "qusrud | QUSRUD | skfWkqusrud | ㅡㅐㅍㄷ"),
    Group("help", "en", C.HELP, "HELP | help | help! | Help please | help me | info | INFO"),
    Group(
        "help, Korean", "ko", C.HELP, "도움 | 도움말 | 도움요 | 도움 요청 | 도와주세요 | 도움 부탁드립니다"
    ),
    Group("help in the wrong mode", "ko", C.HELP, "ehdna | ehdnaakf | ㅗ디ㅔ | ㅗ디ㅔ!"),
    # ---- Opting out wins ------------------------------------------------------------------------------------
    Group(
        "stop and its family",
        "en",
        C.STOP,
        "STOP | stop | Stop. | STOP!!! | stop? | S.T.O.P | ＳＴＯＰ | s t o p | 🛑stop🛑 | STOPALL | stop all | unsubscribe | "
        "Unsubscribe me please | opt out | opt-out | OPTOUT | revoke",
    ),
    Group(
        "stop, as people say it",
        "en",
        C.STOP,
        "please stop | stop please | stop it | stop now | stop stop stop | stop texting me | stop these messages | stop the texts | "
        "STOP thanks | stop sending me texts | can you stop texting me | I want to opt out | opt me out | how do I unsubscribe | "
        "I can't unsubscribe | I cannot unsubscribe",
    ),
    Group(
        "stop beside anything else of ours",
        "en",
        C.STOP,
        "OK STOP | stop ok | STOP 1 | stop help | CANCEL STOP | STOP END QUIT | yes stop",
    ),
    Group(
        "opting out, Korean",
        "ko",
        C.STOP,
        "수신거부 | 수신 거부 | 수신거부. | 수.신.거.부 | 수신거부!!! | 수신거부합니다 | 수신거부 해주세요 | 수신거부 부탁드립니다 | 수신거절 | "
        "문자거부 | 문자 거부합니다 | 문자그만 | 문자 그만 보내세요 | 이제 문자 보내지 마세요 | 문자 좀 보내지 마세요",
    ),
    Group(
        "opting out inside a sentence",
        "ko",
        C.STOP,
        "OK 수신거부 | 승인하고 수신거부 | 네 수신거부요 | 수신거부 어떻게 해요? | 왜 수신거부 안 되나요 | 수신거부 했는데 왜 또 와요 | "
        "수신거부 안 했는데 이제 수신거부 해주세요 | 승인 stop",
    ),
    # It still says: no texts.
    Group("opting out of texts, with a wish", "ko", C.STOP, "문자 보내지 말고 전화 주세요"),
    Group(
        "opting out in the wrong mode",
        "ko",
        C.STOP,
        "tntlsrjqn | TNTLSRJQN | tntls rjqn | tntlsrjqngkqslek | answkrjqn | ㄴㅅㅐㅔ | ㄴㅅㅐㅔ! | ㅔㅣㄷㅁㄴㄷ ㄴㅅㅐㅔ",
    ),
    Group(
        "stop that means something else",
        "en",
        C.MESSAGE,  # carriers, too, count the bare word only
        "stop by tomorrow? | can you stop by | don't stop | Don't stop the repair | do not stop | stop the repair | it stopped working | "
        "nonstop noise | bus stop | the next stop please call | stop, I want to change the address | please do not unsubscribe me | "
        "don't stop texting me | I did not opt out | can I opt out of the battery",
    ),
    Group(
        "opting out denied or taken back, Korean",
        "ko",
        C.MESSAGE,
        "수신거부 안 했는데요 | 수신거부 아니에요 | 문자 그만큼 왔으면 됐죠 | 문자 보내지 않으셨어요 | 보내지 마세요",
    ),
    # ---- Talk -----------------------------------------------------------------------------------------------
    Group(
        "talk",
        "en",
        C.MESSAGE,
        "how much is it? | still broken | hello | hello? | thanks | thank you | helpful, thanks | removed | restatus | oker | STATUS of my life | "
        "where do I send it | help, it smells burnt | move it to Friday | my status is single | I need info on the price",
    ),
    Group(
        "talk, Korean",
        "ko",
        C.MESSAGE,
        "언제 끝나요? | 전원이 안 켜져요 | 아직도 안 돼요 | 상태가 안 좋아요 | 주소 변경됐어요 | 도움이 됐어요 | 감사합니다 | 안녕하세요 | 상태 변경 | 충전기도 봐주세요 | "
        "승인이 뭐예요 | 변경된 날짜가 언제죠 | 조회가 안 돼요 | 거절하고 싶은데 수수료가 있나요",
    ),
    Group(
        "words that only look slipped",
        "en",
        C.MESSAGE,
        "tmddls what | spok | dpok | rk | ㅐㅏ 근데요 | ㄴㅅ매 | ㅐㅏ tmddls 123",
    ),
    # ---- Numbers for a list we sent, and ticket codes -------------------------------------------------------
    Group("a number we never offer", "any", C.MESSAGE, "3 | 3. | ３ | 12 | 3번 | 3번이요"),
    Group("the first line of a list", "any", C.PICK, "A | a | a. | (A) | A) | Ａ | A!", place=1),
    Group("the first line of a list, Korean", "ko", C.PICK, "가 | 가. | 가) | 가요 | 가번", place=1),
    Group("the second line of a list", "any", C.PICK, "B | b | B번 | B 👍", place=2),
    Group("the second line of a list, Korean", "ko", C.PICK, "나 | 나) | 나요 | 나번이요", place=2),
    Group("further lines", "any", C.PICK, "C | c) | 다", place=3),
    Group("the last line", "any", C.PICK, "D | 라", place=4),
    Group(
        "yes to one line",
        "en",
        C.APPROVE,
        "A OK | a) ok | A. approve | ok A | approve (a) | A ok thanks",
        place=1,
    ),
    Group(
        "yes to one line, Korean",
        "ko",
        C.APPROVE,
        "나 승인 | 나) 승인합니다 | B 승인 | 승인 나 | b번 승인할게요",
        place=2,
    ),
    Group("no to one line", "en", C.DECLINE, "B decline | decline B | b) decline please", place=2),
    Group("no to one line, Korean", "ko", C.DECLINE, "가 거절 | A 거절합니다 | 거절 가", place=1),
    Group(
        "two lines at once, or a letter that asks",
        "en",
        C.MESSAGE,
        "A and B | A, B | both | A ok B decline | A or B? | A? | neither | 가? | A+ | plan B | 둘 다 승인 | 가 나 | 가랑 나 둘다요",
    ),
    Group(
        "a code alone",
        "any",
        C.PICK,
        "7K2M-4Q9T-XB5X | 7K2M4Q9TXB5X | 7k2m-4q9t-xb5x | 7K2M 4Q9T XB5X | #7K2M-4Q9T-XB5X! | 7K2M.4Q9T.XB5X | 7K2M – 4Q9T – XB5X | "
        "7K2M‑4Q9T‑XB5X | 7K2M/4Q9T/XB5X | ７Ｋ２Ｍ－４Ｑ９Ｔ－ＸＢ５Ｘ | 7ㅏ2ㅡ-4ㅂ9ㅅ-ㅌㅠ5ㅌ",
        code=CODE,
    ),
    Group(
        "approve with a code",
        "en",
        C.APPROVE,
        "OK 7K2M-4Q9T-XB5X | 7K2M-4Q9T-XB5X ok | ok (7k2m4q9txb5x) | okay 7k2m 4q9t xb5x | Approve: 7K2M-4Q9T-XB5X. | ok, thanks 7K2M4Q9TXB5X",
        code=CODE,
    ),
    Group(
        "approve with a code, Korean",
        "ko",
        C.APPROVE,
        "승인 7K2M-4Q9T-XB5X | 7K2M4Q9TXB5X 승인합니다 | 7k2m-4q9t-xb5x승인 | 승인7K2M-4Q9T-XB5X | 네, 승인 7K2M 4Q9T XB5X 부탁드립니다 | tmddls 7k2m-4q9t-xb5x",
        code=CODE,
    ),
    Group(
        "all of it typed in Hangul mode",
        "ko",
        C.APPROVE,
        "승인 7ㅏ2ㅡ-4ㅂ9ㅅ-ㅌㅠ5ㅌ | ㅐㅏ 7ㅏ2ㅡ4ㅂ9ㅅㅌㅠ5ㅌ | 7ㅏ2ㅡ-4ㅂ9ㅅ-ㅌㅠ5ㅌ 승인할게요",
        code=CODE,
    ),
    Group("a choice with a code", "any", C.APPROVE, "7K2M-4Q9T-XB5X 1 | 1 7k2m-4q9t-xb5x", code=CODE),
    Group(
        "other commands with a code", "en", C.STATUS, "status 7K2M-4Q9T-XB5X | 7K2M4Q9TXB5X where?", code=CODE
    ),
    Group(
        "decline with a code",
        "ko",
        C.DECLINE,
        "거절 7K2M-4Q9T-XB5X | 7k2m-4q9t-xb5x decline | 7ㅏ2ㅡ-4ㅂ9ㅅ-ㅌㅠ5ㅌ 거절할게요",
        code=CODE,
    ),
    Group("move with a code", "ko", C.MOVE, "7K2M-4Q9T-XB5X 변경 | MOVE 7K2M 4Q9T XB5X", code=CODE),
    Group(
        "talk with a code",
        "ko",
        C.MESSAGE,
        "7K2M-4Q9T-XB5X 언제 오나요? | 7K2M-4Q9T-XB5X ok? | ok but 7K2M-4Q9T-XB5X first",
        code=CODE,
    ),
    Group(
        "a code whose check letter is wrong",
        "en",
        C.MESSAGE,
        "OK 7K2M-4Q9T-XB5Y | 7K2M-4Q9T-XB5Y | 승인 7K2M-4Q9T",
    ),
    Group(
        "opting out forgets the code",
        "en",
        C.STOP,
        "STOP 7K2M-4Q9T-XB5X | 7K2M-4Q9T-XB5X stop | 수신거부 7K2M-4Q9T-XB5X | stop 7k2m 4q9t xb5y | ㄴㅅㅐㅔ 7ㅏ2ㅡ-4ㅂ9ㅅ-ㅌㅠ5ㅌ",
    ),
)
