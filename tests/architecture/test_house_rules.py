"""The habits of the house that a linter does not know, each as a list of the files that break it."""

import ast
from pathlib import Path

from tests.architecture.sources import Source, imported, sources

PURE = {"states.py", "rules.py", "kinds.py", "ports.py", "inbound.py"}
LONGEST = 300
MAY_SKIP = [
    "tests/browser/conftest.py",
    "tests/conftest.py",
]  # docs/decisions/0022: loud, and failures under CI=true
OF_A_SESSION = {"add", "connection", "delete", "execute", "flush", "get", "query", "scalar", "scalars"}
DECISIONS = Path(__file__).parents[2] / "docs" / "decisions"
LEFT_OUT = {"skip", "skipif", "xfail", "importorskip"}


def _code() -> tuple[Source, ...]:
    return sources("app", "jobs")


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        source.name
        for source in sources("app", "jobs", "tests", "migrations")
        if source.text.strip() and not ast.get_docstring(source.tree)
    ]
    assert silent == []


def test_no_file_has_grown_past_its_second_idea() -> None:
    lengths = {source.name: source.text.count("\n") for source in _code()}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


def test_no_import_hides_inside_a_function() -> None:
    hidden = {
        f"{source.name}:{statement.lineno}"
        for source in _code()
        for function in ast.walk(source.tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for statement in ast.walk(function)
        if isinstance(statement, ast.Import | ast.ImportFrom)
    }
    assert hidden == set()


def test_the_rules_of_the_trade_know_no_database() -> None:
    touched = [
        f"{source.name}: {module}"
        for source in _code()
        if source.name.rpartition("/")[2] in PURE
        for node in ast.walk(source.tree)
        for module in imported(node)
        if module.split(".")[0] == "sqlalchemy" or module == "app.kernel.db" or module.endswith(".models")
    ]
    assert touched == []


def test_no_query_is_built_where_pages_are_made() -> None:
    """Pages ask boards and queries by name: of the database they know the type of a session, no more."""
    built = {
        source.name
        for source in sources("app/web", "app/api", "app/edge")
        for node in ast.walk(source.tree)
        if _names_more_than_a_session(node) or _asks_a_session(node)
    }
    assert built == set()


def _names_more_than_a_session(node: ast.AST) -> bool:
    return any(
        module.split(".")[0] == "sqlalchemy" and module not in ("sqlalchemy.orm", "sqlalchemy.orm.Session")
        for module in imported(node)
    )


def _asks_a_session(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Attribute) and ast.unparse(node.value) == "session" and node.attr in OF_A_SESSION
    )


def test_only_the_edge_asks_the_clock() -> None:
    """Below it `now` is handed in, so that any moment can be played in a test."""
    asked = [
        f"{source.name}:{node.lineno}"
        for source in _code()
        if source.name != "app/kernel/clock.py"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr) in {("datetime", "now"), ("datetime", "utcnow"), ("date", "today")}
    ]
    assert asked == []


def test_no_room_for_odds_and_ends() -> None:
    words = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
    assert [s.name for s in _code() if words & set(s.name.removesuffix(".py").split("/"))] == []


def test_the_front_door_is_empty() -> None:
    """Importing a noun must not load Flask: app/__init__.py has nothing but its sentence."""
    (door,) = (source for source in _code() if source.name == "app/__init__.py")
    assert not [node for node in door.tree.body if not isinstance(node, ast.Expr)]


def test_only_a_missing_browser_or_database_leaves_tests_out() -> None:
    leaving = [
        source.name
        for source in sources("tests")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and node.attr in LEFT_OUT and _of_pytest(node.value)
    ]
    assert sorted(leaving) == MAY_SKIP


def _of_pytest(node: ast.expr) -> bool:
    return ast.unparse(node) in ("pytest", "pytest.mark")


def test_a_due_time_is_written_with_the_ledger_and_nowhere_else() -> None:
    """`tickets.due_at` is the shadow of a promise: whoever sets it alone forgets one (decision 50)."""
    at_the_door = {"app/tickets/service.py", "app/tickets/promising.py", "app/tickets/models.py"}
    elsewhere = {
        source.name
        for source in _code()
        if source.name not in at_the_door
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        for part in ast.walk(target)
        if isinstance(part, ast.Attribute) and part.attr in ("due_at", "warned_due_at")
    }
    assert elsewhere == set()


def test_promises_are_written_at_their_door_only() -> None:
    """Rows of the ledger are made and ended by `promises/ledger.py`; boards and stories read them."""
    writes = {
        source.name
        for source in _code()
        if source.name != "app/promises/ledger.py"
        for node in ast.walk(source.tree)
        if (
            isinstance(node, ast.Call)
            and any(isinstance(arg, ast.Name) and arg.id == "Promise" for arg in node.args[:2])
            and isinstance(node.func, ast.Name)
            and node.func.id in ("insert_new", "insert_row", "insert", "update", "delete")
        )
        or (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Promise")
    }
    assert writes == set()


def test_a_decision_has_a_number_of_its_own() -> None:
    """Code and pages name decisions by number; the page's first line says it again."""
    pages = sorted(DECISIONS.glob("*.md"))
    numbers = [page.name[:4] for page in pages]
    assert [number for number in numbers if numbers.count(number) > 1] == []
    titles = {page.name: page.read_text("utf-8").split(".")[0] for page in pages}
    assert {name: title for name, title in titles.items() if title != f"# {int(name[:4])}"} == {}
