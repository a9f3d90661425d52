"""Labels as a shop would print them, and an independent eye that reads paper and screen."""

import re
from dataclasses import dataclass, replace
from io import BytesIO
from xml.etree import ElementTree as ET

import pypdfium2 as pdfium
import zxingcpp
from PIL import Image, ImageDraw

from app.documents.labels.content import BinLabel, BoxLabel, DeviceLabel, LabelWords

PRINTER_DPI = 203
SVG = "{http://www.w3.org/2000/svg}"
LINK = "HTTPS://MENDPOST.TEST/Q/8K3MQ2VP7HDX"  # 36 characters, the longest we promise the best symbol for

KOREAN_WORDS = LabelWords(
    pickup="수거",
    return_="반송",
    to="받는 분",
    from_="보내는 분",
    device="제품",
    window="방문 시간",
    hint="스캔하면 지금 상태가 보입니다. 라벨을 붙일 수 없으면 상자에 코드를 적어 주세요.",
)
ENGLISH_WORDS = LabelWords(
    pickup="PICKUP",
    return_="RETURN",
    to="To",
    from_="From",
    device="Device",
    window="Time window",
    hint="Scan to see where this repair is. No printer? Write the code on the box.",
)
KOREAN = BoxLabel(
    code="8K3M-Q2VP-7HDX",
    qr_text=LINK,
    language="ko",
    leg="inbound",
    to_name="멘드포스트 수리센터",
    to_lines=("서울특별시 성동구 왕십리로 83-21", "4층 입고장", "04769"),
    to_phone="02-1234-5678",
    from_name="김하늘",
    from_lines=("경기도 성남시 분당구 판교역로 166 101동 1203호", "13529"),
    from_phone="010-1234-5678",
    model="갤럭시 버즈3 프로 SM-R630",
    window="11월 25일(수) 14:00–16:00",
    words=KOREAN_WORDS,
)
ENGLISH = BoxLabel(
    code="8K3M-Q2VP-7HDX",
    qr_text=LINK,
    language="en",
    leg="outbound",
    to_name="José Müller",
    to_lines=("166 Pangyoyeok-ro, Bundang-gu", "Seongnam-si, Gyeonggi-do 13529"),
    to_phone="+82 10-1234-5678",
    from_name="Mendpost Repair Centre",
    from_lines=("83-21 Wangsimni-ro, Seongdong-gu, Seoul 04769",),
    from_phone="+82 2-1234-5678",
    model="Galaxy Buds3 Pro SM-R630",
    window="Wed 25 Nov, 14:00–16:00",
    words=ENGLISH_WORDS,
)
LONG_KOREAN = replace(
    KOREAN,
    to_name="대한민국" * 20,
    to_lines=("서울특별시 성동구 왕십리로 " * 8, "가나다라마바사아자차카타파하" * 8),
    from_name="황보" * 40,
    from_lines=("경기도 성남시 분당구 판교역로 " * 8,),
    model="아주 긴 모델 이름 " * 8,
    window="11월 25일(수) 14:00–16:00 한국 시간 " * 3,
)
LONG_ENGLISH = replace(
    ENGLISH,
    to_name="Wolfeschlegelsteinhausenbergerdorff " * 4,
    to_lines=("Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 4, "Building 12, Apt 3 " * 12),
    to_phone="+82 10-1234-5678 ext. 123456",
    from_name="M" * 120,
    from_lines=("83-21 Wangsimni-ro, Seongdong-gu " * 8,),
    model="W" * 160,
    window=None,
)
DEVICE = DeviceLabel(code="8K3M-Q2VP-7HDX", qr_text=LINK, language="ko", model="갤럭시 버즈3 프로 SM-R630")
BIN = BinLabel(
    code="A-01", qr_text="HTTPS://MENDPOST.TEST/B/A-01", language="ko", note="소형 가전, 입고 선반 위"
)
ALL = {"ko": KOREAN, "en": ENGLISH, "long ko": LONG_KOREAN, "long en": LONG_ENGLISH}


@dataclass(frozen=True)
class Symbol:
    """A symbol that the decoder found: its text and its box in pixels (left, top, right, bottom)."""

    text: str
    box: tuple[int, int, int, int]


def paper(pdf: bytes, *, page: int = 0, dpi: float = PRINTER_DPI) -> Image.Image:
    """Return the page as a printer of that resolution would put it on paper, in grey."""
    with pdfium.PdfDocument(pdf) as document:
        picture: Image.Image = document[page].render(scale=dpi / 72).to_pil().convert("L")
        return picture


def symbols(picture: Image.Image, kind: str = "QRCode") -> list[Symbol]:
    """Return what zxing-cpp, which shares no code with our encoder, reads in the picture."""
    return [
        Symbol(
            found.text,
            (
                min(found.position.top_left.x, found.position.bottom_left.x),
                min(found.position.top_left.y, found.position.top_right.y),
                max(found.position.top_right.x, found.position.bottom_right.x),
                max(found.position.bottom_left.y, found.position.bottom_right.y),
            ),
        )
        for found in zxingcpp.read_barcodes(picture, formats=getattr(zxingcpp.BarcodeFormat, kind))
    ]


def read_text(pdf: bytes, *, page: int = 0) -> str:
    """Return the page's text as a reader would copy it, without any white space."""
    with pdfium.PdfDocument(pdf) as document:
        text = document[page].get_textpage().get_text_range()
    # PDFium's mark for a hyphen at a line end.
    return squeezed(text.replace("\x02", "-").replace("\ufffe", "-"))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def png(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def rasterised(svg: str, pixels: int) -> Image.Image:
    """Paint the SVG by its own words: the white rectangle, then each black run of the path."""
    root = ET.fromstring(svg)
    side = int(root.attrib["viewBox"].split()[2])
    picture = Image.new("L", (side * pixels, side * pixels), color=128)
    rect, path = root.find(f"{SVG}rect"), root.find(f"{SVG}path")
    assert rect is not None
    assert path is not None
    assert (rect.get("width"), rect.get("height"), rect.get("fill")) == (str(side), str(side), "#fff")
    assert path.get("fill") == "#000"
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, picture.width, picture.height), fill=255)
    steps = path.attrib["d"]
    run = re.compile(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z")
    assert run.sub("", steps) == ""
    for x, y, right, back in run.findall(steps):
        assert right == back
        left, top = int(x) * pixels, int(y) * pixels
        draw.rectangle((left, top, left + int(right) * pixels - 1, top + pixels - 1), fill=0)
    return picture
