"""Somebody filling in the request, page by page, as a browser without JavaScript would."""

import html
import re
from io import BytesIO
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from app.catalogue.models import DeviceModel, Symptom
from app.courier.slots.calendar import open_slots
from app.courier.slots.models import Slot
from app.courier.slots.queries import SlotView, offered_slots
from app.customers.codes import digits_of
from app.messaging.sms.kinds import SmsKind
from app.requests.models import Draft
from app.tickets.legs import Leg
from app.tickets.models import Ticket
from tests.shop import Shop

PHONE = "010-1234-5678"
E164 = "+821012345678"
CONTACT = {
    "name": "김하늘",
    "phone": PHONE,
    "postcode": "04524",
    "line1": "세종대로 110",
    "line2": "3층",
    "entry_note": "",
    "language": "en",
}


def jpeg(
    width: int = 60, height: int = 40, colour: str | tuple[int, int, int] = "red", **options: Any
) -> bytes:
    """A small picture as a phone would send it."""
    output = BytesIO()
    Image.new("RGB", (width, height), colour).save(output, "JPEG", **options)
    return output.getvalue()


class Requesting:
    """One browser on its way through the request; answers the pages with good answers unless told others."""

    def __init__(self, shop: Shop, client: FlaskClient | None = None) -> None:
        self.shop = shop
        self.client = client or shop.client()
        self.token = ""
        with shop.database.transaction() as session:
            open_slots(session, now=shop.clock())

    def url(self, page: str = "") -> str:
        """The address of a page of this request."""
        return f"/request/{self.token}/{page}".rstrip("/")

    def get(self, page: str = "") -> TestResponse:
        """Look at a page."""
        return self.client.get(self.url(page), query_string={"lang": "en"})

    def post(self, page: str, **data: Any) -> TestResponse:
        """Send a page."""
        return self.client.post(self.url(page), data=data)

    def start(
        self, model: str | None = "Nari 5 phone", symptom: str = "The screen is cracked", **more: str
    ) -> TestResponse:
        """Page 1, in English."""
        answer = self.client.post("/request?lang=en", data=self.device(model, symptom) | more)
        if answer.status_code == 302:
            self.token = answer.headers["Location"].split("/")[2]
        return answer

    def device(self, model: str | None, symptom: str) -> dict[str, str]:
        """What page 1 sends."""
        with self.shop.database.reading() as session:
            if model is None:
                return {
                    "kind": "other",
                    "model": "other",
                    "model_name": "White fan heater",
                    "story": "It smells.",
                }
            row = session.scalars(select(DeviceModel).where(DeviceModel.name_en == model)).one()
            sick = session.scalars(
                select(Symptom).where(Symptom.kind == row.kind, Symptom.label_en == symptom)
            ).one()
            return {"kind": row.kind, "model": str(row.id), "symptom": str(sick.id), "story": "It fell."}

    def prove(self, **answers: Any) -> TestResponse:
        """Page 2; without answers, nothing can be found."""
        # Encoded here, as the client would leave a large body in an open temporary file.
        fields = {name: _parts(value) for name, value in ({"evidence": "none"} | answers).items()}
        boundary, body = encode_multipart(fields)
        kind = f'multipart/form-data; boundary="{boundary}"'
        return self.client.post(self.url("evidence"), data=body, content_type=kind)

    def contact(self, **answers: str) -> TestResponse:
        """Page 3."""
        return self.post("contact", **(CONTACT | answers))

    def texted_code(self, phone: str = E164) -> str:
        """The digits of the newest code on that phone."""
        texts = [text for text in self.shop.texts(phone) if text.kind is SmsKind.PHONE_CODE]
        secret = self.shop.runtime.settings.secret_key.get_secret_value()
        code_id = texts[-1].about_id
        assert code_id
        return digits_of(secret, code_id)  # as the phone shows them once the text has left

    def type_code(self, digits: str | None = None) -> TestResponse:
        """Page 4."""
        return self.post("code", code=digits or self.texted_code())

    def accept(self, choice: str = "accept") -> TestResponse:
        """Page 5."""
        page = self.get("terms").get_data(as_text=True)
        found = re.search(r'name="fingerprint"[^>]*value="([^"]*)"', page)
        assert found, page
        return self.post("terms", choice=choice, fingerprint=found[1])

    def windows(self, postcode: str = "04524") -> list[SlotView]:
        """What is on offer."""
        with self.shop.database.reading() as session:
            return offered_slots(session, leg=Leg.INBOUND, postcode=postcode, now=self.shop.clock())

    def choose(self, slot_id: UUID | None = None) -> TestResponse:
        """Page 6: the first window, unless another is named."""
        return self.post("slot", slot=str(slot_id or self.windows()[0].id))

    def confirm(self, **answers: Any) -> TestResponse:
        """Page 7."""
        return self.post("check", **answers)

    def up_to_terms(self, **device: Any) -> None:
        """Pages 1 to 4."""
        for answer in (self.start(**device), self.prove(), self.contact(), self.type_code()):
            assert answer.status_code == 302, answer.get_data(as_text=True)

    def up_to_check(self, **device: Any) -> None:
        """Pages 1 to 6."""
        self.up_to_terms(**device)
        for answer in (self.accept(), self.choose()):
            assert answer.status_code == 302, answer.get_data(as_text=True)

    def draft(self) -> Draft:
        """The newest draft there is."""
        with self.shop.database.reading() as session:
            return list(session.scalars(select(Draft).order_by(Draft.id)))[-1]

    def tickets(self) -> list[Ticket]:
        """All tickets there are."""
        with self.shop.database.reading() as session:
            return list(session.scalars(select(Ticket).order_by(Ticket.id)))

    def slot(self, slot_id: UUID) -> Slot:
        """A slot as it is now."""
        with self.shop.database.reading() as session:
            found = session.get(Slot, slot_id)
            assert found
            return found


def _parts(value: Any) -> Any:
    """Files as the encoder wants them, instead of (content, name) pairs."""
    if isinstance(value, tuple):
        return FileStorage(value[0], filename=value[1])
    return [_parts(one) for one in value] if isinstance(value, list) else value


def words(answer: TestResponse) -> str:
    """The page as one line of text, tags dropped, hyphens as people type them."""
    plain = re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).replace("\N{NON-BREAKING HYPHEN}", "-")
    return re.sub(r"\s+", " ", html.unescape(plain))
