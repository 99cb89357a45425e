"""Merge tags: what they say, what is missing, what is refused and with which words."""

import json
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from penguinmails.content.rendering import (
    Rendered,
    Source,
    TemplateBroken,
    TemplateStopped,
    compile_source,
    digest,
)

LEAD: Mapping[str, object] = {
    "first_name": "Ana",
    "email": "ana@example.org",
    "company": "O'Brien & Sons",
    "title": None,
    "last_name": "  ",
    "custom": {"city": "Porto", "seats": "12", "offices": ["Porto", "Lisbon"], "started": "2026-03-01"},
    "links": {"unsubscribe": "https://mail.example.org/u?a=1&b=2"},
}


def rendered(text: str, merge: Mapping[str, object] = LEAD, **more: object) -> Rendered:
    """A template whose three parts are the same text."""
    source = Source("minijinja", subject=text, html=text, text=text, **more)  # pyright: ignore[reportArgumentType]
    return compile_source(source).render(merge, seed=1)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("Hi {{ first_name }}!", "Hi Ana!"),
        ("{{first_name}}{{- custom.city -}} .", "AnaPorto."),
        ('{{ title | fallback("colleague") }}', "colleague"),
        ('{{ last_name | default("Smith") }}', "Smith"),
        ('{{ title | upper | fallback("colleague") }}', "colleague"),
        ("{{ title | fallback(first_name) }}", "Ana"),
        ("{{ title or first_name }}", "Ana"),
        ('{{ first_name if first_name else "you" }}', "Ana"),
        ("{% if title %}a{% elif company %}b{% else %}c{% endif %}", "b"),
        ("{% if not last_name %}blank{% endif %}", "blank"),
        ("{% if title is none and first_name is defined %}x{% endif %}", "x"),
        ('{% if custom.city in ["Porto", "Rome"] %}x{% endif %}', "x"),
        (
            "{% for office in custom.offices %}{{ loop.index }}{{ office }} {% else %}none{% endfor %}",
            "1Porto 2Lisbon ",
        ),
        ("{% for office in custom.nothing %}x{% else %}none{% endfor %}", "none"),
        ('{% set name = first_name | fallback("you") %}{{ name }} {{ name }}', "Ana Ana"),
        ("{{ custom.seats|int * 12 + 1 }}", "145"),
        ("{{ 1234567.891|number(2) }} {{ custom.seats|number(1, '.', ',') }}", "1,234,567.89 12,0"),
        (
            '{{ custom.started|date }} {{ custom.started|date("%A, %b %d %y") }}',
            "1 March 2026 Sunday, Mar 01 26",
        ),
        (
            '{{ custom.offices|join(" and ") }} {{ custom.offices|length }} {{ custom.offices[1] }}',
            "Porto and Lisbon 2 Lisbon",
        ),
        ("{{ 'a longer sentence'|truncate(10) }} {{ first_name|lower|title }}", "a longer… Ana"),
        ("{{ email|replace('@', ' at ')|upper }}", "ANA AT EXAMPLE.ORG"),
        ("{{ custom['city'] }}{# nothing #}", "Porto"),
        ("{% raw %}{{ first_name }}{% endraw %}", "{{ first_name }}"),
        ("a { b } {c} { {{ first_name }} }", "a { b } {c} { Ana }"),
        ("{ {% if first_name %}x{% endif %}{", "{ x{"),
        ('{{ "}} %} {{" }}', "}} %} {{"),
        ("{{ first_name ~ ' from ' ~ custom.city }}", "Ana from Porto"),
        ("{{ 'a' if custom.seats|int > 10 else 'b' }}", "a"),
        ("{{ first_name is string and not title }}", "True"),
    ],
)
def test_merge_tags_say_what_they_promise(template: str, text: str) -> None:
    assert rendered(template).text == text


def test_values_are_escaped_in_html_alone() -> None:
    result = rendered("{{ company }} <b>")
    assert result.text == result.subject == "O'Brien & Sons <b>"
    assert result.html == "O&#x27;Brien &amp; Sons <b>"


def test_a_value_that_looks_like_a_template_stays_as_it_is() -> None:
    merge = {"first_name": "{{ email }}{a|b}{% if x %}{# x", "email": "no"}
    assert rendered("{{ first_name }}", merge).text == "{{ email }}{a|b}{% if x %}{# x"


def test_a_subject_is_one_line_without_control_characters() -> None:
    merge = {"first_name": "Ana\r\nBcc: all@example.org\u2028x\x00\x1b\x85\ty"}
    assert rendered("{{ first_name }}\n2", merge).subject == "Ana Bcc: all@example.org x y 2"
    assert rendered("{{ first_name }}", merge).text == "Ana\nBcc: all@example.org\u2028x\ty"


@pytest.mark.parametrize(
    ("template", "missing"),
    [
        ("{{ first_name }} {{ custom.city }}", ()),
        ("{{ title }} {{ custom.size }} {{ title }}", ("title", "custom.size")),
        ("{{ last_name|upper }}", ("last_name",)),
        ("{{ links.view }}{{ nothing.at.all }}", ("links.view", "nothing.at.all")),
        ('{{ title|fallback("x") }}{{ title or "x" }}', ()),
        ("{{ title|fallback(last_name) }}", ("last_name",)),
        ("{{ first_name|fallback(last_name) }}", ()),
        ("{{ title or last_name }}", ("last_name",)),
        ("{% if title %}{{ title }} {{ last_name }}{% endif %}", ()),
        ("{% if title is defined %}{{ title }}{% endif %}", ()),
        ("{% if first_name %}{{ title }}{% endif %}", ("title",)),
        ("{% if title %}x{% else %}{{ title }}{% endif %}", ("title",)),
        ("{{ title if title else first_name }}", ()),
        ("{{ first_name if title else title }}", ("title",)),
        ("{% if custom.size > 3 %}{% endif %}{% for x in custom.list %}{{ x }}{% endfor %}", ()),
        ("{% for x in custom.offices %}{{ x.name }}{% endfor %}", ("custom.offices[].name",)),
        ("{% set x = title %}{{ x }}", ("title",)),
    ],
)
def test_missing_names_what_was_shown_without_a_value(template: str, missing: tuple[str, ...]) -> None:
    assert rendered(template).missing == missing


@pytest.mark.parametrize(
    ("template", "line", "words"),
    [
        ("\n{{ firstName }}", 2, "first_name, not firstName"),
        ('{{ first_name | default: "you" }}', 1, "not with a colon"),
        ("{{#if first_name}}x{{/if}}", 1, "{% if first_name %}"),
        ("{{> signature }}", 1, "{{ snippets.signature }}"),
        ("{{{ first_name }}}", 1, "two braces"),
        ("{{ first_name|upper }", 1, "never closed"),
        ("{% unless x %}", 1, "{% if not"),
        ("{% include 'x' %}", 1, "snippet"),
        ("{% macro x() %}{% endmacro %}", 1, "snippet"),
        ("{% filter upper %}x{% endfilter %}", 1, "there is no `{% filter %}`"),
        ("a\nb\n{{ first_name", 3, "`{{` is never closed"),
        ("{{ first_name %}", 1, "ends with `}}`"),
        ("{# x", 1, "comment"),
        ("{% raw %}x", 1, "endraw"),
        ("{{ }}", 1, "empty"),
        ("{{ first_name last_name }}", 1, "not `last_name`"),
        ("{{ first_name | sparkle }}", 1, "there is no filter sparkle; there are abs"),
        ("{{ first_name | truncate }}", 1, "takes 1 values"),
        ("{{ company | safe }}", 1, "always escaped"),
        ("{{ first_name.upper() }}", 1, "field|upper"),
        ("{{ range(9) }}", 1, "call"),
        ("{{ custom[first_name] }}", 1, "in [ ]"),
        ("{{ first_name * 3 }}", 1, "|int * 12"),
        ("{{ first_name is sparkling }}", 1, "no test sparkling"),
        ("{{ 12345678901234567890 }}", 1, "too long"),
        ("\n{% if x %}\n", 2, "`{% if %}` of line 2 is never closed"),
        ("{% if x %}{% endfor %}", 1, "which is still open"),
        ("{% endif %}", 1, "nothing"),
        ("{% else %}", 1, "belongs into"),
        ("{% if x %}{% else %}{% else %}{% endif %}", 1, "once"),
        ("{% if x %}{% set y = 1 %}{% endif %}", 1, "at the top"),
        ("{% set x = x ~ x %}", 1, "put together"),
        ("{Hi {% if x %}a|b}{% endif %}", 1, "still open"),
        ("{{ snippets.none }}", 1, "there is no snippet none; there are: signature"),
        ("{{ snippets.signature|upper }}", 1, "alone"),
        ("{{ dictionaries.words.none }}", 1, "there is no word dictionaries.words.none"),
        ("{% for x in custom %}{{ loop.cycle }}{% endfor %}", 1, "a loop knows"),
        ("{{ " + "(" * 400 + "1" + ")" * 400 + " }}", 1, "too deep"),
        ("{{ a" + " ~ a" * 400 + " }}", 1, "too long"),
        ("{% if x %}" * 400 + "{% endif %}" * 400, 1, "nested"),
        ("{{ a|upper" + "|upper" * 400 + " }}", 1, "too long"),
        ("{{ " + "not " * 4000 + "a }}{{", 1, "closed"),
        ("{{ a }}" * 6000, 1, "5,000"),
        ("x" * 600_000, 1, "500,000"),
    ],
)
def test_a_broken_template_is_refused_with_part_line_and_reason(template: str, line: int, words: str) -> None:
    with pytest.raises(TemplateBroken) as refused:
        rendered(template, snippets={"signature": "x"}, dictionaries={"words": {"hello": "Olá"}})
    assert refused.value.part == "subject"
    assert refused.value.line == line
    assert words in refused.value.reason


def test_a_fault_is_in_its_part() -> None:
    for part in ("subject", "preheader", "html", "text"):
        with pytest.raises(TemplateBroken) as refused:
            compile_source(replace(Source("minijinja", "", ""), **{part: "\n\n{{ x"}))
        assert (refused.value.part, refused.value.line) == (part, 3)


def test_snippets_are_included_as_source() -> None:
    snippets = {"signature": "{{ sender.name }}, {{ snippets.place }}", "place": "{Porto|Porto}"}
    result = rendered("{{ snippets.signature }}", {"sender": {"name": "<Rui>"}}, snippets=snippets)
    assert result.text == "<Rui>, Porto"
    assert result.html == "&lt;Rui&gt;, Porto"


def test_a_snippet_of_html_is_text_in_the_text_part() -> None:
    result = rendered("{{ snippets.s }}", snippets={"s": "<p>Best,<br><b>{{ first_name }}</b></p>"})
    assert result.text.strip() == "Best,\nAna"
    assert result.html == "<p>Best,<br><b>Ana</b></p>"


def test_snippets_that_include_each_other_are_refused() -> None:
    with pytest.raises(TemplateBroken, match="a → b → a"):
        rendered("{{ snippets.a }}", snippets={"a": "{{ snippets.b }}", "b": "\n{{ snippets.a }}"})


def test_snippets_that_multiply_are_refused() -> None:
    snippets = {f"s{n}": f"{{{{ snippets.s{n + 1} }}}}" * 30 for n in range(8)} | {"s8": "x" * 100}
    with pytest.raises(TemplateBroken, match="500,000"):
        rendered("{{ snippets.s0 }}", snippets=snippets)
    chain = {f"s{n}": f"{{{{ snippets.s{n + 1} }}}}" for n in range(500)}
    with pytest.raises(TemplateBroken, match="nested"):
        rendered("{{ snippets.s0 }}", snippets=chain)


def test_dictionaries_are_constants() -> None:
    words = {"hello": "Olá <b>", "number": 3, "list": ["a", "b"], "blank": ""}
    result = rendered(
        "{{ dictionaries.words.hello }}{{ dictionaries.words.number }}{{ dictionaries.words.list|join }}"
        '{% for x in dictionaries.words.list %}{{ x }}{% endfor %}{{ dictionaries.words.blank|fallback("!") }}',
        dictionaries={"words": words},
    )
    assert result.text == "Olá <b>3a, bab!"
    assert result.html.startswith("Olá &lt;b&gt;3")
    assert result.missing == ()


@pytest.mark.parametrize(
    ("template", "merge", "words"),
    [
        (
            "{% for a in l %}{% for b in l %}{% for c in l %}{% endfor %}{% endfor %}{% endfor %}",
            {"l": [1] * 1000},
            "too long",
        ),
        ("{% for a in l %}" + "x" * 10_000 + "{% endfor %}", {"l": [1] * 1000}, "2,000,000"),
        ("{% for a in l %}{{ t }}{% endfor %}", {"l": [1] * 1000, "t": "x" * 10_000}, "2,000,000"),
        ("{{ t }}" * 1000, {"t": "x" * 10_000}, "2,000,000"),
        ("{{ t ~ t ~ t ~ t ~ t }}" * 4, {"t": "&" * 100_000}, "2,000,000"),
        ("{% for a in l %}{{ l }}{% endfor %}", {"l": ["x" * 10] * 1000}, "2,000,000"),
        ("{{ l|join(t) }}", {"l": [1] * 1000, "t": "x" * 10_000}, "|join"),
        ('{{ t|replace("x", t)|replace("x", t) }}', {"t": "x" * 1000}, "|replace"),
        ("{{ t }}", {"t": "x" * 300_000}, "256,000"),
        ("{{ t.a }}", {"t": {"a": json.loads("[" * 30 + "]" * 30)}}, "nested"),
        ("{{ first_name + 1 }}", {"first_name": "x"}, "unsupported"),
        ("{{ first_name|int * 2 }}", {"first_name": "many"}, "`many` is no number"),
        ("{{ first_name|int / 0 }}", {"first_name": 1}, "1 / 0"),
        ("{{ 999999999999|int * 999999999999 * 999999999999 * 999999999999 }}", {}, "unable"),
        ("{{ first_name|date }}", {"first_name": "soon"}, "no date"),
        ("{{ first_name|number }}", {"first_name": "soon"}, "no number"),
    ],
)
def test_what_would_not_end_or_not_fit_is_stopped(
    template: str, merge: Mapping[str, object], words: str
) -> None:
    compiled = compile_source(Source("minijinja", "s", template, text=""))
    with pytest.raises(TemplateStopped, match=words.replace("|", r"\|")) as stopped:
        compiled.render(merge, 1)
    assert stopped.value.part in ("html", "merge data")
    assert compile_source(Source("minijinja", "s", "{{ x }}")).render({"x": "fine"}, 1).html == "fine"


@pytest.mark.parametrize(
    "template",
    [
        "{{ first_name.__class__ }}",
        '{{ first_name["__class__"]["__mro__"] }}',
        "{{ custom.__init__.__globals__ }}",
        "{% for x in custom.__class__ %}{{ x }}{% endfor %}",
        "{{ custom.keys }}{{ custom.items }}{{ custom.get }}",
        "{{ self }}{{ range }}{{ dict }}{{ namespace }}{{ lipsum }}{{ debug }}{{ cycler }}{{ joiner }}",
        "{{ not_given }}{{ note_missing }}{{ v0 }}{{ v1 }}{{ d0 }}{{ u_x }}{{ s0 }}",
    ],
)
def test_nothing_of_the_host_can_be_seen(template: str) -> None:
    class Secret(str):
        __slots__ = ("secret",)
        secret: str

    name = Secret("Ana")
    name.secret = "hidden"
    assert rendered(template, {"first_name": name, "custom": {"city": "Porto"}}).text.strip() == ""


def test_merge_data_of_other_kinds_are_the_callers_mistake() -> None:
    with pytest.raises(TypeError, match="not object"):
        rendered("{{ first_name }}", {"first_name": object()})


def test_with_and_without_loops_a_template_says_the_same() -> None:
    """The careful way of rendering is taken when something is missing; it differs in nothing else."""
    template = "{{ a }}|{{ a|upper }}|{{ b ~ a }}|{{ custom.l|join }}|{{ 7 / 2 }}|{a|b|c}|{% if a %}{{ a }}{% endif %}"
    merge = {"a": "<Ana> & O'B\"/", "b": 1.5, "custom": {"l": ["x", True, 3]}}
    direct = compile_source(Source("minijinja", "", template))
    careful = compile_source(
        Source("minijinja", "", template + "{% for x in none %}{% endfor %}{{ nothing }}")
    )
    for seed in range(20):
        one, other = direct.render(merge, seed), careful.render(merge, seed)
        assert (one.html, one.text) == (other.html, other.text)
        assert other.missing == ("nothing",)


SCRIPT = """
import json, sys
from penguinmails.content.rendering import Source, compile_source, digest
source, merge = json.load(sys.stdin)
compiled = compile_source(Source(**source))
print([digest(compiled.render(merge, seed)).hex() for seed in range(-20, 20)])
"""


def test_another_process_renders_the_same_bytes() -> None:
    source = {
        "engine": "minijinja",
        "subject": "{Hi|Hello|Hey} {{ first_name }}",
        "preheader": "{a|b}",
        "html": "<style>p{color:red}</style><p>{One|Two {three|four}} {{ custom }} {{ dictionaries.w }}</p>",
        "dictionaries": {"w": {"b": 1, "a": [2]}},
        "snippets": {},
    }
    merge = {"first_name": "Ana", "custom": {"z": 1, "a": {"y": 1, "b": 2}}}
    results = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            input=json.dumps([source, merge]),
            env={"PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("0", "271828")
    }
    assert len(results) == 1
    assert len(set(eval(results.pop()))) > 6  # noqa: S307


def test_the_digest_tells_every_difference() -> None:
    one = Rendered("a", "b", "c", "d")
    others = [
        Rendered("x", "b", "c", "d"),
        Rendered("a", None, "c", "d"),
        Rendered("a", "", "c", "d"),
        Rendered("a", "b", "cd", ""),
        Rendered("a", "b", "", "cd"),
        Rendered("ab", "", "c", "d"),
    ]
    assert len({digest(message) for message in [one, *others]}) == 7
    assert digest(one) == digest(Rendered("a", "b", "c", "d", missing=("x",)))


def test_threads_share_a_template() -> None:
    """Each is told its own missing fields, and its own length is counted."""
    compiled = compile_source(
        Source("minijinja", "{{ a }}", "{% for x in l %}{{ x }}{{ b }}{% endfor %}{{ c }}")
    )

    def work(number: int) -> bool:
        absent = "abc"[number % 3]
        merge = {"l": [number] * 2000, "a": f"{number}", "b": "b" * 300, "c": "c"}
        result = compiled.render({key: value for key, value in merge.items() if key != absent}, number)
        told = result.missing == (absent,)
        return told and result.html.startswith(f"{number}{'' if absent == 'b' else 'b' * 300}{number}")

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(work, range(60)))
