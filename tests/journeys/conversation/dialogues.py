"""Whole dialogues and what must come of them: read one aloud as it happens, line by line, and ask what you would have done.

One line is one turn, a minute after the one before it:

    quote A 250,000    the technician sends a quote for repair A (again: a new version)
    us A: …            the technician writes into the thread of A; a text says so
    news B             a text of ours about B that asks nothing
    they: …            the customer replies by SMS; {A} stands for the code of repair A
    page A: …          the customer answers on the page of A: approve, decline, or words for the technician
    staff A: yes|no    the technician has asked, and says which of two answers holds
    wait 12 s          instead of the minute

Ends, parted by ` | `: `A waits`, `A approved 250,000` or `A declined 250,000` (amount and version stand in the record),
`A stopped` (both answers stand, the work is on hold), `asked 250,000` (the last text shows device and amount and asks),
`list` (the last text lists the repairs by letters), `message …` (the newest task of the technician; `message of A`: whatever it says), `urgent` (it is
laid before all others), `told` (the customer was told that the work is stopped), `no task`, `silent` (nothing was
texted after the last reply), `nothing to decide`, `says …` (the
last text that left), `called`, `not called` (whether A stands on the list of calls), `left to staff …` (that reply is the newest that a person has to place).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Dialogue:
    """One talk and its end."""

    shows: str
    turns: str
    ends: str


D = Dialogue
DIALOGUES = (
    # ---- The question was the last thing said ----------------------------------------------------------------
    D("a plain yes", "quote A 250,000 / they: OK", "A approved 250,000"),
    D(
        "a plain yes in Korean, a day later",
        "quote A 250,000 / wait 20 h / they: 승인합니다",
        "A approved 250,000",
    ),
    D("a plain no", "quote A 250,000 / they: 거절", "A declined 250,000"),
    D("two means no", "quote A 250,000 / they: 2", "A declined 250,000"),
    D("a new quote, then a yes", "quote A 250,000 / quote A 200,000 / they: 승인", "A approved 200,000"),
    # ---- Something was said since, by the customer -----------------------------------------------------------
    D(
        "haggling, then OK",
        "quote A 250,000 / they: 너무 비싸요. 20만원에 안 될까요? / they: OK",
        "A waits | asked 250,000",
    ),
    D(
        "haggling, then thanks",
        "quote A 250,000 / they: 너무 비싸요 / they: ok thank you",
        "A waits | message ok thank you",
    ),
    D(
        "asked back, then yes",
        "quote A 250,000 / they: 너무 비싸요 / they: OK / they: OK",
        "A approved 250,000",
    ),
    D(
        "asked back, then no",
        "quote A 250,000 / they: 너무 비싸요 / they: 승인 / they: 거절",
        "A declined 250,000",
    ),
    D(
        "asked for the state, then yes",
        "quote A 250,000 / they: 상태 / they: 승인",
        "A waits | asked 250,000",
    ),
    D(
        "wrote on the page, then OK",
        "quote A 250,000 / page A: 배터리는 빼 주세요 / they: OK",
        "A waits | asked 250,000",
    ),
    D(
        "a question mark, then the word",
        "quote A 250,000 / they: 승인? / they: 승인",
        "A waits | asked 250,000",
    ),
    D("a tap, then OK", "quote A 250,000 / they: Disliked “Mendpost” / they: OK", "A waits | asked 250,000"),
    # ---- Something was said since, by us ---------------------------------------------------------------------
    D(
        "another price in words, then yes",
        "quote A 250,000 / us A: 메인보드 빼고 200,000원에 가능합니다. 진행할까요? / they: 승인",
        "A waits | asked 250,000",
    ),
    D(
        "a number for a question",
        "quote A 250,000 / us A: How many chargers did you send, 1 or 2? / they: 2",
        "A waits | message 2",
    ),
    D(
        "OK to something else",
        "quote A 250,000 / us A: I will call you tomorrow before you decide, is that OK? / they: OK thanks",
        "A waits | message OK thanks",
    ),
    D("OK to a call", "quote A 250,000 / us A: 내일 전화드려도 될까요? / they: OK", "A waits | message OK"),
    D("one to a question", "us A: 충전기 1개 보내셨나요, 2개 보내셨나요? / they: 1", "message 1"),
    D("OK with no quote at all", "us A: Can I open the case? / they: ok", "message ok"),
    D(
        "a text about another repair, then OK",
        "quote A 250,000 / news B / they: OK",
        "A waits | asked 250,000",
    ),
    D(
        "a text about another repair, then yes",
        "quote A 250,000 / news B / they: 승인 / they: 승인",
        "A approved 250,000",
    ),
    D(
        "the technician of B wrote, then OK",
        "quote A 250,000 / us B: 케이스를 열어도 될까요? / they: OK",
        "A waits | message OK",
    ),
    D(
        "named by its code after a text about B",
        "quote A 250,000 / news B / they: 승인 {A}",
        "A approved 250,000",
    ),
    D(
        "named by its code after another price in words",
        "quote A 250,000 / us A: 200,000원에 해 드릴까요? / they: 승인 {A}",
        "A waits | asked 250,000",
    ),
    # ---- Two quotes wait -------------------------------------------------------------------------------------
    D("OK to two", "quote A 250,000 / quote B 300,000 / they: OK", "A waits | B waits | list"),
    D("a number to two", "quote A 250,000 / quote B 300,000 / they: 1", "A waits | B waits | list"),
    D(
        "OK, and which by letter",
        "quote A 250,000 / quote B 300,000 / they: OK / they: 나",
        "A approved 250,000 | B waits",
    ),
    D(
        "the letter in the other alphabet",
        "quote A 250,000 / quote B 300,000 / they: 거절 / they: A",
        "A waits | B declined 300,000",
    ),
    D(
        "which by its code",
        "quote A 250,000 / quote B 300,000 / they: OK / they: {B}",
        "A waits | B approved 300,000",
    ),
    D(
        "letter and word at once",
        "quote A 250,000 / quote B 300,000 / they: OK / they: 가 거절",
        "A waits | B declined 300,000",
    ),
    D(
        "1 is no line of the list",
        "quote A 250,000 / quote B 300,000 / they: OK / they: 1",
        "A waits | B waits | list",
    ),
    D(
        "the price changed after the list",
        "quote A 250,000 / quote B 300,000 / they: OK / quote A 260,000 / they: 나",
        "A waits | B waits",
    ),
    D(
        "named by its code at once",
        "quote A 250,000 / quote B 300,000 / they: OK {B}",
        "A waits | B approved 300,000",
    ),
    D(
        "letter and word with no list before the eyes",
        "quote A 250,000 / quote B 300,000 / they: 가 승인 / they: 가 승인",
        "A waits | B approved 300,000",
    ),
    D(
        "letter and word after a yes in other words",
        "quote A 250,000 / quote B 300,000 / they: 네 / they: A ok",
        "A waits | B approved 300,000",
    ),
    D(
        "letter and no after a yes in other words",
        "quote A 250,000 / quote B 300,000 / they: 진행해 주세요 / they: 나 거절",
        "A declined 250,000 | B waits",
    ),
    D(
        "both at once",
        "quote A 250,000 / quote B 300,000 / they: 승인 / they: 둘 다 승인",
        "A waits | B waits | list | says 아직 정해지지 않았습니다",
    ),
    D(
        "both at once in English, then one by its letter",
        "quote A 250,000 / quote B 300,000 / they: ok / they: both ok / they: B",
        "A waits | B waits | asked 250,000",
    ),
    D(
        "both at once, then letter and word",
        "quote A 250,000 / quote B 300,000 / they: 승인 / they: 둘 다 승인 / they: 나 승인",
        "A approved 250,000 | B waits",
    ),
    # ---- A yes or no in other words, right after the quote: it decides nothing, and says so --------------------
    *(
        D(f"in other words: {words}", f"quote A 250,000 / they: {words}", "A waits | asked 250,000 | no task")
        for words in ("네", "ㅇㅇ", "아니요", "네 진행해주세요", "수리해 주세요", "y", "go ahead", "nope")
    ),
    D("in other words, then OK", "quote A 250,000 / they: sure / they: OK", "A approved 250,000"),
    D("in other words, then no", "quote A 250,000 / they: 네 / they: 거절", "A declined 250,000"),
    D(
        "in other words, twice",
        "quote A 250,000 / they: 네 / they: 네 진행해주세요",
        "A waits | asked 250,000 | message 네 진행해주세요",
    ),
    D(
        "in other words, to a technician's words",
        "quote A 250,000 / us A: 케이스를 열어도 될까요? / they: 네",
        "A waits | message 네",
    ),
    # ---- A yes taken back, a no taken back -------------------------------------------------------------------
    D(
        "yes, then no",
        "quote A 250,000 / they: OK / wait 12 s / they: 거절",
        "A stopped | told | urgent | message 거절",
    ),
    D(
        "no, then yes",
        "quote A 250,000 / they: 거절 / wait 12 s / they: 승인",
        "A stopped | told | urgent | message 승인",
    ),
    D(
        "no, then OK",
        "quote A 250,000 / they: 거절 / wait 12 s / they: OK",
        "A stopped | told | urgent | message OK",
    ),
    D(
        "no, then an OK that only thanks",
        "quote A 250,000 / they: 거절 / they: ok thanks",
        "A declined 250,000 | nothing to decide",
    ),
    D(
        "yes, then no an hour later",
        "quote A 250,000 / they: 승인 / wait 1 h / they: decline",
        "A stopped | told | urgent",
    ),
    D(
        "yes, then no wait",
        "quote A 250,000 / they: ok / wait 12 s / they: no wait",
        "A stopped | told | urgent | message no wait",
    ),
    D(
        "yes, then a bare no",
        "quote A 250,000 / they: 승인 / wait 12 s / they: 아니요",
        "A stopped | told | urgent",
    ),
    D(
        "yes, then cancel in words",
        "quote A 250,000 / they: 승인 / they: 수리 취소해 주세요",
        "A stopped | told | urgent",
    ),
    D(
        "yes, then stop the repair",
        "quote A 250,000 / they: OK / they: stop the repair",
        "A stopped | told | urgent",
    ),
    D(
        "yes, then talk, then no to the talk",
        "quote A 250,000 / they: 승인 / us A: 충전기도 보내셨나요? / they: 아니요",
        "A approved 250,000 | message 아니요",
    ),
    D(
        "yes by text, no on the page",
        "quote A 250,000 / they: OK / page A: decline",
        "A stopped | told | urgent",
    ),
    D(
        "yes on the page, no by text",
        "quote A 250,000 / page A: approve / wait 12 s / they: 거절",
        "A stopped | told | urgent | message 거절",
    ),
    D(
        "no on the page, yes by text",
        "quote A 250,000 / page A: decline / wait 12 s / they: 승인",
        "A stopped | told | urgent",
    ),
    D(
        "no by text, yes on the page",
        "quote A 250,000 / they: 거절 / page A: approve",
        "A stopped | told | urgent",
    ),
    D(
        "yes, no, and yes again",
        "quote A 250,000 / they: OK / they: 거절 / they: 승인",
        "A stopped | message 승인",
    ),
    D(
        "a person settled it: yes",
        "quote A 250,000 / they: OK / they: 거절 / staff A: yes",
        "A approved 250,000 | no task",
    ),
    D(
        "a person settled it: no",
        "quote A 250,000 / they: OK / they: 거절 / staff A: no",
        "A declined 250,000 | no task",
    ),
    D(
        "a person settled the other way round",
        "quote A 250,000 / they: 거절 / they: 승인 / staff A: yes",
        "A approved 250,000 | no task",
    ),
    # A network's own word ends the texts; one that can mean either stops the work, says so, and somebody calls.
    D(
        "yes, then texts end",
        "quote A 250,000 / they: OK / wait 12 s / they: 그만",
        "A stopped | urgent | says 헤드폰 {A} 수리는 멈추었고, 저희가 전화로 여쭙겠습니다 | called",
    ),
    D(
        "yes, then enough of something",
        "quote A 250,000 / they: 승인 / they: 이제 그만",
        "A stopped | urgent | says 수리는 멈추었고 | called",
    ),
    D(
        "yes, then a network's stop",
        "quote A 250,000 / they: 승인 / they: stop",
        "A approved 250,000 | no task | not called",
    ),
    D(
        "yes, then a network's stop with a please",
        "quote A 250,000 / they: ok / they: STOP please",
        "A approved 250,000 | no task | says 수리에는 변함이 없으며 | not called",
    ),
    D(
        "yes, then no texts in so many words",
        "quote A 250,000 / they: 승인 / they: 문자 그만 보내세요",
        "A approved 250,000 | message 문자 그만 보내세요 | says 수리에는 변함이 없으며 | not called",
    ),
    D(
        "yes, no, then texts end",
        "quote A 250,000 / they: 승인 / they: 거절 / they: 수신거부",
        "A stopped | urgent | says 수리는 멈추었고 | called",
    ),
    D(
        "yes, texts end, then no",
        "quote A 250,000 / they: 승인 / they: 수신거부 / they: 거절",
        "A stopped | urgent | called",
    ),
    D(
        "yes, then not to touch it",
        "quote A 250,000 / they: OK / they: 고치지 마세요",
        "A stopped | told | urgent | message 고치지 마세요",
    ),
    *(
        D(
            f"yes, then somebody else: {words}",
            f"quote A 250,000 / they: 승인 / they: {words}",
            "A stopped | told | urgent",
        )
        for words in (
            "승인 안 했는데요?",
            "아이가 눌렀어요",
            "방금 건 남편이 보낸 거예요",
            "my son pressed it",
        )
    ),
    *(
        D(
            f"yes, then a doubt: {words}",
            f"quote A 250,000 / they: 승인 / they: {words}",
            "told | says (승인 뒤 망설임)",
        )
        for words in ("아 잠깐만요", "다시 생각해볼게요", "잠깐만요")
    ),
    D(
        "yes, then a no that is one",
        "quote A 250,000 / they: 승인 / they: 아니요",
        "told | says (승인 뒤 거절)",
    ),
    D(
        "yes, own words, then a bare no",
        "quote A 250,000 / they: 승인 / they: 언제 와요? / they: 아니요",
        "A stopped | told | urgent",
    ),
    D(
        "yes, then home as it is",
        "quote A 250,000 / they: 승인 / they: 그냥 반송해주세요",
        "A stopped | told | urgent",
    ),
    D(
        "yes, then the other number",
        "quote A 250,000 / they: 1 / wait 12 s / they: oops 2",
        "A stopped | told | urgent",
    ),
    D(
        "yes, then not wanted",
        "quote A 250,000 / they: OK / they: I don't want it repaired",
        "A stopped | told | urgent",
    ),
    D(
        "yes, then a doubt",
        "quote A 250,000 / they: 승인합니다 / they: 남편이랑 상의해 볼게요",
        "A stopped | told | urgent",
    ),
    D(
        "yes, talk, then a doubt about something",
        "quote A 250,000 / they: 승인 / us A: 지금 부품을 주문할까요? / they: 아직은요",
        "A approved 250,000 | message 아직은요",
    ),
    D(
        "yes, then news of another repair, then a no",
        "quote A 250,000 / they: 승인 / news B / they: 아니요",
        "A stopped | urgent | message 아니요",
    ),
    D(
        "yes, then another price, then a no",
        "quote A 250,000 / they: 승인 / quote B 300,000 / they: 아니요",
        "A approved 250,000 | B waits | says 견적 300,000원에 대한 답인가요",
    ),
    D(
        "two yeses, another word, then both are off",
        "quote A 250,000 / they: 승인 / quote B 300,000 / they: 승인 / they: 안녕하세요 {A} / they: 수리 안 할래요",
        "A stopped | urgent",
    ),
    D(
        "yes, then words that are no no",
        "quote A 250,000 / they: 승인 / they: 천천히 해주셔도 돼요",
        "A approved 250,000 | message 천천히 해주셔도 돼요",
    ),
    D(
        "yes, then not at the door",
        "quote A 250,000 / they: 승인 / they: 문 앞에 두지 마세요",
        "A approved 250,000 | message 문 앞에 두지 마세요",
    ),
    # ---- Faces, taps, and no more texts ----------------------------------------------------------------------
    D("an angry OK", "quote A 250,000 / they: OK 😡", "A waits | message OK 😡"),
    D("a shrug", "quote A 250,000 / they: ok🤷", "A waits | message ok🤷"),
    D("tears", "quote A 250,000 / they: 승인 😭", "A waits | message 승인 😭"),
    D("a hash", "quote A 250,000 / they: #1", "A waits | message #1"),
    D("a like", "quote A 250,000 / they: Liked “Mendpost is on the bench”", "A waits | no task | silent"),
    D("a thumb", "quote A 250,000 / they: 👍 to “Mendpost is on the bench”", "A waits | no task | silent"),
    D("a Korean like", 'quote A 250,000 / they: "…"에 좋아요를 표시했습니다', "A waits | no task | silent"),
    D(
        "a like taken off",
        "quote A 250,000 / they: Removed a like from “Mendpost”",
        "A waits | no task | silent",
    ),
    D(
        "asked something, in a phone's words almost",
        "quote A 250,000 / they: 문자에 질문했어요",
        "A waits | message 문자에 질문했어요",
    ),
    D(
        "no more texts, and a wish",
        "quote A 250,000 / they: 문자 보내지 말고 전화 주세요",
        "A waits | message 문자 보내지 말고 전화 주세요",
    ),
    # ---- A number that takes no texts: what cannot be asked back is a person's task at once ------------------
    D(
        "texts ended, then yes",
        "quote A 250,000 / they: 수신거부 / they: 승인",
        "A waits | message 승인 | silent",
    ),
    D("texts ended, then no", "quote A 250,000 / they: STOP / they: 거절", "A waits | message 거절 | silent"),
    D("texts ended, then OK", "quote A 250,000 / they: 수신거부 / they: OK", "A waits | message OK | silent"),
    D(
        "texts ended, then yes with the code",
        "quote A 250,000 / us A: 200,000원에 해 드릴까요? / they: 수신거부 / they: 승인 {A}",
        "A waits | message of A | silent",
    ),
    D(
        "texts ended, then the state",
        "quote A 250,000 / they: 수신거부 / they: 상태 {A}",
        "message of A | silent",
    ),
    D(
        "texts ended, nothing waits, then yes",
        "they: 수신거부 / news A / they: 승인",
        "left to staff 승인 | silent",
    ),
    D(
        "texts ended with two quotes, then yes",
        "quote A 250,000 / quote B 300,000 / they: stop / they: 승인",
        "A waits | B waits | left to staff 승인 | silent",
    ),
    D(
        "texts ended after the list, then a letter",
        "quote A 250,000 / quote B 300,000 / they: 승인 / they: 수신거부 / they: 나",
        "A waits | B waits | message 나 | silent",
    ),
    D(
        "texts ended, two repairs, then a question",
        "they: 수신거부 / they: 언제 되나요?",
        "left to staff 언제 되나요? | silent",
    ),
    D(
        "texts ended, and wanted again",
        "quote A 250,000 / they: 수신거부 / they: START / they: 승인",
        "A waits | asked 250,000",
    ),
)
# Those that were tried on the running product and went wrong; they are played in every run.
NAMED_BY_FAULTS = frozenset(
    {
        "haggling, then OK",
        "haggling, then thanks",
        "another price in words, then yes",
        "a number for a question",
        "OK to something else",
        "a text about another repair, then OK",
        "OK to two",
        "OK, and which by letter",
        "yes, then no",
        "no, then yes",
        "yes by text, no on the page",
        "yes on the page, no by text",
        "an angry OK",
        "a shrug",
        "tears",
        "a hash",
        "a like",
        "a thumb",
        "a Korean like",
        "a like taken off",
        "yes, then not to touch it",
        "yes, then the other number",
        "yes, then words that are no no",
        "texts ended, then yes",
        "texts ended with two quotes, then yes",
    }
)
