"""Keyboards other than the scanner's: which keys were pressed, where the computer was set to another country's.

A scanner presses the keys of a US keyboard by their places; the computer makes of each place the character its own
layout has there: `HTTPS://FIX` becomes `HTTPSM!!FIX` under AZERTY and `РЕЕЗЫЖ..АШЧ` under a Russian one. Nothing in
such a text says for sure which layout it was, so every layout that could have typed it is one reading; what is read
must prove itself, by a check letter or by being registered. Hangul, whose syllables are put together, has a
module of its own.
"""

import unicodedata

# The typing keys of a US keyboard row by row, without Shift and with it. Each layout below lists the same places in
# the same order (Unicode CLDR keyboards, xkeyboard-config); a space stands for keys that type nothing by themselves.
_US = ("`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./", '~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?')
_LAYOUTS = {
    "French": (
        "²&é\"'(-è_çà)=azertyuiop $*qsdfghjklmùwxcvbn,;:!",
        "~1234567890°+AZERTYUIOP £µQSDFGHJKLM%WXCVBN?./§",
    ),
    "Belgian": (
        "²&é\"'(§è!çà)-azertyuiop $µqsdfghjklmùwxcvbn,;:=",
        "³1234567890°_AZERTYUIOP *£QSDFGHJKLM%WXCVBN?./+",
    ),
    "German": (
        " 1234567890ß qwertzuiopü+#asdfghjklöäyxcvbnm,.-",
        "°!\"§$%&/()=? QWERTZUIOPÜ*'ASDFGHJKLÖÄYXCVBNM;:_",
    ),
    "Swiss": (
        "§1234567890' qwertzuiopü $asdfghjklöäyxcvbnm,.-",
        '°+"*ç%&/()=? QWERTZUIOPè!£ASDFGHJKLéàYXCVBNM;:_',
    ),
    "Spanish": (
        "º1234567890'¡qwertyuiop +çasdfghjklñ zxcvbnm,.-",
        'ª!"·$%&/()=?¿QWERTYUIOP *ÇASDFGHJKLÑ ZXCVBNM;:_',
    ),
    "Latin American": (
        "|1234567890'¿qwertyuiop +}asdfghjklñ{zxcvbnm,.-",
        '°!"#$%&/()=?¡QWERTYUIOP *]ASDFGHJKLÑ[ZXCVBNM;:_',
    ),
    "Italian": (
        "\\1234567890'ìqwertyuiopè+ùasdfghjklòàzxcvbnm,.-",
        '|!"£$%&/()=?^QWERTYUIOPé*§ASDFGHJKLç°ZXCVBNM;:_',
    ),
    "Portuguese": (
        "\\1234567890'«qwertyuiop+  asdfghjklçºzxcvbnm,.-",
        '|!"#$%&/()=?»QWERTYUIOP*  ASDFGHJKLÇªZXCVBNM;:_',
    ),
    "Turkish": (
        '"1234567890*-qwertyuıopğü,asdfghjklşizxcvbnmöç.',
        "é!'^+%&/()=?_QWERTYUIOPĞÜ;ASDFGHJKLŞİZXCVBNMÖÇ:",
    ),
    "Swedish": (
        "§1234567890+ qwertyuiopå 'asdfghjklöäzxcvbnm,.-",
        '½!"#¤%&/()=? QWERTYUIOPÅ *ASDFGHJKLÖÄZXCVBNM;:_',
    ),
    "Danish": (
        "½1234567890+ qwertyuiopå 'asdfghjklæøzxcvbnm,.-",
        '§!"#¤%&/()=? QWERTYUIOPÅ *ASDFGHJKLÆØZXCVBNM;:_',
    ),
    "Czech": (
        ";+ěščřžýáíé= qwertzuiopú) asdfghjklů§yxcvbnm,.-",
        " 1234567890% QWERTZUIOP/('ASDFGHJKL\"!YXCVBNM?:_",
    ),
    "Hungarian": (
        "0123456789öüóqwertzuiopőúűasdfghjkléáyxcvbnm,.-",
        "§'\"+!%/=()ÖÜÓQWERTZUIOPŐÚŰASDFGHJKLÉÁYXCVBNM?:_",
    ),
    "Dvorak": (
        "`1234567890[]',.pyfgcrl/=\\aoeuidhtns-;qjkxbmwvz",
        '~!@#$%^&*(){}"<>PYFGCRL?+|AOEUIDHTNS_:QJKXBMWVZ',
    ),
    "Russian": (
        "ё1234567890-=йцукенгшщзхъ\\фывапролджэячсмитьбю.",
        'Ё!"№;%:?*()_+ЙЦУКЕНГШЩЗХЪ/ФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,',
    ),
    "Ukrainian": (
        "'1234567890-=йцукенгшщзхїґфівапролджєячсмитьбю.",
        'ʼ!"№;%:?*()_+ЙЦУКЕНГШЩЗХЇҐФІВАПРОЛДЖЄЯЧСМИТЬБЮ,',
    ),
    "Bulgarian": (
        "(1234567890-.,уеишщксдзц;„ьяаожгтнвмчюйъэфхпрлб",
        ')!?+"%=:/–№$€ыУЕИШЩКСДЗЦ§“ѝЯАОЖГТНВМЧЮЙЪЭФХПРЛБ',
    ),
    "Serbian": (
        "`1234567890'+љњертзуиопшђжасдфгхјклчћжџцвбнм,.-",
        '~!"#$%&/()=?*ЉЊЕРТЗУИОПШЂЖАСДФГХЈКЛЧЋЖЏЦВБНМ;:_',
    ),
    "Greek": (
        "`1234567890-=;ςερτυθιοπ[]\\ασδφγηξκλ 'ζχψωβνμ,./",
        '~!@#$%^&*()_+:ΣΕΡΤΥΘΙΟΠ{}|ΑΣΔΦΓΗΞΚΛ "ΖΧΨΩΒΝΜ<>?',
    ),
    "Hebrew": (
        ";1234567890-=/'קראטוןםפ][\\שדגכעיחלךף,זסבהנמצתץ.",
        '~!@#$%^&*)(_+QWERTYUIOP}{|ASDFGHJKL:"ZXCVBNM><?',
    ),
    # Marks in a row would be put in another order by whatever normalises this file, hence their numbers.
    "Arabic": (
        "ذ1234567890-=ضصثقفغعهخحجد\\شسيبلاتنمكطئءؤرﻻىةوزظ",
        "\u0651!@#$%^&*)(_+\u064e\u064b\u064f\u064c\ufef9\u0625`\xf7\xd7\u061b<>\u2026\u0650\u064d][\ufef7\u0623\u0640\u060c/:\"~\u0652}{\ufef5\u0622',.\u061f",
    ),
    "Thai": ("_ๅ/-ภถุึคตจขชๆไำพะัีรนยบลฃฟหกดเ้่าสวงผปแอิืทมใฝ", '%+๑๒๓๔ู฿๕๖๗๘๙๐"ฎฑธํ๊ณฯญฐ,ฅฤฆฏโฌ็๋ษศซ.()ฉฮฺ์?ฒฬฦ'),
}  # fmt: skip - each layout on one line, plain beside shifted


def _undone(layout: tuple[str, str], *, locked: bool = False) -> dict[int, str]:
    """Character to key; `locked`: with Caps Lock on, which a layout with digits on Shift applies to those, too."""
    keys = reversed(_US) if locked else _US
    table: dict[int, str] = {}
    for shown, pressed in zip(layout, keys, strict=True):
        for char, key in zip(shown, pressed, strict=True):
            # Where two keys type it, the likelier one.
            if char != " " and (key.isalnum() or ord(char) not in table):
                table[ord(char)] = key
    return table


_PASSES = {ord(char): char for char in "\t\n\r\x1d\x1e\x1f\x04 "}
_TABLES = [
    _PASSES | _undone(layout, locked=locked)
    for layout in _LAYOUTS.values()
    for locked in ([False] if layout[0][1].isdecimal() else [False, True])
]


def by_place(typed: str) -> tuple[str, ...]:
    """What a US keyboard would have typed with the same keys, for each layout that can have typed this at all.

    Without the text itself; without what two layouts have in common twice. Any text is taken, none raises.
    """
    shown = unicodedata.normalize("NFC", typed)
    letters = set(map(ord, shown))
    readings = (shown.translate(table) for table in _TABLES if letters <= table.keys())
    return tuple(dict.fromkeys(reading for reading in readings if reading != typed))
