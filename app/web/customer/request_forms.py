"""The forms of the request: what each page asks, and what it takes for an answer."""

import unicodedata
from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField, MultipleFileField
from wtforms import HiddenField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from app.catalogue import kinds
from app.edge.current import language
from app.kernel.entering import LONGEST_SCAN
from app.kernel.i18n import N_, text, translate
from app.requests.answers import OTHER
from app.tickets.models import Evidence
from app.web.forms import AtMost, FieldError, Form, Needed, Readable, can_be_read

Choices = Sequence[tuple[str, str]]


def _readable(ask: str) -> list[Any]:
    """Something must stand there, and it must be words or numbers."""
    return [Needed(ask), Readable(ask)]


class _Choice(RadioField):
    """Radios that refuse nothing or a stranger with the sentence of the field itself."""

    def __init__(self, label: str, *, ask: str, choices: Choices = (), **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.choices = list(choices)
        self.ask = ask

    def pre_validate(self, form: Any) -> None:
        """Ask for a choice where none, or none of ours, arrived."""
        offered: Any = self.iter_choices()
        if self.data not in [choice.value for choice in offered]:
            raise FieldError(text(self.ask))


class _Ticks(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class DeviceForm(Form):
    """Page 1: which device, what is wrong, in the customer's own words."""

    kind = HiddenField()
    model = _Choice(N_("Which model is it?"), ask=N_("Choose the model, or “My model is not listed”."))
    model_name = StringField(N_("Brand and model, as far as you know"), [AtMost(120)])
    symptom = _Choice(N_("What is wrong?"), ask=N_("Choose what is wrong, or “Something else”."))
    story = TextAreaField(N_("In your own words"))

    def offer(self, models: Choices, symptoms: Choices) -> None:
        """Set what can be chosen; a kind without models or symptoms of ours asks for words instead."""
        self.model.choices = [*models, (OTHER, translate(language(), N_("My model is not listed")))]
        self.symptom.choices = list(symptoms)
        if not models:
            self.model.data = OTHER
        if not symptoms:
            del self.symptom

    def validate_model_name(self, field: StringField) -> None:
        """Words are needed where no model of the list was chosen."""
        if self.model.data == OTHER and not can_be_read(field.data or ""):
            raise FieldError(text("Type the brand and model, or what it is: “white fan heater” will do."))

    def validate_story(self, field: TextAreaField) -> None:
        """Words are needed where no symptom of ours can be chosen."""
        if "symptom" not in self and not can_be_read(field.data or ""):
            raise FieldError(text("Say in one sentence what is wrong, so that nobody has to ask again."))


class EvidenceForm(Form):
    """Page 2: how we can tell what it is and how old, and pictures of what is wrong."""

    evidence = _Choice(
        N_("How can we tell how old it is?"),
        choices=[
            (Evidence.SERIAL, N_("I have the serial number")),
            (Evidence.LABEL_PHOTO, N_("I send a photo of the label")),
            (Evidence.PROOF_OF_PURCHASE, N_("I send a photo of the receipt or order")),
            (Evidence.NONE, N_("I can't find any of it")),
        ],
        ask=N_("Choose one; “I can't find any of it” is fine, too."),
    )
    serial = StringField(N_("Serial number"), [AtMost(LONGEST_SCAN)])
    asked_about = HiddenField()  # the serial we were not sure of: sent again, it is meant
    label = FileField(N_("Photo of the label"))
    proof = FileField(N_("Photo of the receipt or order"))
    photos = MultipleFileField(N_("Photos of what is wrong"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A serial that was typed is the choice, where no other was made: nobody types one to leave it out."""
        super().__init__(*args, **kwargs)
        if not self.evidence.data and can_be_read(self.serial.data or ""):
            self.evidence.data = Evidence.SERIAL.value

    def validate_serial(self, field: StringField) -> None:
        """A serial that was announced has to be typed."""
        said = "".join((field.data or "").split())
        shown = said and all(
            unicodedata.category(char)[0] == "P" for char in said
        )  # "?" and "-" say: not known
        if self.evidence.data == Evidence.SERIAL and not shown and not can_be_read(said):
            raise FieldError(text("Type the serial number, or choose “I can't find any of it”."))


class ContactForm(Form):
    """Page 3: who, which phone, where the courier comes, which language."""

    name = StringField(N_("Your name"), [*_readable(N_("Type the name the courier asks for.")), AtMost(80)])
    name_latin = StringField(N_("Your name in Latin letters (optional)"), [AtMost(80)])
    phone = StringField(
        N_("Mobile number"),
        [Needed(N_("Type the mobile number with its digits, for example 010-1234-5678.")), AtMost(40)],
    )
    postcode = StringField(
        N_("Postcode"),
        [Needed(N_("Type the postcode with its five digits, for example 04524.")), AtMost(20)],
    )
    line1 = StringField(
        N_("Street address"),
        [*_readable(N_("Type the street and number the courier drives to.")), AtMost(200)],
    )
    line2 = StringField(N_("Building, floor, door (optional)"), [AtMost(200)])
    entry_note = StringField(N_("How to get in (optional)"), [AtMost(200)])
    language = _Choice(
        N_("Language of our texts"),
        choices=[("ko", "한국어"), ("en", "English")],
        ask=N_("Choose a language."),
    )


class CodeForm(Form):
    """Page 4: the six digits."""

    code = StringField(N_("Code from the text"))


class TermsForm(Form):
    """Page 5: yes to the terms as shown, or a technician first."""

    fingerprint = HiddenField()


class SlotForm(Form):
    """Page 6: when the courier comes."""

    slot = StringField(N_("Choose a pickup time"))


class CheckForm(Form):
    """Page 7: what goes along, so that nothing is missed at either end; none is an answer, too."""

    accessories = _Ticks(N_("What goes into the box with it?"), validate_choice=False)
    asked_about = HiddenField()  # the repair this device has already: sent again, a second one is meant

    def offer(self, kind: str) -> None:
        """What usually belongs to a kind of device, in the words that are kept."""
        words = [translate(language(), kinds.ACCESSORY_NAME[key]) for key in kinds.accessories(kind)]
        self.accessories.choices = [(word, word) for word in words]

    def ticked(self) -> list[str]:
        """What was ticked, without anything that was not on the list."""
        offered: Any = self.accessories.iter_choices()
        return [choice.value for choice in offered if choice.value in (self.accessories.data or ())]
