"""The forms of signing in and of one's own account."""

from wtforms import HiddenField, PasswordField, StringField

from app.kernel.i18n import N_
from app.web.forms import Form, Needed


class SignInForm(Form):
    """Login and password; `next` is where the visitor wanted to go."""

    login = StringField(N_("Login"), [Needed(N_("Enter your login."))])
    password = PasswordField(N_("Password"), [Needed(N_("Enter your password."))])
    next = HiddenField()


class PasswordForm(Form):
    """A new password, against the old one."""

    current = PasswordField(
        N_("Password until now"), [Needed(N_("Enter the password you have used until now."))]
    )
    password = PasswordField(N_("New password"), [Needed(N_("Enter a new password."))])
