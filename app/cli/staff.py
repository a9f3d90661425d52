"""`flask staff …`: accounts made, listed, switched off; passwords by prompt or stdin, never as an argument."""

import sys
from typing import Any

import click
from flask.cli import with_appcontext

from app.cli.edge import refusals_in_words, writing
from app.edge.current import runtime
from app.kernel.actor import STAFF_ROLES, Role
from app.kernel.entering import entered
from app.kernel.i18n import Language
from app.staff import queries, service
from app.staff.passwords import hash_of_new
from app.web.account.opening_link import link_for


@click.group("staff")
def staff_commands() -> None:
    """Accounts of the people who work here."""


def _password_options(command: Any) -> Any:
    return click.option(
        "--password-stdin",
        is_flag=True,
        is_eager=True,  # known before anything is asked for
        help="Read the password from standard input, for scripts.",
    )(command)


def _ask_unless_script(context: click.Context, option: click.Parameter, value: str | None) -> str:
    """Standard input holds the password, so nothing else may be asked for there."""
    if value is None and context.params.get("password_stdin"):
        raise click.MissingParameter(ctx=context, param=option)
    return value if value is not None else _asked_for(option)


def _asked_for(option: click.Parameter) -> str:
    typed: str = click.prompt(str(option.name).capitalize(), type=option.type)
    return typed


def _new_password(from_stdin: bool, *, login: str, name: str) -> str:
    """What is stored of the password somebody types for that login and name.

    Looked at and hashed before the transaction begins: nobody holds the database meanwhile.
    """
    if from_stdin:
        typed = sys.stdin.readline().rstrip("\r\n")
    else:
        typed = click.prompt("Password (10 characters or more)", hide_input=True, confirmation_prompt=True)
    with refusals_in_words():  # as the page takes it at the next sign-in
        return hash_of_new(entered(str(typed)), known=(login, name, runtime().site.name))


@staff_commands.command("create")
@click.argument("login")
@click.option("--name", callback=_ask_unless_script, help="What colleagues and customers read.")
@click.option("--role", type=click.Choice([role.value for role in STAFF_ROLES]), callback=_ask_unless_script)
@click.option("--language", type=click.Choice([code.value for code in Language]), default="ko")
@_password_options
@with_appcontext
def create(login: str, name: str, role: str, language: str, password_stdin: bool) -> None:
    """Open an account for LOGIN."""
    made = _new_password(password_stdin, login=service.read_login(login), name=name)
    with writing() as session:
        account = service.create_account(
            session,
            login=login,
            name=name,
            role=Role(role),
            language=Language(language),
            password_hash=made,
            now=runtime().clock(),
        )
    click.echo(f"{account.name} can sign in as {account.login} ({account.role.value}).")


@staff_commands.command("list")
@with_appcontext
def list_accounts() -> None:
    """Show every account, those at work first."""
    with runtime().database.reading() as session:
        rows = queries.accounts(session)
    for row in rows:
        state = "" if row.active else "  (switched off)"
        click.echo(f"{row.login:<20} {row.role.value:<12} {row.language.value}  {row.name}{state}")
    if not rows:
        click.echo("Nobody yet. Start with: flask --app wsgi staff create LOGIN --role manager")


@staff_commands.command("deactivate")
@click.argument("login")
@with_appcontext
def deactivate(login: str) -> None:
    """Switch LOGIN's account off and sign it out everywhere."""
    with writing() as session:
        account = service.account_of(session, login)
        service.deactivate(session, account, now=runtime().clock())
    click.echo(f"{account.login} is switched off and signed out everywhere.")


@staff_commands.command("reset-password")
@click.argument("login")
@_password_options
@with_appcontext
def reset_password(login: str, password_stdin: bool) -> None:
    """Give LOGIN a new password and sign it out everywhere."""
    with refusals_in_words(), runtime().database.reading() as session:
        known = service.account_of(session, login)  # say so before a password is typed in vain
    made = _new_password(password_stdin, login=known.login, name=known.name)
    with writing() as session:
        account = service.account_of(session, login)
        service.set_password(session, account, made, now=runtime().clock())
    click.echo(f"{account.login} has a new password and is signed out everywhere.")


@staff_commands.command("open-device")
@click.argument("login")
@with_appcontext
def open_device(login: str) -> None:
    """Print a link that lets a new device of LOGIN try again, while somebody else guesses at the account."""
    with refusals_in_words(), runtime().database.reading() as session:
        account = service.account_of(session, login)
    click.echo(f"{runtime().settings.public_url}/login/known/{link_for(account.login)}")
    click.echo("Good for an hour. It opens nothing by itself: login and password are asked as always.")
