"""What the demo shop repairs: made-up models, symptoms in customers' words, standing terms, serials.

Prices are won. A pair without standing terms goes to the bench: the missing headset spring is one.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Model:
    """A made-up model; `key` is how the other tables here name it."""

    key: str
    kind: str
    brand: str
    name_en: str
    name_ko: str
    warranty_months: int


@dataclass(frozen=True, slots=True)
class Serial:
    """A serial of the maker's records: made and, where known, sold so many months ago."""

    serial: str
    model: str
    made_months_ago: int
    sold_months_ago: int | None


MODELS = (
    Model("hush7", "headset", "Hanbit", "Hush 7 headset", "허쉬 7 헤드셋", 24),
    Model("talk2", "headset", "Moraeno", "Talk 2 office headset", "토크 2 사무용 헤드셋", 12),
    Model("glide", "vacuum", "Baram", "Glide V9 cordless vacuum cleaner", "글라이드 V9 무선 청소기", 24),
    Model("tide", "washer", "Haneul", "Tide 21 washing machine", "타이드 21 세탁기", 24),
    Model("pot6", "rice_cooker", "Sotdae", "Pot 6 pressure rice cooker", "포트 6 압력 밥솥", 12),
    Model("nari5", "phone", "Sora", "Nari 5 phone", "나리 5 휴대폰", 24),
    Model("nari5m", "phone", "Sora", "Nari 5 mini phone", "나리 5 미니 휴대폰", 24),
    Model("slate14", "laptop", "Dolgi", "Slate 14 laptop", "슬레이트 14 노트북", 12),
    Model("swing", "gamepad", "Moraeno", "Swing Pro game pad", "스윙 프로 게임패드", 12),
    Model("barista", "espresso", "Onda", "Barista One espresso machine", "바리스타 원 에스프레소 머신", 24),
)

# kind -> (English, Korean), in the order people read them; the last one is always the way out.
SYMPTOMS: dict[str, tuple[tuple[str, str], ...]] = {
    "headset": (
        ("The hinge spring is missing", "힌지 스프링이 빠졌어요"),
        ("No sound on one side", "한쪽 소리가 안 나와요"),
        ("The battery runs down fast", "배터리가 빨리 닳아요"),
        ("Others cannot hear me", "상대방에게 제 목소리가 안 들려요"),
        ("Something else", "그 밖의 증상"),
    ),
    "vacuum": (
        ("It hardly sucks any more", "흡입이 약해졌어요"),
        ("The battery runs down fast", "배터리가 빨리 닳아요"),
        ("The brush does not turn", "브러시가 돌지 않아요"),
        ("It stops after a few seconds", "켜면 몇 초 만에 꺼져요"),
        ("Something else", "그 밖의 증상"),
    ),
    "washer": (
        ("It does not drain", "물이 안 빠져요"),
        ("It is loud when it spins", "탈수할 때 소리가 커요"),
        ("The door does not open", "문이 안 열려요"),
        ("Water leaks out below", "아래로 물이 새요"),
        ("Something else", "그 밖의 증상"),
    ),
    "rice_cooker": (
        ("Steam escapes at the lid", "뚜껑에서 김이 새요"),
        ("The rice stays hard", "밥이 설익어요"),
        ("It does not switch on", "전원이 안 켜져요"),
        ("The lid does not lock", "뚜껑이 잠기지 않아요"),
        ("Something else", "그 밖의 증상"),
    ),
    "phone": (
        ("The screen is cracked", "화면이 깨졌어요"),
        ("The battery runs down fast", "배터리가 빨리 닳아요"),
        ("It does not charge", "충전이 안 돼요"),
        ("The camera is blurred", "카메라가 흐려요"),
        ("It got wet", "물에 젖었어요"),
        ("Something else", "그 밖의 증상"),
    ),
    "laptop": (
        ("The screen is cracked", "화면이 깨졌어요"),
        ("Some keys do not work", "몇몇 키가 안 눌려요"),
        ("It gets hot and loud", "뜨겁고 소리가 커요"),
        ("It does not switch on", "전원이 안 켜져요"),
        ("Something else", "그 밖의 증상"),
    ),
    "gamepad": (
        ("The stick drifts by itself", "스틱이 저절로 움직여요"),
        ("A button sticks", "버튼이 끼어요"),
        ("It does not connect", "연결이 안 돼요"),
        ("Something else", "그 밖의 증상"),
    ),
    "espresso": (
        ("No water comes out", "물이 안 나와요"),
        ("It leaks below", "아래로 물이 새요"),
        ("The steam is weak", "스팀이 약해요"),
        ("The coffee is not hot", "커피가 뜨겁지 않아요"),
        ("Something else", "그 밖의 증상"),
    ),
}

# model, English symptom -> the most it costs outside the warranty, and the part kept in stock for it
STANDARD: dict[tuple[str, str], tuple[int, str]] = {
    ("hush7", "No sound on one side"): (35_000, "Speaker unit"),
    ("hush7", "The battery runs down fast"): (29_000, "Headset battery"),
    ("talk2", "The battery runs down fast"): (25_000, "Headset battery"),
    ("glide", "The battery runs down fast"): (69_000, "Vacuum battery pack"),
    ("glide", "The brush does not turn"): (39_000, "Brush motor"),
    ("pot6", "Steam escapes at the lid"): (18_000, "Lid gasket"),
    ("pot6", "The lid does not lock"): (32_000, "Lid lock"),
    ("nari5", "The screen is cracked"): (189_000, "Screen"),
    ("nari5", "The battery runs down fast"): (59_000, "Phone battery"),
    ("nari5", "It does not charge"): (49_000, "Charging port"),
    ("nari5m", "The screen is cracked"): (159_000, "Screen"),
    ("nari5m", "The battery runs down fast"): (55_000, "Phone battery"),
    ("slate14", "Some keys do not work"): (89_000, "Keyboard"),
    ("slate14", "It gets hot and loud"): (65_000, "Fan"),
    ("swing", "The stick drifts by itself"): (28_000, "Stick module"),
    ("swing", "A button sticks"): (19_000, "Button set"),
    ("barista", "No water comes out"): (79_000, "Water pump"),
}

SERIALS = (
    Serial("HB7-1001", "hush7", 10, 8),  # in warranty
    Serial("HB7-0042", "hush7", 40, 37),  # out of it
    Serial("NR5-2001", "nari5", 9, 7),
    Serial("NR5-0007", "nari5", 32, 30),
    Serial("NRM-3001", "nari5m", 5, None),  # only the factory's date is known
    Serial("BV9-5501", "glide", 14, 12),
    Serial("BV9-0003", "glide", 50, None),
    Serial("TD21-K100", "tide", 20, 18),  # its drain pump is called back
    Serial("PT6-8080", "pot6", 8, 6),
    Serial("SL14-0900", "slate14", 26, 24),
    Serial("SW-7777", "swing", 7, 5),
    Serial("ON1-1234", "barista", 15, 13),
)

CAMPAIGN_MODEL, CAMPAIGN_PREFIX = "tide", "TD21-K"
CAMPAIGN_EN = "Free replacement of the drain pump (safety campaign)"
CAMPAIGN_KO = "배수 펌프 무상 교체 (안전 캠페인)"
