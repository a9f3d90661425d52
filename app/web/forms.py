"""The base of every form: labels and errors in the reader's language, and a place for refusals.

Labels, choices and messages are written as English message ids (mark them with N_); what a person typed is
never translated. Errors are checked when the form is sent, not while typing. Each field of text has a length that
fits what keeps it, its own (`AtMost`) or that of its kind; what is longer is refused in words and never cut.
"""

from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import (
    Field,
    HiddenField,
    IntegerField,
    PasswordField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import StopValidation

from app.edge.current import language, shown
from app.edge.told import keep_for_the_log
from app.kernel.entering import can_be_seen, entered_line, read_whole, too_long
from app.kernel.errors import Refusal
from app.kernel.i18n import N_, Text, translate

ROOM = 120  # characters of a line that names nothing else
TEXT_ROOM = 2000  # and of several lines
HIDDEN_ROOM = 8000  # what our own pages put into a hidden field
PASSWORD_ROOM = 200


class FieldError(ValidationError):
    """A validator's no, as a Text."""

    def __init__(self, message: Text) -> None:
        super().__init__(message)  # type: ignore[arg-type]  # WTForms hands it on as it is


class Needed:
    """The field must hold something; `message` says what to type."""

    field_flags = {"required": True}  # noqa: RUF012 - WTForms reads it

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: Any, field: Field) -> None:
        """Stop at an empty field with our own sentence."""
        data = field.data
        if not data or (isinstance(data, str) and not can_be_seen(data)):
            field.errors = []
            raise StopValidation(self.message)


class Readable:
    """The field must hold a letter or a digit of any script; `message` says what to type. Letters of no syllable are none."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: Any, field: Field) -> None:
        """Stop at pictures and signs alone."""
        if not can_be_read(field.data or ""):
            raise StopValidation(self.message)


def can_be_read(typed: str) -> bool:
    """Whether a letter or a digit stands in it: not pictures, signs, or keys of a Hangul keyboard pressed at random."""
    return any(char.isalnum() and not "\u3131" <= char <= "\u318e" for char in typed)


class AtMost:
    """The field takes so many characters; what is longer is refused with both numbers, and stays as it was typed."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, form: Any, field: Field) -> None:
        """Stop at what is too long."""
        if isinstance(field.data, str) and len(field.data) > self.most:
            raise FieldError(too_long(field.data, self.most))


class Whole(IntegerField):
    """A whole number between two bounds, with one sentence for whatever else arrives."""

    def __init__(self, label: str, *, least: int, most: int, ask: str, **how: Any) -> None:
        super().__init__(label, **how)
        self.least, self.most, self.ask = least, most, ask

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the digits; anything else is no number, and stays in the box."""
        if not valuelist:
            return
        self.data: int | None = read_whole(str(valuelist[0]), least=self.least, most=self.most)
        if self.data is None:
            raise ValueError(self.ask)


class _InOurWords:
    """What WTForms says by itself is about choices, here: one that is not on offer any more, or never was."""

    def gettext(self, _sentence: str) -> str:
        """Ours, for whatever it is."""
        return N_("Choose one of these.")

    def ngettext(self, _one: str, _many: str, _count: int) -> str:
        """Ours, for one or several that are not on offer."""
        return N_("Something you ticked is not on offer any more. Look at what is there now and tick again.")


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Renders with `_macros/ui.html`, which prints labels, choices and errors as it finds them here."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # neither has this
        """Lets forms list their choices as plain (value, label) pairs, which WTForms is giving up; bounds all text."""

        def get_translations(self, form: Any) -> "_InOurWords":
            """Have our own sentence said where WTForms has one of its own."""
            return _InOurWords()

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Take forms for forms: JSON sent to a page is none."""
            return None if request and request.is_json else super().wrap_formdata(form, formdata)

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Field:
            """Hand WTForms its own class for each choice."""
            choices = unbound_field.kwargs.get("choices")
            if isinstance(choices, (list, tuple)):
                unbound_field.kwargs["choices"] = [_choice(pair) for pair in choices]
            bound: Field = super().bind_field(form, unbound_field, options)
            if isinstance(bound, StringField):
                _bound_the_text(bound)
            return bound

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self:
            field.label.text = _say(field.label.text)
            choices: Any = getattr(field, "choices", None)
            if choices:
                said = [_choice(pair) for pair in choices]
                field.choices = [SelectChoice(one.value, _say(one.label)) for one in said]

    def validate(self, extra_validators: Any = None) -> bool:
        """Check all fields, then put what is wrong into the reader's language."""
        passed = super().validate(extra_validators)
        for field in self:
            field.errors = [_say(error) for error in field.errors]
        return bool(passed)

    def refuse(self, refusal: Refusal) -> None:
        """Show a story's refusal beside its field, or on top where it names none."""
        keep_for_the_log(refusal)
        sentence = _say(refusal.message)
        if refusal.field and refusal.field in self:
            field = self[refusal.field]
            field.errors = [*field.errors, sentence]
        else:
            self.form_errors.append(sentence)


def _bound_the_text(field: StringField) -> None:
    room = ROOM
    if isinstance(field, HiddenField):
        room = HIDDEN_ROOM
    elif isinstance(field, PasswordField):
        room = PASSWORD_ROOM
    elif isinstance(field, TextAreaField):
        room = TEXT_ROOM
    else:
        field.filters = (
            *field.filters,
            lambda typed: entered_line(typed) if isinstance(typed, str) else typed,
        )
    if not any(isinstance(check, AtMost) for check in field.validators):
        field.validators = [*field.validators, AtMost(room)]


def _choice(pair: Any) -> Any:
    return pair if isinstance(pair, SelectChoice) else SelectChoice(*pair)


def _say(sentence: Any) -> str:
    if isinstance(sentence, Text):
        return shown(sentence)
    return translate(language(), sentence) if isinstance(sentence, str) and sentence else str(sentence)
