"""What an operator types: `flask --app wsgi staff | sms | custody | labels | db | settings | permissions | doctor`."""

from flask import Flask

from app.cli.custody import custody_commands
from app.cli.database import database_commands
from app.cli.doctor import doctor
from app.cli.entering import gated
from app.cli.labels import label_commands
from app.cli.permissions_page import permissions_command
from app.cli.settings_page import settings_command
from app.cli.sms import sms_commands
from app.cli.staff import staff_commands


def register_commands(app: Flask) -> None:
    """Hang our commands beside Flask's own."""
    for command in (
        staff_commands,
        sms_commands,
        custody_commands,
        label_commands,
        database_commands,
        settings_command,
        permissions_command,
        doctor,
    ):
        app.cli.add_command(gated(command))
