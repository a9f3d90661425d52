"""The base of every form: labels and errors in the reader's language, and a place for refusals.

Labels, choices and messages are written as English message ids (mark them with N_); what a person typed is
never translated. Errors are checked when the form is sent, not while typing.
"""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import StopValidation

from app.edge.current import language, shown
from app.kernel.errors import Refusal
from app.kernel.i18n import Text, translate


class FieldError(ValidationError):
    """A validator's no, as a Text."""

    def __init__(self, message: Text) -> None:
        super().__init__(message)  # type: ignore[arg-type]


class Needed:
    """The field must hold something; `message` says what to type."""

    field_flags = {"required": True}  # noqa: RUF012 - WTForms reads it

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: Any, field: Field) -> None:
        """Stop at an empty field with our own sentence."""
        data = field.data
        if not data or (isinstance(data, str) and not data.strip()):
            field.errors = []
            raise StopValidation(self.message)


class Form(FlaskForm):  # type: ignore[misc]
    """Renders with `_macros/ui.html`, which prints labels, choices and errors as it finds them here."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Lets forms list their choices as plain (value, label) pairs, which WTForms is giving up."""

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Field:
            """Hand WTForms its own class for each choice."""
            choices = unbound_field.kwargs.get("choices")
            if isinstance(choices, (list, tuple)):
                unbound_field.kwargs["choices"] = [_choice(pair) for pair in choices]
            bound: Field = super().bind_field(form, unbound_field, options)
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
        sentence = _say(refusal.message)
        if refusal.field and refusal.field in self:
            field = self[refusal.field]
            field.errors = [*field.errors, sentence]
        else:
            self.form_errors.append(sentence)


def _choice(pair: Any) -> Any:
    return pair if isinstance(pair, SelectChoice) else SelectChoice(*pair)


def _say(sentence: Any) -> str:
    if isinstance(sentence, Text):
        return shown(sentence)
    return translate(language(), sentence) if isinstance(sentence, str) and sentence else str(sentence)
