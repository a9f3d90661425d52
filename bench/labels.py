"""Labels printed, beside the bare QR encoder and the bare PDF engine doing the same with everything ready.

The bare engine gets every symbol encoded and every line composed: it only places pictures and strings at known
positions on the same pages, by reportlab's own calls and with its own settings. The tuned one has our shortcuts,
too: pictures are operators written before the clock starts, and streams are binary.
"""

import gc
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, Self

from PIL import Image
from qrcode import constants
from qrcode.main import QRCode
from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from app.adapters.labels.bitmap import Bitmap
from app.adapters.labels.compose import Line
from app.adapters.labels.pdf import A4, sheets_pdf
from app.adapters.labels.plan import draw_label
from app.adapters.labels.qr import qr_bitmap
from app.adapters.labels.sheets import SHEETS, Sheet
from app.adapters.labels.surface import DOT
from app.adapters.labels.zpl import labels_zpl
from app.documents.labels.content import BoxLabel, DeviceLabel, Label, LabelWords
from app.kernel.ids import new_ticket_code, spell_code
from bench.figures import Figure
from bench.shops import Fresh
from bench.stopwatch import spending

COUNT = 1000
_FAMILY = "김이박최정강조윤장임한오서신권황안송류홍"
_GIVEN = ("하늘", "지우", "서연", "민준", "도윤", "수아", "예준", "다은", "건우", "유진")
_STREETS = ("경기도 성남시 분당구 판교역로", "서울특별시 마포구 월드컵북로", "부산광역시 해운대구 센텀중앙로")
_MODELS = (
    "갤럭시 버즈3 프로 SM-R630",
    "코드제로 A9S 무선 청소기",
    "비스포크 공기청정기 AX060",
    "딤채 김치냉장고 스탠드형",
)


def measure(fresh: Fresh, folder: Path, count: int) -> Iterator[Figure]:
    """Print `count` Korean labels of each kind; every one has a code, a name and an address of its own."""
    boxes, devices = [_box(number) for number in range(count)], [_device(number) for number in range(count)]
    yield from _symbols([label.qr_text for label in boxes])
    for name, labels, places in (("A4, 2 a page", boxes, 2), ("A4, 24 a page", devices, 24)):
        yield from _sheets(name, labels, SHEETS[places])
    few = boxes[: max(1, count // 10)]
    yield Figure("ZPL", "ms CPU a label", _cpu(lambda: labels_zpl(few)) / len(few) * 1e3, 2)


def _symbols(links: Sequence[str]) -> Iterator[Figure]:
    qr_bitmap(links[0])  # the tables are made once a process

    def bare() -> None:
        for link in links:
            symbol = QRCode(version=4, error_correction=constants.ERROR_CORRECT_H, border=0, mask_pattern=6)
            symbol.add_data(link, optimize=0)
            symbol.make(fit=False)

    ours, theirs = _cpu(lambda: [qr_bitmap(link) for link in links]), _cpu(bare)
    yield Figure("QR symbol, from our tables", "µs CPU each", ours / len(links) * 1e6, 1)
    yield Figure("QR symbol, bare qrcode, same mask", "µs CPU each", theirs / len(links) * 1e6, 1)
    yield Figure("QR symbol, ours to bare", "x", ours / theirs, 3)


def _sheets(name: str, labels: Sequence[Label], sheet: Sheet) -> Iterator[Figure]:
    sheets_pdf(labels[:1], sheet)
    ready = [_Recorded.of(label, sheet) for label in labels]
    ours = _cpu(lambda: sheets_pdf(labels, sheet))
    bare = _cpu(lambda: _bare(ready, sheet, _own_calls))
    tuned = _cpu(lambda: _bare(ready, sheet, _shortcuts))
    yield Figure(f"{name}: ours", "labels/s CPU", len(labels) / ours)
    yield Figure(f"{name}: bare reportlab", "labels/s CPU", len(labels) / bare)
    yield Figure(f"{name}: bare reportlab, tuned", "labels/s CPU", len(labels) / tuned)
    yield Figure(f"{name}: our time to bare", "x", ours / bare, 2)
    yield Figure(f"{name}: our time to tuned", "x", ours / tuned, 2)


def _cpu(work: Callable[[], Any]) -> float:
    gc.collect()
    with spending() as spent:
        work()
    return spent.cpu


class _Recorded:
    """A surface that keeps what is drawn, in points from the label's lower left corner, for reportlab."""

    def __init__(self, height: int) -> None:
        self.height = height * DOT
        self.pictures: list[tuple[Image.Image, float, float, float, float]] = []
        self.operators: list[str] = []  # the same pictures
        self.texts: list[tuple[str, str, float, float, float, int]] = []
        self.blocks: list[tuple[float, float, float, float]] = []

    @classmethod
    def of(cls, label: Label, sheet: Sheet) -> Self:
        """Keep what that label's plan draws."""
        recorded = cls(sheet.size.height)
        draw_label(recorded, label, sheet.size)
        return recorded

    def text(self, line: Line, *, left: float, top: int, white: bool = False) -> None:
        y = self.height - top * DOT - line.baseline
        self.texts.append((line.text, line.face, line.size, left * DOT, y, int(white)))

    def block(self, *, left: int, top: int, width: int, height: int) -> None:
        self.blocks.append((left * DOT, self.height - (top + height) * DOT, width * DOT, height * DOT))

    def bitmap(self, bitmap: Bitmap, *, left: int, top: int, width: int, height: int) -> None:
        place = (left * DOT, self.height - (top + height) * DOT, width * DOT, height * DOT)
        self.pictures.append((bitmap.picture(), *place))
        self.operators.append(
            f"q {place[2]:.4f} 0 0 {place[3]:.4f} {place[0]:.4f} {place[1]:.4f} cm BI /W {bitmap.width} "
            f"/H {bitmap.height} /BPC 1 /CS /G /F /AHx ID {bitmap.rows.hex()}> EI Q"
        )


Place = Callable[[Canvas, _Recorded], None]


def _bare(labels: Sequence[_Recorded], sheet: Sheet, place: Place) -> bytes:
    output = BytesIO()
    binary, rl_config.useA85 = rl_config.useA85, int(place is _own_calls)
    canvas = Canvas(output, pagesize=A4, pageCompression=1, invariant=1)
    for page in sheet.pages(len(labels)):
        for number, where in page:
            left, top = sheet.place(where)
            canvas.saveState()
            if sheet.turned:
                canvas.translate((left + sheet.size.height) * DOT, A4[1] - (top + sheet.size.width) * DOT)
                canvas.rotate(90)
            else:
                canvas.translate(left * DOT, A4[1] - (top + sheet.size.height) * DOT)
            place(canvas, labels[number])
            canvas.restoreState()
        canvas.showPage()
    canvas.save()
    rl_config.useA85 = binary
    return output.getvalue()


def _own_calls(canvas: Canvas, label: _Recorded) -> None:
    for picture in label.pictures:
        canvas.drawInlineImage(*picture)
    _texts_and_blocks(canvas, label)


def _shortcuts(canvas: Canvas, label: _Recorded) -> None:
    for operators in label.operators:
        canvas.addLiteral(operators)
    _texts_and_blocks(canvas, label)


def _texts_and_blocks(canvas: Canvas, label: _Recorded) -> None:
    for block in label.blocks:
        canvas.rect(*block, stroke=0, fill=1)
    for text, face, size, x, y, white in label.texts:
        canvas.setFont(face, size)
        if white:
            canvas.setFillGray(1)
        canvas.drawString(x, y, text)
        if white:
            canvas.setFillGray(0)


def _box(number: int) -> BoxLabel:
    """A pickup as the dispatcher prints it: 20 lines of text, two symbols, bars."""
    code = new_ticket_code()
    name = _FAMILY[number % 20] + _GIVEN[number // 20 % 10]
    return BoxLabel(
        code=spell_code(code),
        qr_text=_link(code),
        language="ko",
        leg="inbound",
        to_name="멘드포스트 수리센터",
        to_lines=("서울특별시 중구 세종대로 110", "04524"),
        to_phone="02-000-0000",
        from_name=name,
        from_lines=(
            f"{_STREETS[number % 3]} {number % 400 + 1}",
            f"{number % 30 + 101}동 {number % 25 + 1}02호",
            f"{10000 + number * 37 % 50000:05}",
        ),
        from_phone=f"010-{number * 7919 % 10000:04}-{number * 104729 % 10000:04}",
        model=_MODELS[number % 4],
        window=f"11월 {number % 28 + 1}일(수) 14:00-16:00",
        words=LabelWords(
            pickup="수거",
            return_="반송",
            to="받는 분",
            from_="보내는 분",
            device="제품",
            window="방문 시간",
            hint="스캔하면 지금 상태가 보입니다. 라벨을 붙일 수 없으면 상자에 코드를 적어 주세요.",
        ),
    )


def _device(number: int) -> DeviceLabel:
    """A device on a shelf: two symbols, the code, the model in three to five lines."""
    code = new_ticket_code()
    return DeviceLabel(code=spell_code(code), qr_text=_link(code), language="ko", model=_MODELS[number % 4])


def _link(code: str) -> str:
    return f"HTTPS://MENDPOST.TEST/Q/{code}"
