"""How allauth asks and tells what is ours to decide: who may join, links in e-mail, passkeys' site."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import gettext

from .accounts import site_address, usable_invitations
from .models import Invitation, Reader

log = logging.getLogger("broadsheet.readers")

SITE_NAME = "Broadsheet"
INVITATION_KEY = "invitation"
# Of no use once the page that follows is there.
_SAID_BY_THE_PAGE = ("account/messages/logged_in.txt", "account/messages/logged_out.txt")


def invitation_of(request: HttpRequest) -> Invitation | None:
    """The invitation that this session came with, if it can still be used."""
    pk = request.session.get(INVITATION_KEY)
    return usable_invitations().filter(pk=pk).first() if pk else None


def may_join(request: HttpRequest) -> bool:
    """Whether who asks may make an account."""
    return settings.CONFIG.accounts_mode == "open" or invitation_of(request) is not None


def has_mail() -> bool:
    """Whether this site sends e-mail."""
    return bool(settings.CONFIG.email_url)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts by e-mail and password."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """By the setting, or by an invitation."""
        return may_join(request)

    def clean_email(self, email: str) -> str:
        """An invitation for one address is for no other."""
        invitation = invitation_of(context.request)
        if invitation and invitation.email and invitation.email != email.lower():
            raise ValidationError(gettext("The invitation is for another e-mail address."))
        return email

    def save_user(self, request: HttpRequest, user: Reader, form: BaseForm, commit: bool = True) -> Reader:
        """Uses the invitation up."""
        invitation = invitation_of(request)
        if invitation:
            user.role = invitation.role
            if invitation.email:  # which `clean_email` compared: the operator vouches for it
                self.stash_verified_email(request, invitation.email)
        saved: Reader = super().save_user(request, user, form, commit)
        if commit:
            use_invitation(invitation, saved)
        return saved

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Sends it; its links have the site's address from settings, not what a request says of itself.

        A mail server that fails does not change the answer: whether an address is known shall not show.
        """
        if not has_mail():
            log.warning("an e-mail was not sent: no BROADSHEET_EMAIL_URL is set (see broadsheet reader list)")
            return
        ours = {
            name: _at_home(value)
            for name, value in context.items()
            if isinstance(value, str) and name.endswith("_url")
        }
        try:
            super().send_mail(template_prefix, email, {**context, **ours})
        except OSError as error:  # smtplib's errors are such
            log.error("an e-mail could not be sent: %s", type(error).__name__)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        """For the next page of the account."""
        if message_template not in _SAID_BY_THE_PAGE:
            super().add_message(request, level, message_template, *args, **kwargs)


def use_invitation(invitation: Invitation | None, reader: Reader) -> None:
    """Notes who used it."""
    if invitation is not None:
        invitation.reader = reader
        invitation.save(update_fields=["reader"])


def _at_home(url: str) -> str:
    parts = urlsplit(url)
    return site_address() + parts._replace(scheme="", netloc="").geturl() if parts.netloc else url


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Passkeys, second factors, recovery codes."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The site that passkeys are for (W3C WebAuthn, "RP ID"): by settings, else the host asked."""
        stated = urlsplit(settings.CONFIG.public_url).hostname
        asked = urlsplit(f"//{context.request.get_host()}").hostname
        return {"id": stated or asked or "localhost", "name": SITE_NAME}

    def generate_authenticator_name(self, user: Reader, type: Authenticator.Type) -> str:
        """What a passkey is called until its reader names it."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}

    def _get_site_name(self) -> str:
        return SITE_NAME


class OpenIDAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Signing in by an OpenID Connect provider."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """As for others, or because the operator trusts the provider with it."""
        return settings.CONFIG.oidc_signup or may_join(request)

    def save_user(
        self, request: HttpRequest, sociallogin: SocialLogin, form: BaseForm | None = None
    ) -> Reader:
        """Uses the invitation up, if there is one."""
        invitation = invitation_of(request)
        if invitation:
            sociallogin.user.role = invitation.role
        saved: Reader = super().save_user(request, sociallogin, form)
        use_invitation(invitation, saved)
        return saved
