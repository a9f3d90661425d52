"""Every text we send, both languages side by side: where the device is, what is next, by when.

None says "on the bench": no row knows it, and the device may lie in a bin or be packed by then.
A text is written for the phone: Korean ones use only what Korean networks carry (EUC-KR, two bytes
a character), and each stays within SEGMENT_BUDGET with the longest real values. `%(link)s` is put
in when the text leaves, so that no secret link lies in the database.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.kernel.i18n import Language
from app.messaging.sms.categories import Category

SEGMENT_BUDGET = 3


class SmsKind(StrEnum):
    """The names of our texts; stored, so renaming one needs a migration."""

    PHONE_CODE = "phone_code"
    REQUEST_RECEIVED = "request_received"
    INFO_ASKED = "info_asked"
    TERMS_OFFERED = "terms_offered"
    TERMS_ACCEPTED = "terms_accepted"
    NO_SHIP_NEEDED = "no_ship_needed"
    PARTS_ORDERED = "parts_ordered"
    PARTS_READY = "parts_ready"
    PARTS_UNOBTAINABLE = "parts_unobtainable"
    AWAITING_PARTS = "awaiting_parts"
    DATE_SLIPPED = "date_slipped"
    PICKUP_BOOKED = "pickup_booked"
    PICKUP_CANCELLED = "pickup_cancelled"
    PICKUP_TOMORROW = "pickup_tomorrow"
    PICKUP_TODAY = "pickup_today"
    PICKUP_FAILED = "pickup_failed"
    PICKUP_UNNOTED = "pickup_unnoted"
    PICKUP_COLLECTED = "pickup_collected"
    PICKUP_AFTER_ALL = "pickup_after_all"
    PARCEL_RECEIVED = "parcel_received"
    ARRIVED_AFTER_ALL = "arrived_after_all"
    SCAN_CORRECTED = "scan_corrected"
    DIAGNOSIS_STARTED = "diagnosis_started"
    ON_HOLD = "on_hold"
    HOLD_RELEASED = "hold_released"
    QUOTE_SENT = "quote_sent"
    QUOTE_REMINDER = "quote_reminder"
    QUOTE_LAST_REMINDER = "quote_last_reminder"
    REPAIR_STARTED = "repair_started"
    RETURN_UNREPAIRED = "return_unrepaired"
    PAYMENT_DUE = "payment_due"
    RETURN_READY = "return_ready"
    RETURN_BOOKED = "return_booked"
    RETURN_TOMORROW = "return_tomorrow"
    RETURN_TODAY = "return_today"
    ON_ITS_WAY = "on_its_way"
    RETURN_UNNOTED = "return_unnoted"
    RETURN_MISSED = "return_missed"
    DELIVERY_FAILED = "delivery_failed"
    DELIVERED = "delivered"
    DELIVERED_AFTER_ALL = "delivered_after_all"
    FOLLOW_UP = "follow_up"
    THANKS = "thanks"
    RE_REPAIR_OPENED = "re_repair_opened"
    STILL_WAITING = "still_waiting"
    LAST_REMINDER = "last_reminder"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    CLOSED = "closed"
    TECHNICIAN_WROTE = "technician_wrote"
    STATUS_REPLY = "status_reply"
    HELP_REPLY = "help_reply"
    TRIAL = "trial"
    MESSAGE_TAKEN = "message_taken"
    PICTURE_MISSED = "picture_missed"
    WHICH_TICKET = "which_ticket"
    QUOTE_CHANGED = "quote_changed"
    QUOTE_ASKED = "quote_asked"
    ANSWERS_DIFFER = "answers_differ"
    NOTHING_TO_DECIDE = "nothing_to_decide"
    OPTED_OUT = "opted_out"
    OPTED_IN = "opted_in"


@dataclass(frozen=True, slots=True)
class Wording:
    """One text. All its versions use the same `%(name)s` values; Korean ones may hold `{을/를}` pairs.

    One that asks for a reply has a second pair for phones that cannot answer: there the link is the reply.
    """

    category: Category
    en: str
    ko: str
    en_link: str | None = None
    ko_link: str | None = None

    def said(self, language: Language, *, can_answer: bool) -> str:
        """The version for a reader of that language whose phone can, or cannot, answer by SMS."""
        korean = language is Language.KO
        by_link = self.ko_link if korean else self.en_link
        return by_link if by_link and not can_answer else self.ko if korean else self.en


C = Category

# fmt: off
WORDINGS: dict[SmsKind, Wording] = {
    SmsKind.PHONE_CODE: Wording(C.CODE,
        "%(shop)s code: %(number)s. Type it on the page within 10 minutes. We never ask for it by phone.",
        "%(shop)s 인증번호 %(number)s. 10분 안에 화면에 입력하세요. 전화로는 묻지 않습니다."),
    SmsKind.REQUEST_RECEIVED: Wording(C.STATUS,
        "%(shop)s %(code)s: request received, nothing to send yet. A technician answers by %(due)s. %(link)s",
        "%(shop)s %(code)s 접수. 아직 보내지 마세요. %(due)s까지 기사가 답합니다. %(link)s"),
    SmsKind.INFO_ASKED: Wording(C.DECISION,
        "%(shop)s %(code)s: your technician has a question. Answer by %(due)s: %(link)s",
        "%(shop)s %(code)s 기사가 여쭤볼 것이 있습니다. %(due)s까지 답해 주세요. %(link)s"),
    SmsKind.TERMS_OFFERED: Wording(C.DECISION,
        "%(shop)s %(code)s: %(amount)s at most, all included. Read the terms and choose a pickup by %(due)s: %(link)s",
        "%(shop)s %(code)s 택배비까지 모두 최대 %(amount)s. %(due)s까지 조건을 보고 수거일을 고르세요. %(link)s"),
    SmsKind.TERMS_ACCEPTED: Wording(C.STATUS,
        "%(shop)s %(code)s: terms locked. Choose your pickup by %(due)s: %(link)s",
        "%(shop)s %(code)s 조건이 확정되었습니다. %(due)s까지 수거일을 고르세요. %(link)s"),
    SmsKind.NO_SHIP_NEEDED: Wording(C.STATUS,
        "%(shop)s %(code)s: no need to send it. %(note)s %(link)s",
        "%(shop)s %(code)s 보내지 않으셔도 됩니다. %(note)s %(link)s"),
    SmsKind.PARTS_ORDERED: Wording(C.STATUS,
        "%(shop)s %(code)s: terms locked, part on order, expected %(due)s. Keep the device until then. %(link)s",
        "%(shop)s %(code)s 부품을 주문했습니다. %(due)s 예정. 그때까지 쓰고 계세요. %(link)s"),
    SmsKind.PARTS_READY: Wording(C.STATUS,
        "%(shop)s %(code)s: the part is here. Choose your pickup by %(due)s: %(link)s",
        "%(shop)s %(code)s 부품이 왔습니다. %(due)s까지 수거일을 고르세요. %(link)s"),
    SmsKind.PARTS_UNOBTAINABLE: Wording(C.DECISION,
        "%(shop)s %(code)s: the part cannot be had. See your choices by %(due)s: %(link)s",
        "%(shop)s %(code)s 부품을 구할 수 없습니다. %(due)s까지 방법을 골라 주세요. %(link)s"),
    SmsKind.AWAITING_PARTS: Wording(C.STATUS,
        "%(shop)s %(code)s: at our workshop, waiting for a part until %(due)s. %(link)s",
        "%(shop)s %(code)s 수리센터에서 부품을 기다립니다. %(due)s 예정. %(link)s"),
    SmsKind.DATE_SLIPPED: Wording(C.STATUS,
        "%(shop)s %(code)s (%(stage)s) takes longer: %(note)s. New date: %(due)s. %(link)s",
        "%(shop)s %(code)s(%(stage)s) 늦어집니다: %(note)s. 새 날짜 %(due)s. %(link)s"),
    SmsKind.PICKUP_BOOKED: Wording(C.STATUS,
        "%(shop)s %(code)s: courier collects %(window)s. Write the code on the box. Move or cancel: %(link)s",
        "%(shop)s %(code)s 수거 %(window)s. 상자에 코드를 적어 주세요. 변경: %(link)s"),
    SmsKind.PICKUP_CANCELLED: Wording(C.STATUS,
        "%(shop)s %(code)s: pickup cancelled, terms stay. Choose another by %(due)s: %(link)s",
        "%(shop)s %(code)s 수거를 취소했습니다. 조건은 그대로입니다. %(due)s까지 다시 고르세요. %(link)s"),
    SmsKind.PICKUP_TOMORROW: Wording(C.REMINDER,
        "%(shop)s %(code)s: courier collects tomorrow, %(window)s. To move it: %(link)s",
        "%(shop)s %(code)s 내일 %(window)s 수거합니다. 변경: %(link)s"),
    SmsKind.PICKUP_TODAY: Wording(C.REMINDER,
        "%(shop)s %(code)s: courier collects today, %(window)s. Have the box ready. %(link)s",
        "%(shop)s %(code)s 오늘 %(window)s 수거합니다. 상자를 준비해 주세요. %(link)s"),
    SmsKind.PICKUP_FAILED: Wording(C.DECISION,
        "%(shop)s %(code)s: not collected (%(note)s). Next: %(slots)s. Choose: %(link)s",
        "%(shop)s %(code)s 수거하지 못했습니다(%(note)s). 다음: %(slots)s. 선택: %(link)s"),
    SmsKind.PICKUP_UNNOTED: Wording(C.STATUS,
        "%(shop)s %(code)s: the pickup of %(window)s is over and nothing is noted. We are asking the courier; you hear from us by %(due)s. %(link)s",
        "%(shop)s %(code)s 수거 시간(%(window)s)이 지났는데 기록이 없습니다. 택배 기사에게 확인 중이며 %(due)s까지 알려드립니다. %(link)s"),
    SmsKind.PICKUP_COLLECTED: Wording(C.STATUS,
        "%(shop)s %(code)s: collected by courier, at the workshop by %(due)s. %(link)s",
        "%(shop)s %(code)s 수거했습니다. %(due)s까지 도착합니다. %(link)s"),
    SmsKind.PICKUP_AFTER_ALL: Wording(C.STATUS,
        "%(shop)s %(code)s: we wrote that it was not collected. That was wrong, sorry: the courier has it, at the workshop by %(due)s. %(link)s",
        "%(shop)s %(code)s 수거하지 못했다는 문자는 저희 잘못입니다. 죄송합니다. 수거했으며 %(due)s까지 도착합니다. %(link)s"),
    SmsKind.PARCEL_RECEIVED: Wording(C.STATUS,
        "%(shop)s %(code)s: arrived at the workshop. Unpacked and checked by %(due)s. %(link)s",
        "%(shop)s %(code)s 수리센터에 도착했습니다. %(due)s까지 확인합니다. %(link)s"),
    SmsKind.ARRIVED_AFTER_ALL: Wording(C.STATUS,
        "%(shop)s %(code)s: we wrote that it was not collected. That was wrong, sorry: it is at the workshop. Unpacked and checked by %(due)s. %(link)s",
        "%(shop)s %(code)s 수거하지 못했다는 문자는 저희 잘못입니다. 죄송합니다. 수리센터에 도착했고 %(due)s까지 확인합니다. %(link)s"),
    SmsKind.SCAN_CORRECTED: Wording(C.STATUS,
        "%(shop)s %(code)s: our last text was a scanning slip of ours. It stands at: %(stage)s. Next step by %(due)s. %(link)s",
        "%(shop)s %(code)s 방금 문자는 저희 스캔 실수입니다. 현재 %(stage)s, 다음 단계 %(due)s까지. %(link)s"),
    SmsKind.DIAGNOSIS_STARTED: Wording(C.STATUS,
        "%(shop)s %(code)s: unpacked and checked at our workshop. Result by %(due)s. %(link)s",
        "%(shop)s %(code)s 수리센터에서 열어 확인했습니다. %(due)s까지 결과를 알려드립니다. %(link)s"),
    SmsKind.ON_HOLD: Wording(C.STATUS,
        "%(shop)s %(code)s: paused, safe with us: %(note)s. Your terms stay. We write by %(due)s. %(link)s",
        "%(shop)s %(code)s 보관 중, 잠시 멈춤: %(note)s. 조건은 그대로, %(due)s까지 연락합니다. %(link)s"),
    SmsKind.HOLD_RELEASED: Wording(C.STATUS,
        "%(shop)s %(code)s: with us and going on. Next step by %(due)s. %(link)s",
        "%(shop)s %(code)s 보관 중이며 다시 진행합니다. 다음 단계 %(due)s까지. %(link)s"),
    SmsKind.QUOTE_SENT: Wording(C.DECISION,
        "%(shop)s %(code)s is at our workshop: quote %(amount)s, valid until %(due)s. Reply OK to approve, DECLINE to refuse: %(link)s",
        "%(shop)s %(code)s 수리센터에 있습니다. 견적 %(amount)s, %(due)s까지. 답장 승인 또는 거절: %(link)s",
        "%(shop)s %(code)s is at our workshop: quote %(amount)s, valid until %(due)s. Approve or decline here: %(link)s",
        "%(shop)s %(code)s 수리센터에 있습니다. 견적 %(amount)s, %(due)s까지. 승인 또는 거절: %(link)s"),
    SmsKind.QUOTE_REMINDER: Wording(C.REMINDER,
        "%(shop)s %(code)s waits at our workshop for you: quote %(amount)s, valid until %(due)s. Approve or decline: %(link)s",
        "%(shop)s %(code)s 수리센터에서 답을 기다립니다. 견적 %(amount)s, %(due)s까지. 승인/거절: %(link)s"),
    SmsKind.QUOTE_LAST_REMINDER: Wording(C.REMINDER,
        "%(shop)s %(code)s, last reminder: without your answer to the quote of %(amount)s by %(due)s it comes back to you unrepaired. Decide: %(link)s",
        "%(shop)s %(code)s 마지막 안내입니다. %(due)s까지 견적 %(amount)s에 답이 없으면 수리하지 않고 돌려드립니다. 승인/거절: %(link)s"),
    SmsKind.REPAIR_STARTED: Wording(C.STATUS,
        "%(shop)s %(code)s: at our workshop, being repaired, done by %(due)s. %(link)s",
        "%(shop)s %(code)s 수리센터에서 수리를 시작했습니다. %(due)s까지 마칩니다. %(link)s"),
    SmsKind.RETURN_UNREPAIRED: Wording(C.STATUS,
        "%(shop)s %(code)s: going back unrepaired. Choose the day by %(due)s: %(link)s",
        "%(shop)s %(code)s 수리하지 않고 돌려드립니다. %(due)s까지 날짜를 고르세요. %(link)s"),
    SmsKind.PAYMENT_DUE: Wording(C.DECISION,
        "%(shop)s %(code)s: repaired and tested. Pay %(amount)s by %(due)s, then it comes back: %(link)s",
        "%(shop)s %(code)s 수리를 마쳤습니다. %(due)s까지 %(amount)s 결제 후 보내드립니다. %(link)s"),
    SmsKind.RETURN_READY: Wording(C.DECISION,
        "%(shop)s %(code)s: ready to go back. Choose the day by %(due)s: %(link)s",
        "%(shop)s %(code)s 돌려드릴 준비가 됐습니다. %(due)s까지 날짜를 고르세요. %(link)s"),
    SmsKind.RETURN_BOOKED: Wording(C.STATUS,
        "%(shop)s %(code)s: comes back %(window)s. To move it: %(link)s",
        "%(shop)s %(code)s 반송 %(window)s. 변경: %(link)s"),
    SmsKind.RETURN_TOMORROW: Wording(C.REMINDER,
        "%(shop)s %(code)s: comes back tomorrow, %(window)s. To move it: %(link)s",
        "%(shop)s %(code)s 내일 %(window)s 도착합니다. 변경: %(link)s"),
    SmsKind.RETURN_TODAY: Wording(C.REMINDER,
        "%(shop)s %(code)s: comes back today, %(window)s. %(link)s",
        "%(shop)s %(code)s 오늘 %(window)s 도착합니다. %(link)s"),
    SmsKind.ON_ITS_WAY: Wording(C.STATUS,
        "%(shop)s %(code)s: packed and with the courier, at your door %(window)s. %(link)s",
        "%(shop)s %(code)s 출발했습니다. %(window)s 도착합니다. %(link)s"),
    SmsKind.RETURN_UNNOTED: Wording(C.STATUS,
        "%(shop)s %(code)s: it was to come back %(window)s, and nothing is noted. We are asking; you hear from us by %(due)s. %(link)s",
        "%(shop)s %(code)s 반송 시간(%(window)s)이 지났는데 기록이 없습니다. 확인 중이며 %(due)s까지 알려드립니다. %(link)s"),
    SmsKind.RETURN_MISSED: Wording(C.DECISION,
        "%(shop)s %(code)s: it did not come back to you as promised. That was our fault, we are sorry. Next: %(slots)s. Choose: %(link)s",
        "%(shop)s %(code)s 약속한 시간에 돌려드리지 못했습니다. 저희 잘못입니다. 죄송합니다. 다음: %(slots)s. 선택: %(link)s"),
    SmsKind.DELIVERY_FAILED: Wording(C.DECISION,
        "%(shop)s %(code)s: not delivered (%(note)s). It comes back to the workshop. Choose a new day by %(due)s: %(link)s",
        "%(shop)s %(code)s 전하지 못했습니다(%(note)s). 수리센터로 돌아옵니다. %(due)s까지 새 날짜를 고르세요: %(link)s"),
    SmsKind.DELIVERED: Wording(C.STATUS,
        "%(shop)s %(code)s: handed to %(note)s. %(technician)s asks on %(due)s if all is well. %(link)s",
        "%(shop)s %(code)s %(note)s께 전했습니다. %(due)s에 %(technician)s{이/가} 잘 되는지 여쭙습니다. %(link)s"),
    SmsKind.DELIVERED_AFTER_ALL: Wording(C.STATUS,
        "%(shop)s %(code)s: we wrote that we had not come. That was wrong, sorry: it was handed to %(note)s. %(technician)s asks on %(due)s if all is well. %(link)s",
        "%(shop)s %(code)s 돌려드리지 못했다는 문자는 저희 잘못입니다. 죄송합니다. %(note)s께 전했으며 %(due)s에 %(technician)s{이/가} 여쭙습니다. %(link)s"),
    SmsKind.FOLLOW_UP: Wording(C.DECISION,
        "%(technician)s from %(shop)s, %(code)s: is it still working? Say so by %(due)s; if not, we repair it again free: %(link)s",
        "%(shop)s %(technician)s입니다. %(code)s 잘 되나요? %(due)s까지 알려 주세요. 문제가 있으면 무료로 다시 고칩니다. %(link)s"),
    SmsKind.THANKS: Wording(C.REPLY,
        "%(shop)s %(code)s: good to hear. Closed; the repair stays under warranty until %(due)s. %(link)s",
        "%(shop)s %(code)s 다행입니다. 수리 보증은 %(due)s까지입니다. %(link)s"),
    SmsKind.RE_REPAIR_OPENED: Wording(C.STATUS,
        "%(shop)s %(code)s: we repair it again, free, both ways. Choose your pickup by %(due)s: %(link)s",
        "%(shop)s %(code)s 무료로 다시 고칩니다(왕복 무료). %(due)s까지 수거일을 고르세요. %(link)s"),
    SmsKind.STILL_WAITING: Wording(C.REMINDER,
        "%(shop)s %(code)s %(device)s: we wait for you. Please %(note)s by %(due)s: %(link)s",
        "%(shop)s %(code)s %(device)s 고객님을 기다리고 있습니다. %(due)s까지 %(note)s: %(link)s"),
    SmsKind.LAST_REMINDER: Wording(C.REMINDER,
        "%(shop)s %(code)s %(device)s, last reminder: please %(note)s by %(due)s. After that we close it, at no cost. %(link)s",
        "%(shop)s %(code)s %(device)s 마지막 안내입니다. %(due)s까지 %(note)s. 그 뒤에는 비용 없이 종료합니다. %(link)s"),
    SmsKind.CANCELLED: Wording(C.STATUS,
        "%(shop)s %(code)s: cancelled, nothing to pay. A new request: %(link)s",
        "%(shop)s %(code)s 취소했습니다. 비용은 없습니다. %(link)s"),
    SmsKind.EXPIRED: Wording(C.STATUS,
        "%(shop)s %(code)s: closed, as no answer came. Nothing to pay. Start again: %(link)s",
        "%(shop)s %(code)s 답이 없어 닫았습니다. 비용은 없습니다. 다시 시작: %(link)s"),
    SmsKind.CLOSED: Wording(C.STATUS,
        "%(shop)s %(code)s: closed. %(note)s %(link)s",
        "%(shop)s %(code)s 종료했습니다. %(note)s %(link)s"),
    SmsKind.TECHNICIAN_WROTE: Wording(C.STATUS,
        "%(technician)s from %(shop)s wrote about %(code)s. Read and answer: %(link)s",
        "%(shop)s %(technician)s{이/가} %(code)s에 대해 썼습니다. 보기: %(link)s"),
    SmsKind.STATUS_REPLY: Wording(C.REPLY,
        "%(shop)s %(code)s: %(stage)s. Next step by %(due)s. %(link)s",
        "%(shop)s %(code)s %(stage)s. 다음 단계 %(due)s까지. %(link)s"),
    SmsKind.HELP_REPLY: Wording(C.REPLY,
        "%(shop)s: reply STATUS, OK, DECLINE or MOVE, or write to your technician. STOP ends texts. %(link)s",
        "%(shop)s 답장: 상태, 승인, 거절, 변경 또는 기사에게 메시지. 수신거부로 중단. %(link)s",
        "%(shop)s: follow your repair, decide, change a day or write to your technician here: %(link)s",
        "%(shop)s 수리 상태, 승인과 거절, 날짜 변경, 기사에게 보내는 글은 여기에서 하세요: %(link)s"),
    SmsKind.TRIAL: Wording(C.REPLY,
        "%(shop)s: a trial of our texts. Nothing is left to do. %(link)s",
        "%(shop)s 문자 발송을 시험하고 있습니다. 하실 일은 없습니다. %(link)s"),
    SmsKind.MESSAGE_TAKEN: Wording(C.REPLY,
        "%(shop)s %(code)s: your message is with %(technician)s, answer by %(due)s. %(link)s",
        "%(shop)s %(code)s %(technician)s님께 전했습니다. %(due)s까지 답합니다. %(link)s"),
    SmsKind.PICTURE_MISSED: Wording(C.REPLY,
        "%(shop)s %(code)s: a photo you texted could not be kept. You can send it here: %(link)s",
        "%(shop)s %(code)s 문자로 보내신 사진을 보관하지 못했습니다. 여기로 보내실 수 있습니다: %(link)s"),
    SmsKind.WHICH_TICKET: Wording(C.REPLY,
        "%(shop)s: which repair do you mean? Reply with its letter: %(note)s",
        "%(shop)s 어느 수리인가요? 글자로 답장해 주세요: %(note)s",
        "%(shop)s: which repair do you mean? Open the link in the last text about it: %(note)s",
        "%(shop)s 어느 수리인가요? 그 수리의 마지막 문자에 있는 링크를 여세요: %(note)s"),
    SmsKind.QUOTE_CHANGED: Wording(C.DECISION,
        "%(shop)s %(code)s %(device)s: the quote changed, nothing was approved. Now %(amount)s, until %(due)s: %(link)s",
        "%(shop)s %(code)s %(device)s 견적이 바뀌어 승인되지 않았습니다. 현재 %(amount)s, %(due)s까지: %(link)s"),
    SmsKind.QUOTE_ASKED: Wording(C.DECISION,
        "%(shop)s %(code)s %(device)s: is that your answer to the quote of %(amount)s? Nothing is decided yet. Reply OK or DECLINE by %(due)s: %(link)s",
        "%(shop)s %(code)s %(device)s 견적 %(amount)s에 대한 답인가요? 아직 정해지지 않았습니다. %(due)s까지 승인 또는 거절로 답장해 주세요: %(link)s",
        "%(shop)s %(code)s %(device)s: is that your answer to the quote of %(amount)s? Nothing is decided yet. Decide by %(due)s: %(link)s",
        "%(shop)s %(code)s %(device)s 견적 %(amount)s에 대한 답인가요? 아직 정해지지 않았습니다. %(due)s까지 정해 주세요: %(link)s"),
    SmsKind.ANSWERS_DIFFER: Wording(C.STATUS,
        "%(shop)s %(code)s %(device)s: two answers to the quote of %(amount)s, %(note)s. It stays with us, stopped, until %(technician)s asks you by %(due)s. %(link)s",
        "%(shop)s %(code)s %(device)s 견적 %(amount)s에 답이 둘입니다(%(note)s). 멈추고 보관 중이며 %(due)s까지 %(technician)s{이/가} 여쭙겠습니다. %(link)s"),
    SmsKind.NOTHING_TO_DECIDE: Wording(C.REPLY,
        "%(shop)s %(code)s: nothing to decide now. %(stage)s, next step by %(due)s. %(link)s",
        "%(shop)s %(code)s 지금 정하실 것은 없습니다. %(stage)s, 다음 단계 %(due)s까지. %(link)s"),
    SmsKind.OPTED_OUT: Wording(C.REPLY,
        "%(shop)s: no more texts to this number. Your repairs go on; follow them on the web. START brings the texts back.",
        "%(shop)s 이 번호로 더 보내지 않습니다. 수리는 계속되며 웹에서 보실 수 있습니다. 다시 받으시려면 시작이라고 보내 주세요."),
    SmsKind.OPTED_IN: Wording(C.REPLY,
        "%(shop)s: texts to this number are on again. Reply STOP or use the web page to end them. %(link)s",
        "%(shop)s 이 번호로 다시 문자를 보냅니다. 중단은 수신거부 답장 또는 웹에서 하실 수 있습니다. %(link)s",
        "%(shop)s: texts to this number are on again. You can end them on the web page: %(link)s",
        "%(shop)s 이 번호로 다시 문자를 보냅니다. 중단은 웹에서 하실 수 있습니다. %(link)s"),
}
# fmt: on
