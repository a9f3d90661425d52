"""`flask permissions`: who may do what at work, as the page `docs/permissions.md`."""

from pathlib import Path

import click

from app.kernel.actor import ROLE_NAME, STAFF_ROLES
from app.staff.permissions import CAPABILITY_NAME, Capability, may

PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"
_HEAD = """\
# Permissions

What each role may do at work. Views name the capability they need, the header shows what one's role opens, and stories
ask the same table; a test walks every address with every role. What may be done to one repair in its state stands in
`app/tickets/states.py`. Written by `flask --app wsgi permissions --write` from `app/staff/permissions.py`.

"""


def permissions_page() -> str:
    """The whole page as Markdown."""
    roles = " | ".join(ROLE_NAME[role] for role in STAFF_ROLES)
    rule = "|---" * (len(STAFF_ROLES) + 2) + "|"
    return _HEAD + "\n".join([f"| Capability | Means | {roles} |", rule, *map(_row, Capability)]) + "\n"


def _row(capability: Capability) -> str:
    held = " | ".join("yes" if may(role, capability) else "" for role in STAFF_ROLES)
    return f"| `{capability}` | {CAPABILITY_NAME[capability]} | {held} |"


@click.command("permissions")
@click.option("--write", is_flag=True, help="Write docs/permissions.md instead of printing it.")
def permissions_command(write: bool) -> None:
    """Print who may do what."""
    if write:
        PAGE.write_text(permissions_page(), encoding="utf-8")
        click.echo("docs/permissions.md is written.")
    else:
        click.echo(permissions_page(), nl=False)
