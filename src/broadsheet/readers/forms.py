"""allauth's forms in our words."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm, SignupForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.utils.translation import gettext_lazy as _


class SignIn(LoginForm):  # type: ignore[misc]
    """E-mail address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")


class SignUp(SignupForm):  # type: ignore[misc]
    """E-mail address and a new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")


class SecondFactor(AuthenticateForm):  # type: ignore[misc]
    """A code of an app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")


class AddPasskey(AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey and what its reader calls it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self)


class RenamePasskey(EditWebAuthnForm):  # type: ignore[misc]
    """What a passkey is called."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self)


def _name(form: AddWebAuthnForm | EditWebAuthnForm) -> None:
    field = form.fields["name"]
    field.label, field.max_length = _("Name of the passkey"), 80
    field.widget.attrs["maxlength"] = 80
