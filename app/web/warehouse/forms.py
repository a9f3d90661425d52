"""The dock's forms, one per step; what they ask follows the ticket that was scanned."""

from typing import Any

from wtforms import (
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.custody.rules import Battery, DockStep, Inspection, Parcel, named
from app.kernel.i18n import N_, translate
from app.terms.kinds import ACCESSORY_LABEL
from app.web.current import language
from app.web.forms import Form, Needed
from app.web.warehouse.cards import Card
from app.web.warehouse.words import BATTERY_LABEL, PARCEL_LABEL


class _Ticks(SelectMultipleField):
    """Checkboxes for accessories, whose choices come with the ticket."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class StepForm(Form):
    """What every step carries: the version that was seen, and pictures kept from a try before."""

    version = HiddenField()
    kept = HiddenField()

    @classmethod
    def of(cls, card: Card) -> "StepForm":
        """The form for this ticket, filled with what was sent, if anything was."""
        form = cls()
        form.about(card)
        return form

    def about(self, card: Card) -> None:
        """Fit the form to the ticket."""
        if not self.version.data:
            self.version.data = str(card.version)

    @property
    def seen_version(self) -> int | None:
        """The version the page showed; None where something else came."""
        typed = str(self.version.data or "")
        return int(typed) if typed.isdecimal() and len(typed) < 10 else None


class ReceiveForm(StepForm):
    """A sealed parcel."""

    photos = MultipleFileField(N_("Photos of the sealed parcel (optional)"))
    bin = StringField(N_("Bin (optional)"))


class InspectForm(StepForm):
    """An opened box. `confirmed` repeats the discrepancies the clerk has seen and wants told."""

    accessories = _Ticks(N_("In the box"), validators=[Optional()])
    parcel = RadioField(N_("The parcel"), default=Parcel.AS_DECLARED.value)
    battery = RadioField(
        N_("Battery"), validators=[Needed(N_("Look at the battery and choose what you see."))]
    )
    serial = StringField(N_("Serial number on the device (optional)"))
    photos = MultipleFileField(N_("Photos of the opened box (optional)"))
    remark = TextAreaField(N_("Remark for the technician (optional)"))
    bin = StringField(N_("Bin (optional)"))
    confirmed = HiddenField()

    def about(self, card: Card) -> None:
        """Offer the declared accessories; WTForms wants choices as pairs set on the form, not the class."""
        super().about(card)
        self.accessories.choices = _named(card.accessories)
        self.parcel.choices = [(p.value, translate(language(), label)) for p, label in PARCEL_LABEL.items()]
        self.battery.choices = [(b.value, translate(language(), label)) for b, label in BATTERY_LABEL.items()]

    def inspection(self) -> Inspection:
        """What was filled in, as the story wants it."""
        return Inspection(
            present=tuple(self.accessories.data or ()),
            parcel=Parcel(self.parcel.data),
            battery=Battery(self.battery.data),
            serial=(self.serial.data or "").strip()[:60],
            remark=(self.remark.data or "").strip()[:1000],
        )


class StoreForm(StepForm):
    """A bin."""

    bin = StringField(N_("Bin"), validators=[Needed(N_("Scan the bin's label, or choose a bin."))])


class PackForm(StepForm):
    """A box for the way back."""

    accessories = _Ticks(N_("In the box"), validators=[Optional()])
    photos = MultipleFileField(N_("Photos of the packed box (optional)"))

    def about(self, card: Card) -> None:
        """Offer what came with the device."""
        super().about(card)
        self.accessories.choices = _named(card.came)


class HandOutForm(StepForm):
    """A hand-over; there is nothing to fill in."""


def _named(keys: tuple[str, ...]) -> list[tuple[str, str]]:
    return [
        (key, translate(language(), label))
        for key, label in zip(keys, named(keys, ACCESSORY_LABEL), strict=True)
    ]


FORMS: dict[DockStep, Any] = {
    DockStep.RECEIVE: ReceiveForm,
    DockStep.INSPECT: InspectForm,
    DockStep.STORE: StoreForm,
    DockStep.TAKE_BACK: StoreForm,
    DockStep.PACK: PackForm,
    DockStep.HAND_OUT: HandOutForm,
}
