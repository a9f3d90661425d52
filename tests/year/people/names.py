"""Who the customers are: names that tell everybody apart, numbers, addresses, and what they own that is broken."""

from dataclasses import dataclass
from random import Random

from app.catalogue.kinds import KIND_NAME
from app.demo.catalogue import MODELS, SERIALS, STANDARD, SYMPTOMS
from tests.year.odds import happens

SURNAMES = "김이박최정강조윤장임한오서신권황안송류홍"
GIVEN = "가나다라마서도민하지수현준우진영은채연아윤유재주시원혜경태성"
FIRST = [
    "Anna",
    "Ben",
    "Clara",
    "David",
    "Emma",
    "Felix",
    "Grace",
    "Henry",
    "Iris",
    "Jack",
    "Kate",
    "Liam",
    "Mia",
    "Noah",
    "Olive",
    "Paul",
    "Quinn",
    "Rosa",
    "Sam",
    "Tess",
]
LAST = [
    "Baker",
    "Carter",
    "Dawson",
    "Ellis",
    "Foster",
    "Grant",
    "Hughes",
    "Irwin",
    "Jones",
    "Kelly",
    "Lewis",
    "Mason",
    "Nolan",
    "Owens",
    "Porter",
    "Reed",
    "Shaw",
    "Todd",
    "Vance",
    "Ward",
]
PLACES = (
    ("04524", "서울 중구 세종대로", 45),
    ("06236", "서울 강남구 테헤란로", 20),
    ("13494", "경기 성남시 분당구 판교역로", 20),
    ("48058", "부산 해운대구 센텀중앙로", 10),
    ("63122", "제주 제주시 연북로", 5),
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is broken, in the catalogue's English: kind, model, symptom, and a serial of the maker's records or ''."""

    kind: str
    model: str
    symptom: str
    serial: str


def name_of(number: int, language: str) -> str:
    """A name nobody else in the year has."""
    if language == "en":
        rest, first = divmod(number, len(FIRST))
        middle, last = divmod(rest, len(LAST))
        initial = f" {chr(ord('A') + middle % 26)}{chr(ord('a') + middle // 26)}" if middle else ""
        return f"{FIRST[first]}{initial} {LAST[last]}"
    rest, surname = divmod(number, len(SURNAMES))
    rest, first = divmod(rest, len(GIVEN))
    rest, second = divmod(rest, len(GIVEN))
    return f"{SURNAMES[surname]}{GIVEN[first]}{GIVEN[second]}" + (GIVEN[rest] if rest else "")


def number_of(number: int, *, australian: bool) -> str:
    """A mobile number as its owner types it."""
    if australian:
        return f"+61 4{10_000_000 + number:08d}"
    return f"010-{2000 + number // 10_000:04d}-{number % 10_000:04d}"


def place_of(rng: Random, number: int) -> tuple[str, str]:
    """Postcode and street."""
    postcode, street, _ = rng.choices(PLACES, [weight for *_, weight in PLACES])[0]
    return postcode, f"{street} {number % 900 + 1}"


def trouble_of(rng: Random) -> Trouble:
    """Something broken, with a standing price or without one."""
    if happens(rng, "a customer has a device or symptom without a standing price"):
        model = rng.choice(MODELS)
        symptoms = [english for english, _ in SYMPTOMS[model.kind] if (model.key, english) not in STANDARD]
        symptom = rng.choice(symptoms)
    else:
        key, symptom = rng.choice(list(STANDARD))
        model = next(one for one in MODELS if one.key == key)
    serials = [one.serial for one in SERIALS if one.model == model.key]
    known = bool(serials) and happens(rng, "a customer knows the serial number")
    return Trouble(KIND_NAME[model.kind], model.name_en, symptom, rng.choice(serials) if known else "")
