"""Names, slugs and addresses have one form each."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penguinmails.tenancy import clean_name, free_slug, normalise_email, slug
from penguinmails.tenancy.errors import EmailInvalid, NameInvalid

SLUG = re.compile(r"[a-z0-9](-?[a-z0-9])*")  # as the constraint companies_slug_shape has it


@given(st.text(max_size=200))
def test_a_clean_name_is_clean(raw: str) -> None:
    try:
        name = clean_name(raw)
    except NameInvalid:
        return
    assert clean_name(name) == name
    assert name.replace("\u200c", "").replace("\u200d", "").isprintable()
    assert 1 <= len(name) <= 100
    assert name == name.strip()
    assert "  " not in name


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "   ",
        "\t",
        "a\nb",
        "a\0b",
        "---",
        "x" * 101,
        "\u202egnorw",
        "soft\u00adhyphen",
        "line\u2028end",
        "a\u200fb",
        "\ud800",
    ],
)
def test_a_name_nobody_could_read_is_refused(raw: str) -> None:
    with pytest.raises(NameInvalid):
        clean_name(raw)


@given(st.text(max_size=300))
def test_a_slug_fits_an_address_and_is_its_own_slug(name: str) -> None:
    made = slug(name)
    assert SLUG.fullmatch(made)
    assert len(made) <= 60
    assert slug(made) == made


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Acme, Inc.", "acme-inc"),
        ("Müller & Söhne", "muller-sohne"),
        ("Straße 7", "strasse-7"),
        ("北京", "workspace"),
    ],
)
def test_a_slug_is_readable(name: str, made: str) -> None:
    assert slug(name) == made


@given(st.text(max_size=100), st.integers(min_value=0, max_value=15))
def test_a_free_slug_is_free(name: str, others: int) -> None:
    taken: set[str] = set()
    for _ in range(others):
        taken.add(free_slug(name, taken))
    made = free_slug(name, taken)
    assert len(taken) == others
    assert made not in taken
    assert SLUG.fullmatch(made)
    assert len(made) <= 60


LOCAL = st.from_regex(r"[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]{1,30}(\.[a-zA-Z0-9]{1,10})?", fullmatch=True)
DOMAIN = st.from_regex(r"[a-zA-Z0-9]([a-zA-Z0-9-]{0,20}[a-zA-Z0-9])?(\.[a-zA-Z]{2,10}){1,3}", fullmatch=True)


@given(LOCAL, DOMAIN, st.sampled_from(["", " ", "\t", "\n "]))
def test_an_address_has_one_form(local: str, domain: str, space: str) -> None:
    email = normalise_email(f"{space}{local}@{domain}{space}")
    assert email == f"{local}@{domain}".lower()
    assert normalise_email(email) == email


@given(st.text(max_size=60))
def test_what_is_taken_for_an_address_can_be_stored(raw: str) -> None:
    try:
        email = normalise_email(raw)
    except EmailInvalid:
        return
    assert email.isascii()
    assert email == email.lower() == normalise_email(email)
    assert not re.search(r"[\s<>,;:()\[\]\"\\\x00-\x1f]", email)
    assert email.count("@") == 1


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "@",
        "a@",
        "@b.example",
        "a@b",
        "a b@c.example",
        "a@b@c.example",
        "a@b..example",
        "a@-b.example",
        "a@b-.example",
        ".a@b.example",
        "a.@b.example",
        "a..b@c.example",
        "ä@b.example",
        "a@bücher.example",
        "\u212aelvin@b.example",
        "a@10.0.0.1",
        "a\r\nBcc: x@y.example",
        "x" * 65 + "@b.example",
        "a@" + "b." * 130 + "example",
    ],
)
def test_what_is_no_address_is_refused(raw: str) -> None:
    with pytest.raises(EmailInvalid):
        normalise_email(raw)
