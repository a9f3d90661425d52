"""Replies in the middle of a talk: haggling, asking, promising, thanking; none of them decides anything."""

from tests.messaging.conversation.replies import C, Group

IN_TALK = (
    Group(
        "haggling",
        "en",
        C.MESSAGE,
        "too expensive | that's a lot | can you do 200000? | ok for 200000 | OK if you leave out the mainboard | approve but without the battery | "
        "would you take 180k | only if it is under 200 | best price? | OK up to 200,000 | I can pay 200000 max | deal at 200 | any discount | half now half later ok?",
    ),
    Group(
        "haggling, Korean",
        "ko",
        C.MESSAGE,
        "너무 비싸요 | 너무 비싸요. 20만원에 안 될까요? | 조금만 깎아주세요 | 20만원이면 승인 | 메인보드 빼고 승인 | 배터리는 빼고 해주세요 | 할인 안 되나요 | 20만원까지는 괜찮아요 | "
        "카드 할부 되나요 | 부가세 포함인가요 | 왜 이렇게 비싸요 | 새로 사는 게 낫겠네요 | 반값이면 할게요 | 승인할 테니 빨리 해주세요",
    ),
    Group(
        "not yet",
        "en",
        C.MESSAGE,
        "let me think | I'll decide tomorrow | give me a day | ask my husband first | I will get back to you | need more time | on hold please | later | "
        "ok give me a minute | I'll approve tonight | will reply soon | busy now",
    ),
    Group(
        "not yet, Korean",
        "ko",
        C.MESSAGE,
        "생각해 볼게요 | 내일 답드릴게요 | 남편이랑 상의해 볼게요 | 잠시만요 | 잠깐만요 | 조금 있다가 연락드릴게요 | 좀 더 생각해 볼게요 | 회의 중이에요 | 저녁에 승인할게요 | 확인하고 다시 연락드릴게요 | 아직 못 정했어요",
    ),
    Group(
        "taking it back",
        "en",
        C.MESSAGE,
        "no wait | wait, no | I changed my mind | cancel the repair | please stop the repair | don't repair it | do not fix it | I pressed OK by mistake | "
        "I take that back | wrong button sorry | hold on | please wait | undo that | cancel my approval | sorry I meant decline",
    ),
    Group(
        "taking it back, Korean",
        "ko",
        C.MESSAGE,
        "승인 취소할게요 | 승인 취소해 주세요 | 승인 철회합니다 | 수리 취소해 주세요 | 수리하지 마세요 | 수리 안 할래요 | 아니요 취소요 | 앗 취소 | 잘못 눌렀어요 | 실수로 보냈어요 | "
        "마음이 바뀌었어요 | 생각이 바뀌었습니다 | 작업 멈춰주세요 | 진행하지 말아주세요 | 없던 일로 해주세요 | 거절로 바꿀게요 | 안 할래요 | 안 할게요 | 보류해 주세요",
    ),
    Group(
        "asking about the repair",
        "en",
        C.MESSAGE,
        "when will it be ready? | how long does it take | is it done yet | did you find the fault | what is broken exactly | do you have the part | can I pick it up myself | "
        "what happens if I decline? | what does approve mean | if I say ok, when do I get it? | is the warranty still valid | can I see a photo | who is my technician",
    ),
    Group(
        "asking about the repair, Korean",
        "ko",
        C.MESSAGE,
        "언제 되나요 | 얼마나 걸려요? | 다 됐나요 | 어디가 고장인가요 | 부품 있나요 | 직접 찾으러 가도 되나요 | 거절하면 어떻게 되나요 | 승인하면 언제 받을 수 있나요 | 승인은 어떻게 하나요 | 보증 되나요 | "
        "사진 볼 수 있나요 | 담당 기사님 누구세요 | 데이터는 안 지워지나요 | 오늘 도착하나요 | 택배 언제 와요",
    ),
    Group(
        "telling something",
        "en",
        C.MESSAGE,
        "I put the charger in too | the passcode is in the box | I moved, new address follows | please call after six | nobody home on Friday | it also makes a noise | "
        "the screen flickers | 2 chargers | 2 of them | there are 2 | room 1 | gate code 1 2 3 4 | I sent 1 charger | it fell into water | my daughter used it",
    ),
    Group(
        "telling something, Korean",
        "ko",
        C.MESSAGE,
        "충전기도 넣었어요 | 비밀번호는 상자 안에 있어요 | 이사했어요 | 여섯 시 이후에 전화 주세요 | 금요일엔 집에 없어요 | 소리도 나요 | 화면이 깜빡여요 | 2개 보냈어요 | 두 개요 | 1개요 | 2번 눌렀어요 | "
        "경비실에 맡겨주세요 | 문 앞에 두세요 | 물에 빠뜨렸어요 | 공동현관 비번 1234 | 왼쪽이요",
    ),
    Group(
        "thanks and goodbye",
        "en",
        C.MESSAGE,
        "thanks a lot | great, thanks | perfect | cool | awesome thank you | cheers | much appreciated | good night | see you | no problem | no worries | sounds good | "
        "ok great thanks | ok got it thanks | understood | will do | noted | all good | thx!",
    ),
    Group(
        "thanks and goodbye, Korean",
        "ko",
        C.MESSAGE,
        "네 감사합니다 | 고맙습니다 | 수고하세요 | 넵 수고하세요 | 네 알겠습니다 | 넵 알겠습니다 감사합니다 | 좋네요 | 다행이네요 | 최고예요 | 네네 감사해요 | 확인요 | 그렇군요 | 아 네 | 오 감사합니다 | 좋은 하루 되세요",
    ),
    Group(
        "plain yes, and to what?",
        "en",
        C.MESSAGE,
        "yes please do | yes do it | yup | yea | absolutely | of course | please proceed | proceed | do it | agreed | I agree | fine by me | green light | please go ahead | "
        "go for it | let's do it | sounds fine",
    ),
    Group(
        "plain yes, and to what? Korean",
        "ko",
        C.MESSAGE,
        "네 진행해 주세요 | 진행해주세요 | 진행 부탁드립니다 | 그렇게 해주세요 | 네 그렇게 할게요 | 네 해주세요 | 고쳐주세요 | 수리해 주세요 | 네 좋습니다 | 동의해요 | 그래요 | 맞아요 | 콜이요 | 네 괜찮아요",
    ),
    Group(
        "plain no, and to what?",
        "en",
        C.MESSAGE,
        "nah | no thank you | not interested | I'd rather not | not now | no way | don't bother | leave it | send it back | just send it back please | forget it",
    ),
    Group(
        "plain no, and to what? Korean",
        "ko",
        C.MESSAGE,
        "아니오 | 아니에요 | 괜찮습니다 | 됐습니다 | 싫습니다 | 안 할 거예요 | 그냥 돌려주세요 | 그냥 보내주세요 | 수리 안 하고 받을게요 | 포기할게요",
    ),
    Group(
        "pasted and forwarded",
        "any",
        C.MESSAGE,
        "Reply OK to approve, DECLINE to refuse | 답장 승인 또는 거절 | OK / DECLINE | 승인/거절 | ok or decline | > OK | Fwd: OK | Re: 승인 | Sent from my iPhone | ok\n\nSent from my iPhone | "
        "승인 또는 거절? | [Web발신] 승인 | 자동응답: 운전 중입니다 | I'm driving and will reply later",
    ),
    Group(
        "slips of the thumb",
        "any",
        C.MESSAGE,
        "o | okk | kok | okb | aprove | aprrove | approv | decine | 숭인 | 승읹 | 스인 | 거졀 | ㅅㅇ | ㄱㅈ | ㅇㅇ 승인 | ok0 | 0k | l | ㅣ | 12 승인 | i",
    ),
)
