"""What holds for every template and every value."""

import html
import math
import re
from collections.abc import Mapping
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penguinmails.content.rendering import (
    Rendered,
    Source,
    TemplateBroken,
    TemplateStopped,
    compile_source,
    digest,
    spintax_faults,
)
from penguinmails.content.rendering.html import has_styles
from penguinmails.content.rendering.spintax import choose, keys

TEXT = st.text(st.characters(), max_size=60)
WORD = st.text("abcxyz é😀", max_size=6)

SPLINTERS = st.sampled_from(
    [
        "{{", "}}", "{%", "%}", "{#", "#}", "{", "|", "}", "{a|b}", "{{ first_name }}", "{{ custom.x|upper }}",
        '{{ x | fallback("y") }}', "{% if first_name %}", "{% elif x is none %}", "{% else %}", "{% endif %}",
        "{% for a in custom.list %}", "{{ a }}", "{{ loop.index }}", "{% endfor %}", "{% set b = first_name %}", "{{ b }}",
        "{% raw %}", "{% endraw %}", "{{ snippets.s }}", "{{ dictionaries.d.w }}", "{{ 1 + 2 * 3 }}", "{{ (", ")", "'", '"',
        "{{- first_name -}}", "\n", " ", "text", "é", "\0", "\ufdd0", "\ufdd1", "<p>", "</p>", '<a href="', '">', "<!--", "-->",
        "<style>p{color:red}", "</style>", "<table>", "<tr>", "<td ", ">", "</table>", "<body>", "<![if !mso]>", "<br>", "&amp;", "~", "|int",
    ]
)  # fmt: skip
TEMPLATES = st.lists(SPLINTERS, max_size=14).map("".join)


def sendable(text: str) -> str:
    """The text as a message can hold it."""
    text = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", "", re.sub("\r\n?", "\n", text))
    text = re.sub("[\ud800-\udfff]", "\ufffd", text)
    return "" if not text.strip() else text


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.words = ""
        self.title: str | None = ""
        self.tags: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.title = dict(attrs).get("title", self.title)

    def handle_data(self, data: str) -> None:
        self.words += data


EVERYWHERE = compile_source(
    Source(
        "minijinja",
        subject="{{ value }}",
        preheader="{{ value }}",
        html="<p title=\"{{ value }}\">{{ value }}</p><i title='{{ value }}'></i>",
        text="{{ value }}",
    )
)


@settings(max_examples=150)
@given(TEXT)
def test_any_value_is_shown_as_it_is_and_never_becomes_markup(value: str) -> None:
    rendered = EVERYWHERE.render({"value": value}, 1)
    shown = sendable(value)
    page = Page(rendered.html.partition("</div>")[2])
    assert page.words == page.title == shown
    assert page.tags == ["p", "i"]
    assert rendered.text == shown
    assert rendered.missing == (() if shown else ("value",))
    for line in (rendered.subject, rendered.preheader or ""):
        assert line == line.strip()
        assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029]", line)
        assert "".join(line.split()) == "".join(shown.replace("\x1c", "").split())
    assert html.unescape(rendered.html).count(shown) >= 3
    assert rendered.html.encode()


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
        max_leaves=8,
    )
)
def test_any_json_value_is_shown(value: object) -> None:
    rendered = EVERYWHERE.render({"value": value}, 1)
    assert Page(rendered.html.partition("</div>")[2]).tags == ["p", "i"]
    if isinstance(value, bool) or (isinstance(value, int) and value.bit_length() < 100):
        assert rendered.text == str(value)
    if isinstance(value, float) and not math.isfinite(value):
        assert rendered.missing == ("value",)


def outcome(
    source: Source, merge: Mapping[str, object], seed: int
) -> Rendered | TemplateBroken | TemplateStopped:
    """What becomes of a template; any other error is one of ours."""
    try:
        return compile_source(source).render(merge, seed)
    except (TemplateBroken, TemplateStopped) as error:
        return error


def assert_the_same_in_pieces(source: Source, merge: Mapping[str, object], seed: int) -> None:
    compiled = compile_source(source)
    whole, pieces = compiled.render(merge, seed), compiled.render_in_pieces(merge, seed)
    assert pieces.subject == whole.subject
    assert "".join(pieces.html) == whole.html
    assert "".join(pieces.text) == whole.text


@settings(max_examples=200, deadline=None)
@given(TEMPLATES, TEXT, st.integers())
def test_any_template_is_rendered_or_refused_with_its_place(template: str, value: str, seed: int) -> None:
    merge: Mapping[str, object] = {"first_name": value, "custom": {"list": [value, 1], "x": value}}
    source = Source(
        "minijinja",
        "" if "<" in template else template,
        template,
        None if "<" in template else template,
        snippets={"s": "<b>{{ first_name }}</b>"},
        dictionaries={"d": {"w": "x"}},
    )
    match outcome(source, merge, seed):
        case TemplateBroken(part=part, line=line, reason=reason):
            assert part in ("subject", "preheader", "html", "snippet s")
            assert 1 <= line <= template.count("\n") + 1
            assert "syntax error" not in reason  # it is ours to find, in the user's words
            return
        case TemplateStopped(part=part):
            assert part in ("subject", "preheader", "html", "text")
            return
        case Rendered() as rendered:
            pass
    assert digest(rendered) == digest(compile_source(source).render(merge, seed))
    assert_the_same_in_pieces(source, merge, seed)
    assert "\ufdd0" not in rendered.html + rendered.text or "\ufdd0" in value
    assert not re.search("[\r\n]", rendered.subject)


@settings(max_examples=120, deadline=None)
@given(st.lists(TEMPLATES, max_size=3).map("".join), st.integers())
def test_the_careful_way_writes_the_same(template: str, seed: int) -> None:
    """A field that is missing, and a loop, change the way a template is rendered, not what it says."""
    merge: Mapping[str, object] = {"first_name": "Ana <&>", "custom": {"list": ["a", 1], "x": "y"}}
    suffix = "{% for z in nothing %}{% endfor %}"
    try:
        direct = compile_source(Source("minijinja", "s", template, text="")).render(merge, seed)
        careful = compile_source(Source("minijinja", "s", template + suffix, text="")).render(merge, seed)
    except (TemplateBroken, TemplateStopped):
        return
    if not has_styles(template):  # css-inline closes what a template leaves open, before or behind the loop
        assert direct.html == careful.html


LONG = "<p>A text that is long enough to be a piece of its own, with a { and a }} in it.</p>\n"


@settings(max_examples=120, deadline=None)
@given(st.lists(st.just(LONG) | TEMPLATES, max_size=6).map("".join), TEXT, st.booleans())
def test_in_pieces_a_message_is_the_same(template: str, value: str, has_text: bool) -> None:
    source = Source(
        "minijinja",
        "s {{ first_name }}",
        template,
        text="{{ first_name }}" if has_text else None,
        dictionaries={"d": {"w": "a\0b\1c"}},
    )
    merge = {"first_name": value or "Ana", "custom": {"list": ["a", 1], "x": "y"}}
    if isinstance(outcome(source, merge, 1), Rendered):
        assert_the_same_in_pieces(source, merge, 1)


def test_the_pieces_of_a_template_are_the_same_objects_each_time() -> None:
    compiled = compile_source(Source("minijinja", "s", f"{LONG}{{{{ a }}}}{LONG}{{{{ b }}}}, {{{{ a }}}}"))
    ana, rui = (compiled.render_in_pieces({"a": name, "b": "<b>"}, 1).html for name in ("Ana", "Rui"))
    assert ana == ["", LONG, "Ana", LONG, "&lt;b&gt;, Ana"]
    assert [one is other for one, other in zip(ana, rui, strict=True)][1::2] == [True, True]


ALTERNATIVES = st.recursive(
    WORD,
    lambda inner: st.lists(inner, min_size=2, max_size=3).map(lambda words: "{ " + " | ".join(words) + " }"),
    max_leaves=6,
)


def said(text: str) -> set[str]:
    """All that a text with alternatives can say."""
    inner = re.search(r"\{[^{}]*\}", text)
    if not inner:
        return {text}
    return {
        words
        for word in inner[0][1:-1].split("|")
        for words in said(text[: inner.start()] + word + text[inner.end() :])
    }


@settings(max_examples=40, deadline=None)
@given(ALTERNATIVES)
def test_every_alternative_is_reached_and_nothing_else(text: str) -> None:
    compiled = compile_source(Source("minijinja", "s", text, text=text))
    possible = said(text)
    seen = [compiled.render({}, seed) for seed in range(600 if len(possible) < 12 else 50)]
    assert {rendered.text for rendered in seen} <= possible
    if len(possible) < 12:
        assert {rendered.text for rendered in seen} == possible
    assert all(rendered.html == rendered.text for rendered in seen)
    assert compiled.render({}, 7) == seen[7]


def test_choices_stay_for_ever() -> None:
    """These are what messages that were sent depend on: a change here is a change of what was sent."""
    found = keys(["{Hi|Hello|Hey}", "{a|b}", "{Hi|Hello|Hey}"])
    assert [key.hex()[:8] for key in found] == ["df97d98d", "2081ff01", "4f28ddde"]
    assert ["".join(str(choose(seed, key, 3)) for seed in range(-5, 15)) for key in found] == [
        "11202002012210122112",
        "00120200212210210221",
        "21120022112221102101",
    ]
    assert choose(1 << 64, found[0], 3) == choose(0, found[0], 3)


def test_choices_are_even_and_independent() -> None:
    one, other = keys(["{a|b|c}", "{a|b|c}"])
    pairs = [(choose(seed, one, 3), choose(seed, other, 3)) for seed in range(9000)]
    for pair in {(a, b) for a in range(3) for b in range(3)}:
        assert 850 < pairs.count(pair) < 1150


@pytest.mark.parametrize(
    ("template", "possible"),
    [
        ("{{Hi|Hello}|Hey}", {"Hi", "Hello", "Hey"}),
        ("{{{ a }}|you}", {"Ana", "you"}),
        ("{you|{{ a }}}", {"Ana", "you"}),
        ("{you|{{{ a }}|he}}", {"Ana", "you", "he"}),
        ("{{{Hi|Ho}|Hey}|{{ a }}}", {"Hi", "Ho", "Hey", "Ana"}),
        ("{|{{ a|upper }}}", {"", "ANA"}),
        ("{{ a }} {x}", {"Ana {x}"}),
    ],
)
def test_alternatives_may_begin_with_alternatives_and_merge_tags(template: str, possible: set[str]) -> None:
    compiled = compile_source(Source("minijinja", "s", template))
    assert {compiled.render({"a": "Ana"}, seed).html for seed in range(60)} == possible


def test_values_are_never_spun() -> None:
    compiled = compile_source(Source("minijinja", "{{ a }}", "<p>{x|x}{{ a }}</p>"))
    assert {compiled.render({"a": "{1|2}"}, seed).html for seed in range(20)} == {"<p>x{1|2}</p>"}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("{Hi|Hello}", []),
        ("\n{Hi|Hello", [2]),
        ("Hi|Hello} x", [1]),
        ("{a|{b|c}\n{d|e}", [1]),
        ("a | b { c } {d}", []),
        ("{{ a | b", [1]),
        ("{{ x|upper }} {% if a|b %} }", []),
        ("<style>{a|b</style><p title='{a|b'>{{ x }}</p>", []),
    ],
)
def test_spintax_faults_are_found(text: str, lines: list[int]) -> None:
    assert spintax_faults(text) == lines


def test_faults_of_a_long_text_are_found_soon() -> None:
    assert len(spintax_faults("{{ a|" * 40_000)) == 40_000
    assert spintax_faults("{%" * 100_000) == []
