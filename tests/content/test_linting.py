"""The linter: each planted fault is found on its line, good templates have none, and nothing makes it fail."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penguinmails.content.linting import Fault, Severity, has_errors, lint
from penguinmails.content.rendering import Source
from penguinmails.content.templates.files import disk
from penguinmails.content.templates.files.layout import TemplateFile
from penguinmails.content.templates.files.placing import placed
from penguinmails.content.templates.pieces.model import Pieces

EXAMPLES = Path(__file__).parents[2] / "examples" / "templates"
GOOD = disk.read(EXAMPLES)
BROKEN = disk.read(EXAMPLES / "broken")
PLANTED = re.compile(r"^# fault: (?P<code>\w+)\n# line: (?P<line>\d+)(?: of (?P<file>\S+))?$", re.MULTILINE)


def source_of(template: TemplateFile, pieces: Pieces) -> Source:
    draft = template.draft
    return Source(
        engine=template.engine.value,
        subject=draft.subject,
        preheader=draft.preheader,
        html=draft.html,
        text=draft.text,
        snippets=pieces.snippets,
        dictionaries=pieces.dictionaries,
        partials=pieces.partials,
    )


def faults(
    html: str = "", *, category: str = "confirmation", engine: str = "minijinja", **parts: str
) -> list[Fault]:
    """What is wrong with a template of which all but `html` is in order."""
    said = {"subject": "Hello", "preheader": "And welcome", **parts}
    source = Source(
        engine="eta" if engine == "eta" else "minijinja",
        subject=said["subject"],
        preheader=said["preheader"],
        html=html or "<p>Hello</p>",
        text=said.get("text"),
        snippets={"signature": "Yours"},
        dictionaries={"months": {"may": "Mai"}},
    )
    return lint(source, category=category)


def codes(found: list[Fault]) -> list[str]:
    return [fault.code for fault in found]


@pytest.mark.parametrize("there", GOOD.templates, ids=lambda there: there.path.name)
def test_a_good_template_has_no_faults(there: disk.OnDisk) -> None:
    found = lint(source_of(there.template, GOOD.pieces), category=there.template.draft.category)
    assert [placed(there, fault) for fault in found] == []


@pytest.mark.parametrize("there", BROKEN.templates, ids=lambda there: there.path.name)
def test_the_planted_fault_and_no_other_is_found_on_its_line(there: disk.OnDisk) -> None:
    planted = PLANTED.search(there.path.read_text("utf-8"))
    assert planted
    found = [
        placed(there, fault)
        for fault in lint(source_of(there.template, BROKEN.pieces), category=there.template.draft.category)
    ]
    assert [(Path(fault.file).name, fault.line, fault.code) for fault in found] == [
        (planted["file"] or there.path.name, int(planted["line"]), planted["code"])
    ]
    assert all(fault.message and fault.todo for fault in found)


def test_there_is_an_example_of_nearly_every_fault() -> None:
    source = "".join(
        path.read_text("utf-8")
        for path in (Path(__file__).parents[2] / "src/penguinmails/content/linting").glob("*.py")
    )
    known = set(re.findall(r"(?:error|warning)\(\s*\"(\w+)\"", source)) | {"syntax", "spintax_unbalanced"}
    planted = {
        match["code"]
        for there in BROKEN.templates
        if (match := PLANTED.search(there.path.read_text("utf-8")))
    }
    # A file of 100 KB is no example, and what only real data break has no place on a line.
    assert known - planted == {"size_clipped", "size_near_clip", "render_failed"}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("{{ firstName }}", "first_name"),
        ("{{ contact.first_name }}", "first_name"),
        ("{{ FNAME }}", "first_name"),
        ("{{ organisation }}", "company"),
        ("{{ unsubscribe_url }}", "links.unsubscribe"),
        ("{{ frist_name }}", "first_name"),
        ("{{ custom.citty }}", "custom.city"),
    ],
)
def test_the_field_that_was_meant_is_named(written: str, meant: str) -> None:
    source = Source(engine="minijinja", subject="Hi", html=f"<p>{written}</p>", preheader="x")
    found = [
        fault for fault in lint(source, {"custom.city"}, category="receipt") if fault.code == "field_unknown"
    ]
    assert [fault.todo for fault in found] == [f"Did you mean {meant}?"]


@pytest.mark.parametrize(
    "written",
    [
        "*|FNAME|*",
        "%FIRSTNAME%",
        "%%first_name%%",
        "[[first_name]]",
        "[FIRST_NAME]",
        "${firstName}",
        "&lt;&lt;First Name&gt;&gt;",
        "{first_name}",
        "<%= it.first_name %>",
    ],
)
def test_another_programs_merge_tag_is_respelled(written: str) -> None:
    (fault,) = faults(f"<p>Hi\n  {written}</p>")
    assert (fault.code, fault.line, fault.column) == ("foreign_merge_tag", 2, 3)
    assert fault.todo == "Write {{ first_name }}"


def test_in_eta_the_tag_is_respelled_as_eta() -> None:
    found = faults("<p>{{ firstName }} <%= it.compny || 1 %></p>", engine="eta")
    assert [(fault.code, fault.todo) for fault in found] == [
        ("foreign_merge_tag", "Write <%= it.first_name %>"),
        ("field_unknown", "Did you mean company?"),
    ]


@pytest.mark.parametrize(
    "html",
    [
        "<p>{{ first_name | fallback('you') }}</p>",
        "<p>{{ first_name | trim | upper | fallback('you') }}</p>",
        "<p>{% if first_name %}{{ first_name }}{% endif %}</p>",
        "<p>{% if not company %}x{% else %}{{ company }}{% endif %}</p>",
        "<p>{{ first_name if first_name else 'you' }}</p>",
        "<p>{{ first_name or 'you' }}</p>",
        "<p>{{ email }} {{ sender.name }} {{ snippets.signature }} {{ dictionaries.months.may }}</p>",
        "<p>{% set who = first_name | fallback('you') %}{{ who }}</p>",
        "<style>@media screen{.a{color:red}}</style><p class=a>Hello</p>",
        "<p>{# {{ nonsense }} #}Hello</p>",
        '<p><a href="https://example.org/{{ custom.slug | fallback("x") | urlencode }}?a=1&amp;b=2">x</a></p>',
        '<p><a href="{{ links.view }}">example.org</a> <a href="tel:+123">call</a></p>',
        '<p><a href="https://www.example.org/a">example.org</a></p>',
        '<p><a href="https://nodejs.org">Node.js</a></p>',
        '<p id="top"><a href="#top">up</a></p>',
        '<p><a name="here"></a>Hello<p>Unclosed is fine here',
        "<!--[if mso]><table><tr><td><![endif]--><p>Hello</p>",
        '<p>{Hi|Hello {you|there}}</p><img src="https://example.org/a.png" alt="" style="width: 20px">',
    ],
)
def test_what_is_in_order_is_left_alone(html: str) -> None:
    assert faults(html) == []


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ("<p>{{ first_name }}</p>", "field_without_fallback"),
        ("<p>{% if company %}x{% endif %}{{ company }}</p>", "field_without_fallback"),
        ("<p>{{ first_name | upper }}</p>", "field_without_fallback"),
        ('<a href="//example.org">x</a>', "link_without_scheme"),
        ('<a href="example.org">x</a>', "link_without_scheme"),
        ('<a href="example.org:8080/x">x</a>', "link_without_scheme"),
        ('<a href="page.html">x</a>', "link_without_scheme"),
        ('<a href="../page">x</a>', "link_relative"),
        ('<a href=" ">x</a>', "link_empty"),
        ("<a>x</a>", "link_empty"),
        ('<a href="#nowhere">x</a>', "link_placeholder"),
        ('<a href="JavaScript:void(0)">x</a>', "link_script"),
        ('<a href="file:///tmp/x">x</a>', "link_local"),
        ('<a href="https://10.0.0.1/x">x</a>', "link_local"),
        ('<a href="https://intranet.local/x">x</a>', "link_local"),
        ('<a href="https://intranet/x">x</a>', "link_broken"),
        ('<a href="htps://example.org">x</a>', "link_broken"),
        ('<a href="https://[::1">x</a>', "link_brackets"),
        ('<a href="mailto:someone">x</a>', "mailto_empty"),
        ('<a href="https://evil.example/">https://bank.example</a>', "link_misleading"),
        ('<a href="https://evil.example/"><b>www.bank.example</b></a>', "link_misleading"),
        ('<p onclick="x()">x</p>', "script"),
        ("<style>@import url(https://example.org/a.css);</style>", "external_stylesheet"),
        ("<object data=x></object>", "frame"),
        ('<p title="never closed>Hello</p>', "tag_unfinished"),
        ("<p>in\u00advisible</p>", "invisible_characters"),
        ("<p>{{ dictionaries.months.may.x }}{{ dictionaries.months.june }}</p>", "word_unknown"),
    ],
)
def test_what_is_not_is_said(html: str, code: str) -> None:
    assert codes(faults(html)) == [code]


def test_a_snippet_is_read_where_it_is_used(tmp_path: Path) -> None:
    page = "---\nsubject: Hi\npreheader: x\ncategory: receipt\n---\n<p>{{ snippets.outer }}</p>\n"
    (tmp_path / "a.html").write_text(page)
    (tmp_path / "snippets").mkdir()
    for key, text in (
        ("outer", "{{ snippets.inner }}"),
        ("inner", "Yours,\n {{ sendr.name }} %FIRSTNAME%"),
        ("unused", "{{ nonsense }}"),
    ):
        (tmp_path / "snippets" / f"{key}.txt").write_text(text)
    folder = disk.read(tmp_path)
    (there,) = folder.templates
    found = [
        placed(there, fault) for fault in lint(source_of(there.template, folder.pieces), category="receipt")
    ]
    assert [(Path(fault.file).name, fault.line, fault.column, fault.code) for fault in found] == [
        ("inner.txt", 2, 5, "field_unknown"),
        ("inner.txt", 2, 19, "foreign_merge_tag"),
    ]


def test_who_did_not_ask_for_mail_and_who_did_can_leave() -> None:
    for category, expected in (
        ("newsletter", [Severity.ERROR]),
        ("something new", [Severity.ERROR]),
        ("Outreach", [Severity.WARNING]),
        ("receipt", []),
    ):
        found = [
            fault
            for fault in faults("<p>Hello</p>", category=category)
            if fault.code == "unsubscribe_missing"
        ]
        assert [fault.severity for fault in found] == expected, category
    html = '<p><a href="{{ links.unsubscribe }}">x</a></p>'
    assert codes(faults(html, category="news")) == []
    assert codes(faults(html, category="news", text="Hello")) == ["unsubscribe_missing"]


def test_the_size_that_counts_is_the_one_that_is_sent() -> None:
    long = "<p>All work and no play makes for long mail.</p>"
    assert codes(faults(long * 1800)) == []
    assert codes(faults(long * 2000)) == ["size_near_clip"]
    found = faults("{% if email %}" + long * 2400 + "{% endif %}")
    assert codes(found) == ["size_clipped"]
    assert has_errors(found)


def test_what_is_nested_deeper_than_a_stack_is_read() -> None:
    for sign in (
        "{{",
        "<a",
        '<a "',
        "<b>",
        "</b>",
        "<!--",
        "{%",
        "{Hi|",
        "<a href=#>",
        "%%a",
        "[[a",
        "<a>http://a.bc ",
    ):
        assert isinstance(faults(sign * 2_000), list)


markup = st.lists(
    st.sampled_from(
        [
            *"{}%<>|'\"/=#!-.[]() \nait",
            "{{",
            "}}",
            "<a href=",
            "{% if ",
            "%}",
            "it.",
            "<!--",
            "http://",
            "é",
            "<%",
        ]
    ),
    max_size=60,
).map("".join)


@given(
    st.sampled_from(["minijinja", "eta"]),
    st.tuples(*[markup | st.text()] * 4),
    st.sampled_from([None, "newsletter", "outreach", "receipt"]),
)
def test_nothing_makes_it_fail(engine: str, parts: tuple[str, str, str, str], category: str | None) -> None:
    subject, preheader, html, text = parts
    source = Source(
        engine="eta" if engine == "eta" else "minijinja",
        subject=subject,
        preheader=preheader,
        html=html,
        text=text,
        snippets={"a": html},
        partials={"a": text},
    )
    for fault in lint(source, category=category):
        assert fault.line >= 1
        assert fault.column >= 1
        assert fault.message
