"""What servers said, as they say it, and what their users are told to do."""

import pytest

from penguinmails.infrastructure.checking.explaining import explain_answer
from penguinmails.infrastructure.checking.model import Side

SAID = [
    (
        "smtp",
        "smtp.gmail.com",
        (
            "535 5.7.8 Username and Password not accepted. For more information, go to 5.7.8 "
            "https://support.google.com/mail/?p=BadCredentials 5b1f17b1804b1-4 - gsmtp"
        ),
        "app_password_needed",
        "app password",
    ),
    (
        "smtp",
        "smtp.gmail.com",
        (
            "534 5.7.9 Application-specific password required. For more information, go to 5.7.9 "
            "https://support.google.com/mail/?p=InvalidSecondFactor 6a1803df08f44 - gsmtp"
        ),
        "app_password_needed",
        "app password",
    ),
    (
        "imap",
        "imap.gmail.com",
        "[ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833",
        "app_password_needed",
        "app password",
    ),
    (
        "imap",
        "imap.gmail.com",
        "[AUTHENTICATIONFAILED] Invalid credentials (Failure)",
        "app_password_needed",
        "2-step",
    ),
    ("imap", "imap.gmail.com", "[WEBALERT https://x] Web login required.", "browser_login_needed", "browser"),
    (
        "smtp",
        "smtp.office365.com",
        (
            "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. "
            "Visit https://aka.ms/smtp_auth_disabled for more information."
        ),
        "smtp_auth_disabled",
        "admin center",
    ),
    (
        "smtp",
        "smtp.office365.com",
        "535 5.7.139 Authentication unsuccessful, basic authentication is disabled. [BM1P287CA0015]",
        "oauth_needed",
        "OAuth",
    ),
    (
        "smtp",
        "smtp.office365.com",
        "550 5.7.30 Basic authentication is not supported for Client Submission.",
        "oauth_needed",
        "OAuth",
    ),
    (
        "smtp",
        "smtp.office365.com",
        (
            "535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated "
            "successfully. Contact your administrator."
        ),
        "smtp_auth_disabled",
        "conditional access",
    ),
    (
        "smtp",
        "smtp.office365.com",
        "535 5.7.3 Authentication unsuccessful [DB6P18901CA0015.EURP189.PROD.OUTLOOK.COM]",
        "password_wrong",
        "OAuth",
    ),
    (
        "imap",
        "outlook.office365.com",
        "User is authenticated but not connected.",
        "imap_disabled",
        "settings",
    ),
    ("imap", "imap.example.org", "IMAP access is disabled for your account", "imap_disabled", "Turn it on"),
    (
        "smtp",
        "mx.example.org",
        "530 5.7.0 Must issue a STARTTLS command first",
        "encryption_needed",
        "starttls",
    ),
    (
        "imap",
        "imap.example.org",
        "[PRIVACYREQUIRED] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.",
        "encryption_needed",
        "starttls",
    ),
    (
        "smtp",
        "email-smtp.us-east-1.amazonaws.com",
        "535 Authentication Credentials Invalid",
        "password_wrong",
        "SES",
    ),
    (
        "smtp",
        "smtp.sendgrid.net",
        "535 Authentication failed: Bad username / password",
        "password_wrong",
        "apikey",
    ),
    ("smtp", "smtp.example.org", "535 5.7.8 Error: authentication failed", "password_wrong", "whole address"),
    (
        "smtp",
        "smtp.example.org",
        "454 4.7.0 Too many login attempts, please try again later",
        "server_busy",
        "minutes",
    ),
    (
        "smtp",
        "smtp.example.org",
        "504 5.7.4 Unrecognized authentication type",
        "mechanism_not_offered",
        "xoauth2",
    ),
    ("smtp", "smtp.example.org", "554 no\r\n service \x1b[31m here", "server_refused", "Ask the provider"),
]


@pytest.mark.parametrize(("side", "host", "said", "code", "fix"), SAID)
def test_every_refusal_names_the_fix(*, side: str, host: str, said: str, code: str, fix: str) -> None:
    trouble = explain_answer(Side(side), host, said)
    assert (trouble.side, trouble.code) == (side, code)
    assert fix in trouble.fix
    assert trouble.words.isprintable()
