"""Nothing a request brings reaches a view past the gate: read by the source, and tried on the application."""

import ast
from collections.abc import Iterator

from app.edge.entering import EnteredPart, EnteredPath, Entering, Fields
from tests.architecture.sources import Source, sources
from tests.shop import Shop

GATE = ("app/edge/entering.py", "app/edge/given_back.py")
RAW = frozenset(
    {"data", "stream", "environ", "headers", "get_data", "get_json", "json", "user_agent", "referrer", "url"}
)
SIGNED = {  # what may read a body or an address as it was sent, and why
    "app/web/webhooks/posted_form.py": {"get_data", "environ"},  # a signature is over the raw bytes
}


def _raw_reads(source: Source) -> Iterator[str]:
    allowed = SIGNED.get(source.name, set())
    for node in ast.walk(source.tree):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == "request"
            and node.attr in RAW - allowed
        ):
            yield f"{source.name}:{node.lineno}: request.{node.attr}"


def test_views_read_what_came_through_the_gate() -> None:
    edges = [source for source in sources("app/web", "app/api", "app/edge") if source.name not in GATE]
    assert [found for source in edges for found in _raw_reads(source)] == []


def test_bodies_of_the_api_are_read_by_one_base() -> None:
    found = [
        f"{source.name}:{node.lineno}: {node.name}"
        for source in sources("app/api")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef)
        and any(isinstance(base, ast.Name) and base.id == "BaseModel" for base in node.bases)
        and source.name != "app/api/v1/sent.py"
    ]
    assert found == []


def test_numbers_from_outside_have_one_reader() -> None:
    """`int(…)` reads thousands of digits slowly and other scripts' digits gladly; a view asks `read_whole`."""
    found = [
        f"{source.name}:{node.lineno}"
        for source in sources("app/web", "app/api", "app/edge")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "int"
        if f"{source.name}" not in CHOSEN
    ]
    assert found == []


CHOSEN = {
    "app/web/bench/forms.py",  # of a list of ours, checked before
    "app/web/manage/cards.py",  # of minutes passed
    "app/web/bench/fields.py",  # of a Decimal, bounded before
    "app/web/webhooks/twilio.py",  # of at most two characters
}


def test_the_application_is_built_behind_the_gate(sqlite_shop: Shop) -> None:
    app = sqlite_shop.app
    assert app.request_class is Entering
    assert Entering.parameter_storage_class is Fields
    texts = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
        for converter in rule._converters.values()
        if type(converter).__name__ not in ("UUIDConverter", "IntegerConverter")
        and not isinstance(converter, EnteredPart | EnteredPath)
    ]
    assert texts == []
