"""The station's pure modules by themselves, in the browser that runs them: labels, runs of keys, answers."""

import random
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Route

from app.edge.security import CONTENT_SECURITY_POLICY
from app.kernel.ids import read_ticket_code, spell_code
from tests.browser.layouts import strokes as pressed
from tests.browser.scanner import PLACES
from tests.dock.hangul_mode import KEYS, SHIFTED
from tests.ticket_codes import drawn_codes

pytestmark = pytest.mark.browser
STATIC = Path(__file__).parents[2] / "app" / "web" / "static"
ORIGIN = "https://scripts.example"
CALL = "async ([module, name, args]) => (await import(`/scan/${module}.js`))[name](...args)"


class Modules:
    """A page that has nothing but our policy and our modules."""

    def __init__(self, browser: Browser) -> None:
        self.context = browser.new_context()
        self.context.route(f"{ORIGIN}/**", self._answer)
        self.page = self.context.new_page()
        self.page.goto(ORIGIN)

    def call(self, module: str, name: str, *args: Any) -> Any:
        """What this function of that module makes of it."""
        return self.page.evaluate(CALL, [module, name, list(args)])

    def _answer(self, route: Route) -> None:
        name = urlsplit(route.request.url).path.strip("/")
        if not name:
            policy = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
            route.fulfill(body="<!doctype html>", content_type="text/html", headers=policy)
        else:
            route.fulfill(body=(STATIC / name).read_bytes(), content_type="text/javascript")


@pytest.fixture(scope="module")
def modules(chromium: Browser) -> Iterator[Modules]:
    """One page for all of these tests: nothing in a pure module remembers anything."""
    made = Modules(chromium)
    yield made
    made.context.close()


# -- labels

CODE, OTHER = "K9GNZ9PPTWVM", "2X339PB8NAZX"
Q, B = "HTTPS://REPAIR.EXAMPLE/Q/", "HTTPS://REPAIR.EXAMPLE/B/"
IN_FIELD = True


@pytest.mark.parametrize(
    ("typed", "in_field", "label"),
    [
        (CODE, not IN_FIELD, CODE),
        (spell_code(CODE).lower(), IN_FIELD, spell_code(CODE).lower()),
        (Q + CODE, IN_FIELD, Q + CODE),
        (f"]Q1{Q}{CODE}", not IN_FIELD, Q + CODE),  # a scanner names the symbology
        (f"]C0{CODE}", not IN_FIELD, CODE),
        (f"~{CODE}~", not IN_FIELD, CODE),
        (CODE * 2, not IN_FIELD, CODE),  # no Enter, read twice
        (f"{Q}{CODE}" * 2, not IN_FIELD, Q + CODE),
        (f"{B}A-01", IN_FIELD, f"{B}A-01"),
        (f"{B}A-01" * 2, not IN_FIELD, f"{B}A-01"),
        (f"{B}50%", not IN_FIELD, f"{B}50%"),
        (f"belongs to {spell_code(CODE)}", IN_FIELD, ""),  # a sentence that quotes a code
        ("K9GN-Z9PP-TWVA", not IN_FIELD, ""),  # the check letter does not agree
        (CODE + OTHER, not IN_FIELD, ""),
        ("SN-4711", not IN_FIELD, ""),
        ("Refrigerator", IN_FIELD, ""),
        ("", not IN_FIELD, ""),
    ],
)
def test_a_label_is_found_in_what_a_scanner_puts_around_it(
    modules: Modules, typed: str, in_field: bool, label: str
) -> None:
    assert modules.call("labels", "labelIn", typed, in_field) == label


def test_a_code_is_one_exactly_where_the_shop_would_read_one(modules: Modules) -> None:
    chance = random.Random(11)
    typed = ["".join(chance.choices("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=12)) for _ in range(3000)]
    typed += drawn_codes(seed=11, count=300)
    found = modules.page.evaluate(
        "async typed => { const { isCode } = await import('/scan/labels.js'); return typed.map(isCode); }",
        typed,
    )
    read = [read_ticket_code(one) for one in typed]
    # The shop also reads what ends in a digit; none of its own codes does.
    assert found == [code is not None and code[-1].isalpha() for code in read]
    assert sum(found) > 300


@pytest.mark.parametrize(
    ("text", "bin_code"),
    [
        (f"{B}A-01", "A-01"),
        (f"{B}a-01?lang=ko", "A-01"),
        (f"{B}%EB%83%89%EC%9E%A5-1", "냉장-1"),
        (f"{B}A-01" * 2, "A-01"),
        (f"{B}A-01{B}A-02", ""),  # two of them are none
        (f"{B}50%", "50%"),
        (f"{B}%E0%A4%A", "%E0%A4%A"),
        ("a-02 ", "A-02"),  # one that is known, as its label says it
        ("A-03", ""),
        (CODE, ""),
        (Q + CODE, ""),
        (B, ""),
    ],
)
def test_a_bin_is_read_from_its_label(modules: Modules, text: str, bin_code: str) -> None:
    assert modules.call("labels", "binIn", text, ["A-01", "A-02"]) == bin_code


@pytest.mark.parametrize(
    ("text", "shown"), [(Q + CODE, CODE), (f"{B}A-01", "A-01"), (CODE, CODE), ("X" * 90, "X" * 40)]
)
def test_of_a_scan_its_code_is_shown(modules: Modules, text: str, shown: str) -> None:
    assert modules.call("labels", "short", text) == shown


# -- runs of keys

GAP, UNSURE, LONGER, DOUBLED = 200, 280, 500, 3000  # ms
Stroke = tuple[int, dict[str, Any]]
# What wedge.js does, by the clock of the strokes alone: on a busy page no timer is in time.
READ = """async ([strokes, inField]) => {
    const reader = (await import('/scan/keys.js')).createReader();
    const [scans, went] = [[], []];
    const note = scan => scan && scans.push(scan.text + (scan.echo ? ' again' : '') + (scan.doubt ? '?' : ''));
    for (const [at, key] of [...strokes, [Infinity, { key: 'Shift', code: 'ShiftLeft' }]]) {
        if (reader.overdue(at)) note(reader.pause());
        const { stops, scan } = reader.press(key, inField, at);
        if (!stops) went.push(key.key);
        note(scan);
    }
    return [scans, went.slice(0, -1)];
}"""


def keys(
    text: str, *, at: int = 0, every: int = 20, hangul: bool = False, caps: bool = False, end: str = ""
) -> list[Stroke]:
    """The keys of a label as a scanner presses them, the first one `at`, and those it ends with."""
    strokes = list[dict[str, Any]]()
    for char in text:
        place = f"Digit{char}" if char.isdigit() else PLACES.get(char, f"Key{char.upper()}")
        typed = SHIFTED.get(char, KEYS.get(char.lower(), char)) if hangul else char
        strokes.append(
            {"key": typed.swapcase() if caps else typed, "code": place, "shiftKey": char.isupper()}
        )
    strokes += [{"key": key, "code": key, "shiftKey": False} for key in end.split()]
    return [(at + number * every, stroke) for number, stroke in enumerate(strokes)]


def read(modules: Modules, strokes: list[Stroke], *, in_field: bool = False) -> tuple[list[str], list[str]]:
    """What was scanned, and the keys that went on to the page."""
    scans, went = modules.page.evaluate(READ, [strokes, in_field])
    return scans, went


@pytest.mark.parametrize("end", ["", "Enter", "Tab", "Enter Enter", "Tab Enter"])
@pytest.mark.parametrize("how", [{}, {"hangul": True}, {"caps": True}, {"every": GAP - 1}])
@pytest.mark.parametrize("in_field", [False, True])
def test_a_label_is_scanned_whatever_the_keyboard_does(
    modules: Modules, end: str, how: dict[str, Any], in_field: bool
) -> None:
    text = spell_code(CODE)
    scans, went = read(modules, keys(text, end=end, **how), in_field=in_field)
    assert [one.upper() for one in scans] == [text]
    # Outside of a field the first key may be anybody's; in a field they land and are put back. No end goes on.
    assert len(went) == (len(text) if in_field else 1)


@pytest.mark.parametrize(
    ("strokes", "scans"),
    [
        (keys("SN-4711", end="Enter"), ["SN-4711"]),
        (keys("SN-4711"), ["SN-4711"]),
        (keys("SN-4711") + keys("SN-4712", at=120 + UNSURE), ["SN-4711", "SN-4712"]),
        (keys("A1", end="Enter"), ["A1?"]),  # too short, and yet somebody may have scanned a bin
        (keys("A1"), []),
        (keys("A", end="Enter"), []),
        (
            # somebody walks through a list by keyboard, or a serial without an Enter
            keys("jjkkjjjj"),
            ["jjkkjjjj?"],
        ),
        (keys("ABCDEFGH", end="Enter"), ["ABCDEFGH"]),  # letters only, and no ticket: the shop says so
        (keys(f"~{CODE}", end="Enter"), [CODE]),
        (keys(CODE[:8]) + keys(CODE[8:], at=140 + UNSURE - 1), [CODE]),
        (keys(CODE) + keys(OTHER, at=220 + GAP), [CODE, OTHER]),
        # Half a label is no scan, however long the machine was busy; what is longer is the next one.
        (keys("K9GN-Z9P") + keys("P-TWVM", at=140 + LONGER - 1, end="Enter"), ["K9GN-Z9PP-TWVM"]),
        (keys("K9GN-Z9P") + keys("P-TWVM", at=140 + LONGER, end="Enter"), ["K9GN-Z9P", "P-TWVM"]),
        (keys("]Q1K9GN-") + keys("Z9PP-TWVM", at=140 + LONGER - 1, end="Enter"), ["K9GN-Z9PP-TWVM"]),
        # An echo is no second scan; after three seconds it is.
        (keys(CODE, end="Enter") + keys(CODE, at=1000, end="Enter"), [CODE, f"{CODE} again"]),
        (keys(CODE, end="Enter") + keys(CODE, at=240 + DOUBLED, end="Enter"), [CODE, CODE]),
        (keys(CODE, end="Enter") + keys(OTHER, at=400) + keys(CODE, at=900), [CODE, OTHER, CODE]),
    ],
)
def test_pauses_and_ends_part_one_scan_from_the_next(
    modules: Modules, strokes: list[Stroke], scans: list[str]
) -> None:
    assert read(modules, strokes)[0] == scans


@pytest.mark.parametrize(
    "typed",
    ["Refrigerator 2000 is scratched", "RP-7K2M-44", f"belongs to {spell_code(CODE)}", "SN-4711", "4711"],
)
def test_what_is_typed_into_a_field_stays_there(modules: Modules, typed: str) -> None:
    strokes = keys(typed, end="Enter")
    assert read(modules, strokes, in_field=True) == ([], [*typed, "Enter"])


@pytest.mark.parametrize("pressed", ["ctrlKey", "altKey", "metaKey", "repeat"])
def test_keys_that_type_nothing_are_no_part_of_a_scan(modules: Modules, pressed: str) -> None:
    strokes = keys("SN-4711", end="Enter")
    stray: Stroke = (50, {"key": "v", "code": "KeyV", "shiftKey": False, pressed: True})
    scans, went = read(
        modules, [*strokes[:3], stray, (55, {"key": "Shift", "code": "ShiftLeft"}), *strokes[3:]]
    )
    assert scans == ["SN-4711"]
    assert went == ["S", "v", "Shift"]


def test_a_space_presses_a_button_and_enter_without_a_scan_goes_on(modules: Modules) -> None:
    strokes = keys(" ") + keys("", at=500, end="Enter")
    assert read(modules, strokes) == ([], [" ", "Enter"])


def test_what_was_not_taken_is_no_echo(modules: Modules) -> None:
    twice = """async text => {
        const reader = (await import('/scan/keys.js')).createReader();
        const scan = at => {
            for (const key of text) reader.press({ key, code: '' }, false, at);
            return reader.pause().echo;
        };
        const before = [scan(0), scan(10)];
        reader.forget();
        return [...before, scan(20)];
    }"""
    assert modules.page.evaluate(twice, CODE) == [False, True, False]


@pytest.mark.parametrize(
    ("typed", "in_field", "half"),
    [
        ("K9GN-Z9P", not IN_FIELD, "K9GN-Z9P"),
        (CODE, not IN_FIELD, CODE),
        ("A1", not IN_FIELD, "A1"),
        ("j", not IN_FIELD, ""),
        ("", not IN_FIELD, ""),
        (CODE, IN_FIELD, CODE),
        ("K9GN-Z9P", IN_FIELD, ""),  # perhaps somebody types; it is the field's
    ],
)
def test_what_a_scan_has_said_before_its_page_goes(
    modules: Modules, typed: str, in_field: bool, half: str
) -> None:
    so_far = """async ([text, inField]) => {
        const reader = (await import('/scan/keys.js')).createReader();
        for (const key of text) reader.press({ key, code: '' }, inField, 0);
        return reader.half();
    }"""
    assert modules.page.evaluate(so_far, [typed, in_field]) == half


@pytest.mark.parametrize("char", ["-", "/", "."])
def test_in_hangul_mode_a_key_is_read_by_where_it_lies(modules: Modules, char: str) -> None:
    key = {"key": "ㅁ", "code": PLACES[char], "shiftKey": False}
    assert modules.call("layouts", "readingsOf", key)["typed"] == char


# -- scanner and computer set to different layouts


def by_layouts(text: str, scanner: str, pc: str, *, at: int = 0, end: str = "Enter") -> list[Stroke]:
    """The keys of a scanner that is set to one layout, as a computer set to another one has them."""
    made = [
        {"key": one.key, "code": one.code, "shiftKey": one.shift}
        for one in pressed(text, scanner=scanner, pc=pc)
    ]
    made += [{"key": end, "code": end, "shiftKey": False}] if end else []
    return [(at + number * 20, stroke) for number, stroke in enumerate(made)]


APART = [("us", "azerty"), ("us", "qwertz"), ("us", "cyrillic"), ("azerty", "us"), ("qwertz", "us")]
TOGETHER = [("us", "us"), ("azerty", "azerty"), ("qwertz", "qwertz")]
WORN = next(  # the letters that lie elsewhere, and a check letter
    code
    for last in product("23456789", "ABCDEFGHJKMNPQRSTVWXYZ")
    if read_ticket_code(code := "AQZW-YM7K-2{}P{}".format(*last))
)


@pytest.mark.parametrize("in_field", [False, True])
@pytest.mark.parametrize(("scanner", "pc"), APART + TOGETHER)
def test_a_label_is_read_whatever_the_layouts_of_scanner_and_computer(
    modules: Modules, scanner: str, pc: str, in_field: bool
) -> None:
    for code in (spell_code(CODE), spell_code(OTHER), WORN):
        for label in (code, code.replace("-", ""), Q + code.replace("-", ""), f"{B}A-01"):
            for end in ("", "Enter"):
                scans, _ = read(modules, by_layouts(label, scanner, pc, end=end), in_field=in_field)
                assert scans == [label], (label, end)


@pytest.mark.parametrize(("scanner", "pc"), APART + TOGETHER)
def test_what_a_label_has_proved_holds_for_what_no_check_letter_proves(
    modules: Modules, scanner: str, pc: str
) -> None:
    one, two = "SN-4711", "AZQ-30W"
    strokes = by_layouts(spell_code(CODE), scanner, pc)
    for number, serial in enumerate((one, two), 1):
        strokes += by_layouts(serial, scanner, pc, at=1000 * number)
    scans, _ = read(modules, strokes)
    assert [scan.upper() for scan in scans] == [spell_code(CODE), one, two]


def test_another_scanner_proves_another_layout(modules: Modules) -> None:
    strokes = by_layouts(spell_code(CODE), "azerty", "us") + by_layouts(
        spell_code(OTHER), "us", "us", at=1000
    )
    scans, _ = read(modules, strokes + by_layouts("SN-4711", "us", "us", at=2000))
    assert scans == [spell_code(CODE), spell_code(OTHER), "SN-4711"]


@pytest.mark.parametrize("pc", ["us", "azerty", "qwertz", "cyrillic"])
def test_digits_that_are_punctuation_are_read_by_their_places_before_anything_is_proved(
    modules: Modules, pc: str
) -> None:
    scans, _ = read(modules, by_layouts("SN04711", "us", pc))
    assert [scan.upper() for scan in scans] == ["SN04711"]


def test_a_reader_that_remembers_nonsense_reads_as_one_that_remembers_nothing(modules: Modules) -> None:
    took = """async text => {
        const reader = (await import('/scan/keys.js')).createReader({ known: '__proto__' });
        for (const key of text) reader.press({ key, code: '' }, false, 0);
        return reader.pause(0).text;
    }"""
    assert modules.page.evaluate(took, CODE) == CODE


# -- answers


@pytest.mark.parametrize(
    ("status", "said", "end"),
    [
        (201, {"outcome": "done"}, "ended"),
        (200, {"outcome": "look"}, "ended"),
        (409, {"outcome": "refused"}, "ended"),
        (404, {"error": "Unknown", "code": "not_found"}, "ended"),
        (400, {"error": "…", "code": "unreadable"}, "ended"),
        (400, {"error": "…", "code": "csrf"}, "token"),
        (401, {"error": "…"}, "sign_in"),
        (401, None, "sign_in"),
        (429, {"error": "…"}, "away"),
        (502, None, "away"),
        (503, {"error": "…"}, "away"),
        (504, None, "away"),
        (200, None, "away"),  # the page of some hotel's network
        (500, {"error": "…"}, "failed"),
        (500, None, "failed"),
        (403, None, "failed"),  # something on the way refuses this one
        (413, None, "failed"),
    ],
)
def test_what_an_answer_means_for_the_scan(modules: Modules, status: int, said: object, end: str) -> None:
    assert modules.call("answers", "becomes", status, said) == end


@pytest.mark.parametrize(
    ("codes", "tried", "failures", "order"),
    [
        ([], [], {}, []),
        (["A", "B", "C"], [], {}, [1, 2, 3]),
        (["A", "B", "C"], [1], {}, [2, 3]),
        (["A", "B", "C"], [], {1: 1}, [2, 3, 1]),  # what failed before blocks nothing
        (["A", "B", "C"], [], {1: 2, 2: 1}, [3, 2, 1]),
        # Of one thing the earlier goes first: its next step would be refused otherwise.
        (["AAAA-BBBB", "B", "aaaabbbb"], [], {1: 1}, [2, 1]),
        ([Q + CODE, spell_code(CODE), "B"], [1], {1: 1}, [3]),
    ],
)
def test_which_scan_is_sent_next(
    modules: Modules, codes: list[str], tried: list[int], failures: dict[int, int], order: list[int]
) -> None:
    waiting = [{"key": number, "code": code} for number, code in enumerate(codes, 1)]
    sent = modules.page.evaluate(
        """async ([waiting, tried, failures]) => {
            const { nextOf } = await import('/scan/answers.js');
            const sent = [];
            for (let next; next = nextOf(waiting, [...tried, ...sent], new Map(failures)); ) sent.push(next.key);
            return sent;
        }""",
        [waiting, tried, list(failures.items())],
    )
    assert sent == order
