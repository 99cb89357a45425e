"""Templates of Eta's, through the same door."""

import pytest

from penguinmails.content.rendering import Source, TemplateBroken, TemplateStopped, compile_source, digest

SOURCE = Source(
    "eta",
    subject="Hi <%= it.first_name || 'there' %>,\nfrom <%-= it.company %>",
    html="<style>p{color:red}</style><p><%= it.company %></p><%~ include('footer', it) %>",
    preheader="<%= it.company %> <%= it.title %>",
    snippets={"signature": "<b>Rui</b>"},
    dictionaries={"words": {"bye": "Até logo"}},
    partials={"footer": "<p><%= it.dictionaries.words.bye %>, <%~ it.snippets.signature %></p>"},
)
MERGE = {"first_name": "  ", "company": "Sons & <Co>", "title": None, "custom": {"list": [1, None]}}


def test_an_eta_template_makes_all_parts() -> None:
    rendered = compile_source(SOURCE).render(MERGE, 1)
    assert rendered.subject == "Hi there, from Sons & <Co>"
    assert rendered.preheader == "Sons & <Co>"
    assert '<p style="color: red;">Sons &amp; &lt;Co&gt;</p>' in rendered.html
    assert rendered.html.startswith('<div style="display:none')
    assert rendered.text == "Sons & <Co>\n\nAté logo, Rui\n"
    assert rendered.missing == ()


def test_it_says_the_same_again() -> None:
    source = Source("eta", "<%= Math.random() %>", "<p>x</p>", text="<%= it.company %>")
    first, again, other = (compile_source(source).render(MERGE, seed) for seed in (5, 5, 6))
    assert digest(first) == digest(again) != digest(other)
    assert first.text == "Sons & <Co>"


def test_a_broken_eta_template_is_refused_with_part_and_line() -> None:
    for part in ("subject", "html", "footer"):
        source = Source(
            "eta",
            subject="<% if ( %>" if part == "subject" else "s",
            html="x\n<% if ( %>" if part == "html" else "x",
            partials={"footer": "<% for %>" if part == "footer" else "f"},
        )
        with pytest.raises(TemplateBroken) as refused:
            compile_source(source)
        assert refused.value.part == part
        assert refused.value.line == (2 if part == "html" else 1)


def test_a_partial_cannot_be_called_like_a_part() -> None:
    with pytest.raises(TemplateBroken, match="called html"):
        compile_source(Source("eta", "s", "h", partials={"html": "x"}))


def test_what_throws_or_never_ends_is_stopped_with_its_part() -> None:
    with pytest.raises(TemplateStopped, match="line 2") as stopped:
        compile_source(Source("eta", "s", "x\n<%= it.custom.city.name %>")).render({"custom": {}}, 1)
    assert stopped.value.part == "html"
    with pytest.raises(TemplateStopped) as stopped:
        compile_source(Source("eta", "<% for (;;) {} %>", "x")).render({}, 1)
    assert stopped.value.part == "subject"
    with pytest.raises(TypeError):
        compile_source(Source("eta", "s", "x")).render({"x": object()}, 1)
    with pytest.raises(TemplateStopped, match="256,000"):
        compile_source(Source("eta", "s", "x")).render({"x": "x" * 300_000}, 1)
