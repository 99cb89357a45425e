"""E-mail addresses of leads, as people write them into files and as they are stored: one form each.

Pure and quick: a plain ASCII address costs about a microsecond, because imports read millions.
"""

import re
import unicodedata
from typing import Final

import idna
from disposable_email_domains import blocklist

from penguinmails.audiences.errors import AddressInvalid

ADDRESS_LENGTH: Final = 254
"""RFC 5321 §4.5.3.1.3, less the two angle brackets."""
LOCAL_LENGTH: Final = 64
"""RFC 5321 §4.5.3.1.1."""
_LONGEST_INPUT: Final = 1000

_ATEXT: Final = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]"
_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"

# RFC 5321 §4.1.2: a dot-string, then a domain of two labels or more whose last is no number (RFC 3696 §2).
# Quoted strings and address literals are legal, and nobody who can be written to at work has one. Nor has
# anybody an apostrophe in front: spreadsheets put one there to mark a text.
_PLAIN: Final = re.compile(
    rf"(?!')(?=[^@]{{1,64}}@){_ATEXT}+(?:\.{_ATEXT}+)*@(?:{_LABEL}\.)+(?![0-9]+\Z){_LABEL}"
)
_LOCAL: Final = re.compile(rf"{_ATEXT}+(?:\.{_ATEXT}+)*")
_DOMAIN_LABEL: Final = re.compile(_LABEL)

_BLANKS: Final = " \t\r\n\v\f\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f\u2060\u3000\ufeff\u00ad"
_UNSEEN: Final = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"})
_QUOTES: Final = "\"'\u2018-\u201f\u00ab\u00bb\u2039\u203a"
_AROUND: Final = re.compile(rf"\A[{_BLANKS}{_QUOTES}]+|[{_BLANKS}{_QUOTES}.;,]+\Z")

# RFC 2142 §3 to §5, and what else is usual, in the languages that most lists come in. Compared without
# separators: no-reply, no_reply and noreply are one.
_OFFICES: Final = """
    info marketing sales support abuse noc security postmaster hostmaster usenet news webmaster www uucp ftp
    accounting accounts admin administrator all billing booking bookings bounce bounces careers compliance
    contact contactus customercare customerservice devnull dns donotreply dpo editor editorial email enquiries
    enquiry events everyone feedback finance hello help helpdesk hi hr inquiries inquiry invoice invoices it
    itsupport jobs join legal list mail mailerdaemon management maildaemon marketingteam media newsletter
    noreply nobody notifications office operations ops orders partners payments payroll phishing press privacy
    procurement pr recruiting recruitment registrar reception remove replies reply reservations returns root
    salesteam secretary service services shop spam ssladmin staff subscribe supportteam sysadmin team tech
    unsubscribe web welcome
    anfrage anfragen bewerbung buchhaltung buero datenschutz einkauf empfang impressum kontakt kundenservice
    personal presse rechnung rechnungen redaktion sekretariat verkauf vertrieb verwaltung zentrale
    accueil commercial comptabilite contactez direction recrutement secretariat ventes
    administracion atencionalcliente contacto facturacion soporte ventas
    amministrazione contatti segreteria vendite administratie boekhouding verkoop comercial contato vendas
"""
_ROLES: Final = frozenset(_OFFICES.split())
_SEPARATORS: Final = str.maketrans("", "", "-_.")


def read_address(raw: str) -> str:
    """The address as it is stored and compared: lower-case, its domain in ASCII (RFC 5891 A-labels).

    Takes what stands around addresses in files: blanks and invisible characters, quotes, `Name <a@b.c>`,
    `mailto:`, a trailing full stop, comma or semicolon. Syntax only; nothing is looked up. What it returns
    it would return again. Raises `AddressInvalid`, whose reason says what to change.
    """
    if raw.isascii():  # before lower(), which makes an ASCII k of the Kelvin sign
        address = raw.lower()
        if _PLAIN.fullmatch(address) and len(address) <= ADDRESS_LENGTH:
            return address
    return _read_with_care(raw)


def domain_of(address: str) -> str:
    """What stands after the @ of a normalised address."""
    return address.rpartition("@")[2]


def is_role(address: str) -> bool:
    """Whether a normalised address is that of an office rather than a person (RFC 2142 and usual ones)."""
    local = address.partition("@")[0].partition("+")[0]
    return local.translate(_SEPARATORS) in _ROLES


def is_disposable(domain: str) -> bool:
    """Whether the domain, or one above it, hands out addresses to throw away."""
    while "." in domain:
        if domain in blocklist:
            return True
        domain = domain.partition(".")[2]
    return False


def masked(address: str) -> str:
    """As much of an address as may be shown where it need not be read: `j…@example.org`."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"


def _read_with_care(raw: str) -> str:
    if len(raw) > _LONGEST_INPUT:
        raise AddressInvalid(raw, f"it has {len(raw)} characters; give the address alone")
    text = _unwrapped(raw)
    if not text:
        raise AddressInvalid(raw, "it is empty; give an address like name@example.com")
    local, at, domain = text.rpartition("@")
    if not at or not local or not domain:
        raise AddressInvalid(raw, "it is not of the form name@domain")
    if "@" in local:
        raise AddressInvalid(raw, "it has more than one @; keep a single address")
    if unseen := next((sign for sign in text if unicodedata.category(sign) in _UNSEEN), None):
        raise AddressInvalid(raw, f"it holds U+{ord(unseen):04X}, which cannot be seen; remove it")
    if any(sign.isspace() for sign in text):
        raise AddressInvalid(raw, "it has a space inside; remove it")
    if not local.isascii():
        raise AddressInvalid(raw, "before the @ it has a letter outside ASCII; replace it")
    address = f"{local.lower()}@{_ascii_domain(raw, domain)}"
    if len(local) > LOCAL_LENGTH or len(address) > ADDRESS_LENGTH:
        raise AddressInvalid(raw, f"it is too long: {LOCAL_LENGTH} before the @ and {ADDRESS_LENGTH} in all")
    if not _PLAIN.fullmatch(address):
        raise AddressInvalid(raw, _what_is_wrong(address))
    return address


def _unwrapped(raw: str) -> str:
    text, before = raw, None
    while text != before:
        before = text
        text = _AROUND.sub("", text)
        if text[:7].lower() == "mailto:":
            local, at, rest = text[7:].partition("@")
            text = local + at + rest.partition("?")[0]  # RFC 6068 §2: after it come subject and such
        if text.endswith(">") and "<" in text:
            text = text[text.rindex("<") + 1 : -1]
    return text


def _ascii_domain(raw: str, domain: str) -> str:
    if domain.isascii():
        return domain.lower()
    try:
        # UTS 46 folds case and width first; "ß" and its like stay themselves (RFC 5894 §4.2).
        return idna.encode(domain, uts46=True, std3_rules=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        raise AddressInvalid(raw, "after the @ it has a letter no domain can have") from None


def _what_is_wrong(address: str) -> str:
    local, _, domain = address.rpartition("@")
    labels = domain.split(".")
    if ".." in address:
        return "it has two full stops in a row; remove one"
    if local.startswith(".") or local.endswith("."):
        return "it has a full stop beside the @ or in front; remove it"
    if not _LOCAL.fullmatch(local):
        return "before the @ it has a character that is not allowed there"
    if len(labels) == 1:
        return f"{domain} lacks its ending, like .com"
    if labels[-1].isdigit():
        return f"{domain} ends in a number; give the domain, not its IP address"
    if all(_DOMAIN_LABEL.fullmatch(label) for label in labels):
        return "it begins with an apostrophe; remove it"
    return f"{domain} is not a domain name"
