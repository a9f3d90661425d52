"""Which keys were pressed, where the scanner types a US keyboard and the computer is set to another country's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.dock.scanning import read_bins, read_scan
from app.kernel.key_places import by_place

CODE = "7QZWAYM290KP"
# What appears for HTTPS://FIX.EXAMPLE/Q/ and the code, and for the code in groups and small letters; taken from the
# layouts of xkeyboard-config and not from the code under test.
SHOWN = [
    ('French', 'HTTPSM!!FIX:EXQ?PLE!A!èAWZQY?éçàKP', 'èawz)qy,é)çàkp'),
    ('Belgian', 'HTTPSM==FIX:EXQ?PLE=A=èAWZQY?éçàKP', 'èawz)qy,é)çàkp'),
    ('German', 'HTTPSÖ--FIX.EXAMPLE-Q-7QYWAZM290KP', '7qywßazm2ß90kp'),
    ('Swiss', 'HTTPSé--FIX.EXAMPLE-Q-7QYWAZM290KP', "7qyw'azm2'90kp"),
    ('Spanish', 'HTTPSÑ--FIX.EXAMPLE-Q-7QZWAYM290KP', "7qzw'aym2'90kp"),
    ('Latin American', 'HTTPSÑ--FIX.EXAMPLE-Q-7QZWAYM290KP', "7qzw'aym2'90kp"),
    ('Italian', 'HTTPSç--FIX.EXAMPLE-Q-7QZWAYM290KP', "7qzw'aym2'90kp"),
    ('Portuguese', 'HTTPSÇ--FIX.EXAMPLE-Q-7QZWAYM290KP', "7qzw'aym2'90kp"),
    ('Turkish', 'HTTPSŞ..FIXçEXAMPLE.Q.7QZWAYM290KP', '7qzw*aym2*90kp'),
    ('Swedish', 'HTTPSÖ--FIX.EXAMPLE-Q-7QZWAYM290KP', '7qzw+aym2+90kp'),
    ('Danish', 'HTTPSÆ--FIX.EXAMPLE-Q-7QZWAYM290KP', '7qzw+aym2+90kp'),
    ('Czech', 'HTTPS"--FIX.EXAMPLE-Q-ýQYWAZMěíéKP', 'ýqyw=azmě=íékp'),
    ('Hungarian', 'HTTPSÉ--FIX.EXAMPLE-Q-7QYWAZM29öKP', '7qywüazm2ü9ökp'),
    ('Russian', 'РЕЕЗЫЖ..АШЧюУЧФЬЗДУ.Й.7ЙЯЦФНЬ290ЛЗ', '7йяц-фнь2-90лз'),
    ('Ukrainian', 'РЕЕЗІЖ..АШЧюУЧФЬЗДУ.Й.7ЙЯЦФНЬ290ЛЗ', '7йяц-фнь2-90лз'),
    ('Bulgarian', 'ГШШЗЯМббОСЙлЕЙѝПЗВЕбыб7ыЮУѝЩП290НЗ', '7,юу-ьщп2-90нз'),
    ('Serbian', 'ХТТПСЧ--ФИЏ.ЕЏАМПЛЕ-Љ-7ЉЖЊАЗМ290КП', "7љжњ'азм2'90кп"),
    ('Hebrew', 'HTTPS:..FIXץEXAMPLE.Q.7QZWAYM290KP', "7/ז'-שטצ2-90לפ"),
    ('Arabic', "أﻹﻹ؛ٍ:ظظ[÷ْزُِْ'؛/ُظَظ7َ~ًِإ'290،؛", '7ضئص-شغة2-90نح'),
    ('Thai', '็ธธญฆซฝฝโณ)ใฎ)ฤ?ญศฎฝ๐ฝึ๐("ฤํ?/ตจษญ', 'ึๆผไขฟัท/ขตจาย'),
    ('Dvorak', 'DYYLOSzzUCQv>QAMLN>z"z7":<AFM290TL', "7';,[afm2[90tl"),
]  # fmt: skip


@pytest.mark.parametrize(("country", "address", "grouped"), SHOWN)
def test_a_label_is_read_whatever_country_the_computer_is_set_to(
    country: str, address: str, grouped: str
) -> None:
    assert (country, read_scan(address), read_scan(grouped)) == (country, CODE, CODE)


@pytest.mark.parametrize(
    "shown",
    [
        "httpsm§§fix/exq,ple§a§7awzqy,290kp",  # French with Caps Lock, which holds for the digits, too
        "7awz°qy,2°90kp",
        "7;ζςαυμ290κπ",  # Greek
        "+C17QYWAZM290KP\r"[3:],  # German: Y and Z alone
    ],
)
def test_other_ways_it_arrives(shown: str) -> None:
    assert read_scan(shown) == CODE


def test_what_is_a_code_as_it_stands_is_read_so() -> None:
    assert read_scan(CODE) == CODE
    # This may be a mistake: AZERTY has no digits so.
    assert read_scan(CODE.replace("Q", "A").replace("AYM", "QYM")) != CODE


@pytest.mark.parametrize(
    ("shown", "shelf"),
    [
        ("HTTPSM!!FIX:EXQ?PLE!B!Q)à&", "A-01"),
        ("HTTPSÖ--FIX.EXAMPLE-B-Aß01", "A-01"),
        ("ф-01", "A-01"),
        ("Zß09", "Y-09"),
    ],
)
def test_a_shelf_is_among_the_readings(shown: str, shelf: str) -> None:
    assert shelf in read_bins(shown)


@given(st.text())
def test_any_text_is_taken(typed: str) -> None:
    assert typed not in by_place(typed)


def test_what_no_such_keyboard_types_has_no_reading() -> None:
    assert by_place("한글") == by_place("😀") == by_place("") == ()
