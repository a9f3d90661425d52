"""The names of all fields people type into: from the form classes and from the templates that write their own."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wtforms import HiddenField, IntegerField, StringField
from wtforms.fields.core import UnboundField

from app.web.blueprints import BLUEPRINTS
from app.web.forms import Form

TEMPLATES = Path(__file__).parents[2] / "templates"
OWN = re.compile(r"<(?:textarea|input)\b[^>]*?\bname=\"(\w+)\"[^>]*>")
BOXES = re.compile(r"big_code_input\(\"([\w-]+)\"")
NOT_TYPED = {"q", "slot"}  # looked up by the address of a page; chosen from a list
EXAMPLES = ("styleguide", "SampleForm")


def typed_fields() -> list[str]:
    """Each once, sorted."""
    assert BLUEPRINTS, "importing them defines all forms"
    found = {name for form in _forms(Form) for name in _of_class(form)}
    for path in TEMPLATES.rglob("*.html"):
        if path.stem in EXAMPLES:
            continue
        text = path.read_text(encoding="utf-8")
        found |= {
            match[1]
            for match in OWN.finditer(text)
            if not re.search(r'type="(?:hidden|radio|checkbox|file|submit)"', match[0])
        }
        found |= set(BOXES.findall(text))
    return sorted(found - NOT_TYPED)


def _forms(base: Any) -> Iterator[Any]:
    for form in base.__subclasses__():
        if form.__name__ not in EXAMPLES:
            yield form
        yield from _forms(form)


def _of_class(form: Any) -> Iterator[str]:
    for name in dir(form):
        field = getattr(form, name, None)
        if not isinstance(field, UnboundField) or issubclass(field.field_class, HiddenField):
            continue
        if issubclass(field.field_class, StringField | IntegerField):
            yield name
