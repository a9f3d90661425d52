"""Replies about our texts themselves: who wants none, who wants them again, and what phones write for a tap."""

from tests.messaging.conversation.replies import C, Group

ABOUT_TEXTS = (
    # ---- No more texts, in a sentence -----------------------------------------------------------------------
    Group(
        "do not text me",
        "en",
        C.STOP,
        "don't text me again | do not text me | dont text me anymore | please don't text me | Don't message me | do not contact me again | "
        "never text me again | do not text this number | do not text my phone | please do not bother me | don't send me texts | "
        "do not send me any more messages | Don't send me any texts please | do not text | don't text anymore | do not spam me",
    ),
    Group(
        "no more",
        "en",
        C.STOP,
        "no more texts | no more messages please | No more SMS! | please no more texts | no more of these messages | "
        "I want no more texts | no more texts to this number | I don't want any more texts | I do not want to receive texts | "
        "don't want your messages | I no longer wish to receive text messages | I don't need these texts",
    ),
    Group(
        "quit, cancel, turn off",
        "en",
        C.STOP,
        "quit texting me | Quit messaging me! | stop contacting me | stop bothering me | quit sending me messages | cease texting me | "
        "cancel my texts | cancel texts | cancel these messages please | turn off notifications | turn off the texts | cancel my subscription | "
        "I want to stop receiving texts | I'd like to stop getting messages | I want to unsubscribe",
    ),
    Group(
        "consent, lists, and peace",
        "en",
        C.STOP,
        "I revoke my consent | I withdraw my consent | revoke consent | remove me from your list | take me off your list | remove me | "
        "delete my number | please remove my number from your system | leave me alone | lose my number | unsub | unsuscribe | UNSUBCRIBE",
    ),
    Group(
        "enough, Korean",
        "ko",
        C.STOP,
        "그만 | 그만요 | 그만 좀 | 이제 그만 | 제발 그만 | 그만 보내세요 | 그만보내 | 그만 보내주세요 | 그만 보내라 | 그만 보내요 | 그만하세요 | 그만해 주세요 | "
        "중지 | 중지요 | 중단 | 중단해 주세요 | 스톱 | 이제 그만 보내주세요",
    ),
    Group(
        "no contact, Korean",
        "ko",
        C.STOP,
        "더 이상 연락 주지 마세요 | 연락하지 마세요 | 연락하지 말아주세요 | 다시는 연락하지 마세요 | 이제 연락 그만하세요 | 연락 그만 주세요 | 더 이상 연락 사절입니다 | "
        "연락 끊어주세요 | 연락 원하지 않습니다 | 더 이상 보내지 마세요 | 이제 그만 연락하세요 연락 그만",
    ),
    Group(
        "no texts, Korean",
        "ko",
        C.STOP,
        "문자 받기 싫어요 | 문자 원하지 않습니다 | 문자 중단해주세요 | 문자 중단 | 문자 중지해 주세요 | 문자를 더 이상 보내지 마세요 | 문자 그만 보내라고요 | 문자 그만 좀 보내세요 | "
        "문자 안 받을래요 | 문자 안 받고 싶어요 | 문자 받고 싶지 않습니다 | 문자 사양합니다 | 문자 싫어요 | 문자 필요없어요 | 문자 차단해 주세요 | 메시지 그만 보내주세요 | "
        "메세지 보내지 마세요 | 이런 문자 그만 | 알림 꺼주세요 | 알림 문자 그만 보내주세요 | 문자 주지 마세요 | 문자하지 마세요 | 문자 거부요 | SMS 수신거부",
    ),
    Group(
        "taken for spam",
        "ko",
        C.STOP,
        "스팸 그만 | 스팸문자 그만 보내세요 | 광고 그만 | 광고 문자 보내지 마세요 | 광고 수신거부 | 스팸 좀 보내지 마",
    ),
    Group(
        "consent, Korean",
        "ko",
        C.STOP,
        "수신 중단 | 수신 중지해 주세요 | 수신을 거부합니다 | 수신 원하지 않습니다 | 수신동의 철회합니다 | 동의 철회합니다 | 수신차단 | 구독 취소해 주세요 | 수신 해지",
    ),
    Group(
        "French and Spanish",
        "any",
        C.STOP,
        "ARRET | arrêt | Arrêter | arrêtez | désabonner | se désabonner | DESABONNER | désinscrire | plus de messages | plus de SMS s'il vous plaît | "
        "no más mensajes | no mas mensajes | no más textos | parar | PARAR | baja | darse de baja | dar de baja | dejen de enviar mensajes | "
        "no me escriban más | no quiero más mensajes | Stop SMS | arrêtez les messages",
    ),
    Group(
        "another way, hour, or number, and no opt-out",
        "en",
        C.MESSAGE,
        "please don't contact me by phone, just text | Please stop sending me texts in English | don't text me so late | do not send texts to my old number | "
        "don't contact me by email please | do not contact me by phone | don't message me here, call me | don't text me there | never contact me by phone please text | "
        "don't send texts to 010-1111-2222, use this one | don't want to receive texts after 10pm | please stop texting my wife | stop contacting me by phone, text only | "
        "stop calling, don't contact me over the phone | don't text me so early | please do not text me at night | don't text me on Sunday | don't text me today | "
        "stop texting me at work | stop sending texts to my husband | do not send messages to my work phone | stop sending me the same text twice | don't text me so often | "
        "don't send me texts this way, please use email | I don't want texts in Korean | don't text me, I'm driving | don't contact me via WhatsApp | stop messaging my office",
    ),
    Group(
        "another way, hour, or number, and no opt-out, Korean",
        "ko",
        C.MESSAGE,
        "전화 연락하지 마시고 문자로 부탁드려요 | 회의중이니 지금은 연락하지 마세요 | 밤에는 문자 보내지 마세요 | 알림이 싫진 않아요 | 전화 연락하지 마시고 문자 주세요 | 연락 주지 마시고 문자로 주세요 | "
        "연락하지 마시고 문자로 남겨주세요 | 낮에는 연락하지 마세요 | 9시 전에는 연락하지 마세요 | 회의중이니 연락하지 마세요 | 주말에는 문자 보내지 마세요 | 새벽에 문자 보내지 마세요 | "
        "남편한테는 문자 보내지 마세요 | 이 번호로 문자 보내지 말고 010-2222-3333으로 보내주세요 | 영어 문자 보내지 마시고 한글로 보내주세요 | 수리 전에는 연락 그만 기다릴게요 | "
        "알림 꺼주셔도 되는데 수리 끝나면 연락주세요 | 문자 원하지 않으면 어떻게 하나요 | 연락 원하지 않으시면 문자로 | 일요일엔 연락하지 마세요 | 아침 일찍 문자 보내지 마세요 | 근무 시간에는 연락하지 마세요 | "
        "회사로 연락하지 마세요 | 예전 번호로 문자 보내지 마세요 | 오늘은 연락하지 마세요 | 같은 문자 여러번 보내지 마세요 | 문자 너무 자주 보내지 마세요 | 전화로 연락하지 말아주세요 | 엄마한테 연락하지 마세요 | "
        "출근 전에는 연락하지 마세요 | 운전 중이라 연락하지 마세요 | 당분간 연락하지 마세요 | 알림이 싫지는 않아요 | 퇴근 후에 연락 주시고 낮에는 문자 보내지 마세요",
    ),
    Group(
        "no texts at all, whatever stands beside it",
        "en",
        C.STOP,
        "stop texting me now | please unsubscribe me, texts come at night | I opt out, don't text me at work | stop texting me after all | leave me alone, it is too late | "
        "I'm busy, I revoke my consent | just stop texting me | do not ever text me again | I said stop texting me",
    ),
    Group(
        "no texts at all, whatever stands beside it, Korean",
        "ko",
        C.STOP,
        "지금부터 문자 보내지 마세요 | 오늘부터 연락하지 마세요 | 전에도 말했는데 문자 보내지 마세요 | 문자 자꾸 보내지 마세요 | 밤에 문자가 와요 수신거부 | 너무 자주 와서 수신거부합니다 | "
        "지금 당장 문자 그만 보내세요 | 이 번호로 문자 보내지 마세요 | 회의 중에도 와요 수신 거부해 주세요",
    ),
    # ---- Sounds like it, and is not -------------------------------------------------------------------------
    Group(
        "not an opt-out",
        "en",
        C.MESSAGE,
        "don't stop texting me updates | please don't stop | you don't text me enough | why don't you text me | "
        "they don't text me back | don't text me before nine | do not contact me at work | please text me tomorrow | text me when it's done | "
        "I got no more texts since Monday | there were no more messages | no more delays please | no more waiting | no more money | no more questions | "
        "cancel my repair | cancel my appointment | cancel the pickup | remove the battery | remove me from the pickup on Friday | don't contact the manufacturer | "
        "did not get your text | I don't understand your text | don't send me the old part | don't send it yet | who is texting me | leave it alone, it works | "
        "I do not want to stop | stop charging me twice | can you stop the noise | end of the week is fine | quit smoking, it smells of smoke",
    ),
    Group(
        "not an opt-out, Korean",
        "ko",
        C.MESSAGE,
        "수리 중지해 주세요 | 그만큼 비싼가요 | 그만한 가치가 있나요 | 수리 그만해 주세요 | 수리 중단해 주세요 | 그만두면 얼마인가요 | 문자 왔어요 | 문자 주세요 언제 되는지 | 문자 못 받았어요 | "
        "문자가 안 와요 | 문자 안 받았는데요 | 문자 중단됐나요? | 연락 주세요 | 연락 기다릴게요 | 연락이 없네요 | 왜 연락이 안 와요 | 연락 안 주셔도 돼요 | 전화하지 마세요 | 전화하지 말고 문자 주세요 | "
        "배송 중단해 주세요 | 배송 보내지 마세요 | 제품 보내지 마세요 | 아직 보내지 마세요 | 스팸인 줄 알았어요 | 스팸 아니죠? | 단종된 제품인가요 | 중지 버튼이 안 눌려요 | 그만 고장났네요 | 알림음이 안 나요 | "
        "카톡으로 연락 주세요 | 문자 대신 전화 주세요 | 동의합니다 | 동의서 보내주세요 | 수신이 안 돼요 | 통신 수신 불량이에요",
    ),
    Group(
        "texts again, where there were none to bring back",
        "any",
        C.MESSAGE,  # only somebody who stopped them means that by it
        "text me again | opt in | resume | subscribe | 수신동의 | 수신 허용 | 수신거부 취소 | 수신거부 취소해 주세요 | 수신거부 해제 | 수신거부 해제해 주세요 | 다시 보내주세요 | 문자 다시 보내주세요 | 문자 다시 받을게요",
    ),
    # ---- What a phone writes when somebody taps a heart -----------------------------------------------------
    Group(
        "an iPhone's tap",
        "en",
        C.REACTION,
        "Liked “Mendpost 7K2M-4Q9T-XB5X is on the bench: quote ₩250,000” | Loved “All done” | Disliked “quote ₩250,000, valid until Friday” | "
        "Laughed at “Reply OK to approve” | Emphasized “Reply OK to approve, DECLINE to refuse” | Emphasised “Your part is here” | Questioned “quote ₩250,000” | "
        'Liked "OK" | Liked “STOP ends texts” | Loved an image | Liked a photo | Laughed at a movie | Liked an attachment | Questioned an audio message | Loved “it’s on its way”',
    ),
    Group(
        "a tap taken off",
        "en",
        C.REACTION,
        "Removed a like from “quote ₩250,000” | Removed a heart from “All done” | Removed a dislike from “quote” | Removed a laugh from “OK” | "
        "Removed an exclamation from “Your part is here” | Removed a question mark from “quote ₩250,000” | Removed a heart from an image | "
        "Removed 👍 from “Reply OK” | Removed a 😂 reaction from “Reply OK”",
    ),
    Group(
        "a picture to a text",
        "any",
        C.REACTION,
        "👍 to “Reply OK to approve” | ❤️ to “All done” | 👎 to “quote ₩250,000” | 😂 to “OK” | Reacted 👍 to “Reply OK” | Reacted 😡 to “quote ₩250,000” | "
        "\u200a👍\u200b to “\u200aReply OK\u200a” | Reacted with a sticker to “All done” | 👍🏻 to “승인 또는 거절” | ‼️ to “Your part is here” | ❓ to “quote”",
    ),
    Group(
        "cut off, as networks cut long texts",
        "en",
        C.REACTION,
        "Liked “Mendpost 7K2M-4Q9T-XB5X is on the bench: quote ₩250,000, valid unt… | Loved “All done… | 👍 to “Mendpost 7K2M… ”",
    ),
    Group(
        "a tap, Korean",
        "ko",
        C.REACTION,
        "“수리 견적 250,000원”에 좋아요를 표시했습니다 | “수리를 마쳤습니다”에 하트를 표시했습니다 | “견적 250,000원”에 싫어요를 표시했습니다 | “답장 승인 또는 거절”에 웃음을 표시했습니다 | "
        "“부품이 왔습니다”에 느낌표를 표시했습니다 | “견적 250,000원”에 물음표를 표시했습니다 | “견적”을(를) 좋아함 | “수리 완료”을(를) 좋아합니다 | “견적”에 👍 반응을 남겼습니다 | “견적”에 ❤️로 반응했습니다 | "
        '이미지에 좋아요를 표시했습니다 | 사진에 하트를 표시했습니다 | 동영상에 웃음을 표시했습니다 | 이미지을(를) 좋아함 | 사진에서 하트 표시를 삭제했습니다 | 김민지님이 “견적 250,000원”에 좋아요를 표시했습니다 | "…"에 좋아요를 표시했습니다 | “견적” 좋아요 표시함 | '
        "“수리점 답장: 상태, 승인, 거절, 변경 또는 기사에게 메시지. 수신거부로 중단.” 좋아요 표시함",
    ),
    Group(
        "a tap taken off, Korean",
        "ko",
        C.REACTION,
        "“견적 250,000원”에 남긴 좋아요를 취소했습니다 | “견적”에서 좋아요 표시를 삭제했습니다 | “견적”에서 하트를 제거했습니다 | “견적”에 대한 👍 반응을 삭제했습니다 | “견적”의 좋아요를 취소했습니다",
    ),
    Group(
        "a tap in other languages",
        "any",
        C.REACTION,
        "A aimé « devis 250 000 » | A adoré “C’est prêt” | Le gustó “presupuesto” | Le encantó “Listo” | Reaccionó con 👍 a “Listo”",
    ),
    Group(
        "typed, and about a text or a picture",
        "ko",
        C.MESSAGE,
        "문자에 질문했어요 | 이미지 질문했습니다 | 사진 하트 보냈어요 | 문자 질문했습니다 | 사진에 질문했습니다 | 문자 하트 취소 | 메시지에 질문 남겼어요 | 동영상 질문했어요 | "
        "사진 추가했어요 | 문자 하트 보냈어요 | 사진에 대해 질문했습니다 | 메시지에 반응했어요 | 이미지 강조했습니다 | 사진 이모지 보냈어요 | 문자에 하트 남겼습니다 | 사진 좋아요 눌렀어요",
    ),
    Group(
        "typed, and about a text or a picture, English",
        "en",
        C.MESSAGE,
        "loved the photo | disliked your text | questioned the photo | liked the video | liked photos | disliked the message | loved your message",
    ),
    Group(
        "people who quote, and mean something",
        "any",
        C.MESSAGE,
        "Liked “the old price” better | Loved it | I liked it | “quote ₩250,000” why? | liked the service | 👍👍 | thanks 👍 to you | “견적 250,000원” 이게 뭐예요? | "
        "“견적”에 좋아요를 눌렀는데 승인된 건가요 | 좋아요 눌렀어요 | 하트 보냈어요 | “승인 또는 거절” 어떻게 해요 | removed the battery from the laptop | questioned the price | “OK” 라고 답하면 되나요",
    ),
)
