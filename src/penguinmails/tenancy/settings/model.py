"""What a tenant decides for itself. Every field is a column; what is not listed cannot be set."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from penguinmails.tenancy.errors import SettingInvalid, SettingUnknown


@dataclass(frozen=True)
class TenantConfig:
    """Billing contact, notices and look."""

    billing_email: str | None
    billing_address: dict[str, Any]
    notify_on_billing_changes: bool
    notify_on_system_updates: bool
    notify_on_security_alerts: bool
    theme_primary_color: str | None
    theme_logo_url: str | None
    theme_favicon_url: str | None
    ui_sidebar_default_collapsed: bool
    ui_date_format: str | None
    ui_timezone: str | None


@dataclass(frozen=True)
class TenantPolicies:
    """Rules for signing in, for companies, and for how often a lead may be written to."""

    password_min_length: int
    password_require_uppercase: bool
    password_require_numbers: bool
    password_require_symbols: bool
    session_timeout_hours: int
    max_login_attempts: int
    two_factor_required: bool
    company_default_status: str
    company_allow_member_invites: bool
    company_auto_approve_members: bool
    company_require_email_verification: bool
    campaigns_need_approval: bool
    max_emails_per_lead_per_day: int | None
    min_hours_between_emails: int
    default_tracking_consent: str


class ContentType(StrEnum):
    """What has a time to be kept of its own."""

    EMAIL_CONTENT = "email_content"
    ATTACHMENTS = "attachments"
    EMAIL_MESSAGES = "email_messages"
    EMAIL_EVENTS = "email_events"
    """Events, verdicts and states."""
    HITS = "hits"
    """Addresses and user agents in events."""
    ANALYTICS = "analytics"
    INACTIVE_LEADS = "inactive_leads"
    EXPORTS = "exports"
    INBOX_TRASH = "inbox_trash"
    NOTIFICATIONS = "notifications"
    AUDIT_LOG = "audit_log"
    LOGS = "logs"


@dataclass(frozen=True)
class RetentionPolicy:
    """How long one kind of content is kept. `retention_days` None: for ever."""

    content_type: str
    retention_days: int | None
    auto_archive: bool
    auto_delete: bool
    legal_hold: bool


def parse_settings(kind: type[TenantConfig | TenantPolicies], texts: Mapping[str, str]) -> dict[str, object]:
    """Settings as people type them (`yes`, `12`, `none`, JSON) in their types.

    Raises `SettingUnknown`, `SettingInvalid`.
    """
    hints = get_type_hints(kind)
    check_known(kind, texts)
    return {key: _parse(key, text, hints[key]) for key, text in texts.items()}


def check_known(kind: type[TenantConfig | TenantPolicies], keys: Collection[str]) -> None:
    """Refuse a key that is no field of `kind`. Raises `SettingUnknown`."""
    known = {field.name for field in fields(kind)}
    for key in keys:
        if key not in known:
            raise SettingUnknown(key=key, known=", ".join(sorted(known)))


def check_types(kind: type[TenantConfig | TenantPolicies], values: Mapping[str, object]) -> None:
    """Refuse a value that is not of its setting's type. Raises `SettingUnknown`, `SettingInvalid`."""
    hints = get_type_hints(kind)
    check_known(kind, values)
    for key, value in values.items():
        options = [get_origin(option) or option for option in _options(hints[key])]
        if type(value) not in options:
            names = " or ".join("none" if option is type(None) else option.__name__ for option in options)
            raise SettingInvalid(key=key, value=value, reason=f"it is to be {names}")


def _options(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if isinstance(hint, UnionType) else (hint,)


def _parse(key: str, text: str, hint: Any) -> object:
    options = _options(hint)
    if type(None) in options and text in ("", "none"):
        return None
    wanted = get_origin(options[0]) or options[0]
    try:
        return _PARSERS[wanted](text)
    except (ValueError, KeyError):
        raise SettingInvalid(key=key, value=text, reason=f"it is to be {_WORDS[wanted]}") from None


def _yes_or_no(text: str) -> bool:
    return {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}[text.lower()]


_PARSERS: Mapping[Any, Any] = {bool: _yes_or_no, int: int, str: str, dict: json.loads}
_WORDS: Mapping[Any, str] = {bool: "yes or no", int: "a whole number", str: "text", dict: "JSON"}
