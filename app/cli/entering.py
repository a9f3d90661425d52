"""The gate of the command line: words of a command are taken as text from a form is, in every command."""

from typing import Any

import click

from app.kernel.entering import entered_line


class Entered(click.ParamType[Any]):
    """One line of text; what the terminal could not read is refused rather than guessed."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """As the house takes text."""
        if not isinstance(value, str):
            return value
        if any("\ud800" <= char <= "\udfff" for char in value):
            self.fail("This is no UTF-8. Set the terminal to UTF-8, then type it again.", param, ctx)
        return entered_line(value)


ENTERED = Entered()


def gated(command: click.Command) -> click.Command:
    """The same command, whose texts come through the gate, and those of its subcommands."""
    for param in command.params:
        if param.type is click.STRING:
            param.type = ENTERED
    for below in getattr(command, "commands", {}).values():
        gated(below)
    return command
