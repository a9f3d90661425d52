"""The dock's forms, one per step; what they ask follows the ticket that was scanned."""

from functools import partial

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

from app.catalogue.kinds import ACCESSORY_NAME, accessories
from app.dock.known import Clues
from app.dock.rules import Battery, Inspection, ParcelCondition, checks_of, has_battery, named
from app.dock.tasks import NOTE_ROOM
from app.dock.words import BATTERY_NAME, CHECK_NAME, PARCEL_NAME
from app.dock.works import Work
from app.edge.current import language
from app.edge.entering import version_of
from app.kernel.entering import LONGEST_SCAN
from app.kernel.i18n import N_, translate
from app.web.forms import AtMost, Form, Needed
from app.web.warehouse.cards import Card


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
        """The version the page showed; None where it named none."""
        return version_of(self.version.data)


class ReceiveForm(StepForm):
    """A sealed parcel."""

    photos = MultipleFileField(N_("Photos of the sealed parcel (optional)"))
    bin = StringField(N_("Bin (optional)"))


class InspectForm(StepForm):
    """An opened box. `confirmed` repeats the discrepancies the clerk has seen and wants told."""

    accessories = _Ticks(N_("In the box"), validators=[Optional()])
    extra = _Ticks(N_("Also in the box, not declared"), validators=[Optional()])
    parcel = RadioField(N_("The parcel"), default=ParcelCondition.AS_DECLARED.value)
    battery = RadioField(
        N_("Battery"), validators=[Needed(N_("Look at the battery and choose what you see."))]
    )
    checks = _Ticks(N_("Tick what is so"), validators=[Optional()])
    serial = StringField(N_("Serial number on the device (optional)"), [AtMost(LONGEST_SCAN)])
    photos = MultipleFileField(N_("Photos of the opened box (optional)"))
    remark = TextAreaField(N_("Remark for the technician (optional)"), [AtMost(1000)])
    bin = StringField(N_("Bin (optional)"))
    confirmed = HiddenField()
    asked_about = HiddenField()  # the serial we were not sure of: sent again, it is meant

    def about(self, card: Card) -> None:
        """Ask what this kind of device needs; WTForms wants choices as pairs set on the form, not the class."""
        super().about(card)
        say = partial(translate, language())
        self.accessories.choices = _named(card.accessories)
        undeclared = tuple(key for key in accessories(card.kind) if key not in card.accessories)
        self.extra.choices = _named(undeclared)
        self.parcel.choices = [(one.value, say(label)) for one, label in PARCEL_NAME.items()]
        self.battery.choices = [(one.value, say(label)) for one, label in BATTERY_NAME.items()]
        self.checks.choices = [(one.value, say(CHECK_NAME[one])) for one in checks_of(card.kind)]
        if not has_battery(card.kind):
            del self.battery
        if not checks_of(card.kind):
            del self.checks
        if not undeclared:
            del self.extra

    def inspection(self) -> Inspection:
        """What was filled in, as the story wants it."""
        return Inspection(
            present=tuple(self.accessories.data or ()),
            parcel=ParcelCondition(self.parcel.data),
            battery=Battery(self.battery.data) if self.battery else Battery.NONE,
            serial=(self.serial.data or "").strip(),
            remark=(self.remark.data or "").strip(),
            extra=tuple(self.extra.data or ()) if self.extra else (),
            checks=tuple(self.checks.data or ()) if self.checks else (),
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


class NoteForm(Form):
    """How a task ended."""

    note = TextAreaField(
        N_("How did it end?"),
        validators=[Needed(N_("Write how it ended, so that a colleague can follow.")), AtMost(NOTE_ROOM)],
    )


class UnknownForm(Form):
    """A parcel nobody can name; anything that can be read on it helps."""

    kept = HiddenField()
    written = StringField(N_("What is written on it (optional)"))
    sender = StringField(N_("Sender (optional)"))
    phone = StringField(N_("Phone number on it (optional)"))
    serial = StringField(N_("Serial number on the device (optional)"))
    photos = MultipleFileField(N_("Photos of the parcel (optional)"))
    bin = StringField(N_("Bin where it is put aside (optional)"))

    def clues(self) -> Clues:
        """What was filled in, as the story wants it."""
        typed = {name: (self[name].data or "").strip() for name in ("written", "sender", "phone", "serial")}
        return Clues(**typed)


class BinForm(Form):
    """A bin of the store; an empty capacity takes as many as fit."""

    code = StringField(N_("Code on its label"), validators=[Needed(N_("Write the code on the bin's label."))])
    note = StringField(N_("Note (optional)"))
    capacity = StringField(N_("How many fit (optional)"))


def _named(keys: tuple[str, ...]) -> list[tuple[str, str]]:
    return [
        (key, translate(language(), label))
        for key, label in zip(keys, named(keys, ACCESSORY_NAME), strict=True)
    ]


FORMS: dict[Work, type[StepForm]] = {
    Work.RECEIVE: ReceiveForm,
    Work.INSPECT: InspectForm,
    Work.STORE: StoreForm,
    Work.TAKE_BACK: StoreForm,
    Work.PACK: PackForm,
    Work.HAND_OUT: HandOutForm,
}
