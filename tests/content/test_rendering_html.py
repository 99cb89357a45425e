"""What is done to HTML once, and the text that is made from it."""

import pytest

from penguinmails.content.rendering import Rendered, Source, TemplateBroken, compile_source, safe_html

NEWSLETTER = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{{ company }} news</title>
<link rel="stylesheet" href="https://styles.example.invalid/never-fetched.css">
<style type="text/css">
  p { color: #333333; margin: 0 0 16px }
  .button { background: {{ custom.brand }}; color: #fff }
  td.cell > p { font-size: 14px }
  a:hover { color: red }
  @media only screen and (max-width: 600px) { .wrapper { width: 100% !important } }
</style>
<!--[if mso]><style>p { font-family: Arial }</style><![endif]-->
</head>
<body class="body" style="margin:0">
{% set name = first_name | fallback("there") %}
<!--[if mso]><table width="600"><tr><td>{{ name }}<![endif]-->
<table class="wrapper" width="600" {% if custom.dark %}bgcolor="#000"{% endif %}>
  <tr><td class="cell"><h1>Hello {{ name }}</h1><p>{Good|Fine} day &amp; welcome&nbsp;back.</p></td></tr>
  {% for offer in custom.offers %}
  <tr><td class="cell"><p>{{ offer.name }} at {{ offer.price|number(2) }}</p></td></tr>
  {% else %}
  <tr><td>Nothing today</td></tr>
  {% endfor %}
  {% if custom.city %}<tr><td>Near {{ custom.city }}</td></tr>{% endif %}
</table>
<![if !mso]><p>Modern</p><![endif]>
<p><a class="button" href="{{ links.view }}?a=1&b={{ first_name|urlencode }}">See all</a></p>
<ul><li>One</li><li><b>Two</b> {a|b}</li></ul>
<p style="font-weight: bold">
   Line one<br>line two</p>
<img src="cid:logo" alt="Logo"><img src="https://x.example/p.gif">
<p><a href="{{ links.unsubscribe }}"
   title="{x|y}">Unsubscribe</a> <a href="mailto:hi@example.com">hi@example.com</a></p>
<!--[if mso]></td></tr></table><![endif]-->
</body>
</html>
"""
MERGE: dict[str, object] = {
    "first_name": "Ana & Co",
    "company": "Sons",
    "custom": {
        "brand": "#0a0",
        "offers": [{"name": "Tea <b>", "price": 3}, {"name": "Milk", "price": "2.5"}],
    },
    "links": {"view": "https://e.example/v", "unsubscribe": "https://e.example/u"},
}


def rendered(html: str, merge: dict[str, object] | None = None, preheader: str | None = None) -> Rendered:
    return compile_source(Source("minijinja", "s", html, preheader)).render(
        MERGE if merge is None else merge, 3
    )


def test_a_newsletter_survives_with_its_styles_inlined() -> None:
    html = rendered(NEWSLETTER).html
    assert '<p style="color: #333333;margin: 0 0 16px;' in html
    assert "background: #0a0" in html
    assert "@media only screen and (max-width: 600px)" in html
    assert "a:hover" in html
    assert html.startswith("<!DOCTYPE html>")
    assert "<!--[if mso]><style>p { font-family: Arial }</style><![endif]-->" in html
    assert '<!--[if mso]><table width="600"><tr><td>Ana &amp; Co<![endif]-->' in html
    assert "<![if !mso]>" in html
    assert "never-fetched.css" in html
    assert "?a=1&amp;b=Ana%20%26%20Co" in html
    assert 'title="{x|y}"' in html
    rows = html[html.index("<h1") : html.index("Modern")]
    assert rows.index("Tea &lt;b&gt; at 3.00") < rows.index("Milk at 2.50") < rows.index("</table>")
    assert html.count("<tr>") == html.count("</tr>") == 4
    assert "Nothing today" not in html
    assert "bgcolor" not in html
    assert 'bgcolor="#000"' in rendered(NEWSLETTER, {"custom": {"dark": True}}).html


def test_the_text_reads_like_the_newsletter() -> None:
    text = rendered(NEWSLETTER).text
    assert text == (
        "Hello Ana & Co\n\n"
        f"{'Good' if 'Good' in text else 'Fine'} day & welcome back.\n\n"
        "Tea <b> at 3.00\n\n"
        "Milk at 2.50\n\n"
        "Modern\n\n"
        "See all (https://e.example/v?a=1&b=Ana%20%26%20Co)\n\n"
        f"- One\n- Two {'a' if 'Two a' in text else 'b'}\n\n"
        "Line one\nline two\n\n"
        "Logo\n\n"
        "Unsubscribe (https://e.example/u) hi@example.com\n"
    )


def test_html_and_text_show_the_same_alternative() -> None:
    compiled = compile_source(Source("minijinja", "{Good|Fine}", "<p>{Good|Fine} <b>{a|b|c}</b></p>"))
    explicit = compile_source(
        Source("minijinja", "{Good|Fine}", "<p>{Good|Fine} <b>{a|b|c}</b></p>", text="{a|b|c}!")
    )
    for seed in range(50):
        result = compiled.render({}, seed)
        assert result.html == f"<p>{result.subject} <b>{result.text[-2]}</b></p>"
        assert result.text == f"{result.subject} {result.text[-2]}\n"
        assert explicit.render({}, seed).text == f"{result.text[-2]}!"


def test_html_without_styles_stays_as_it_is_written() -> None:
    html = "<P  Class=x>Hi {{ first_name }}<br/>\n  &copy; <a href='x'>y</a>"
    assert rendered(html, {"first_name": "Ana"}).html == html.replace("{{ first_name }}", "Ana")


def test_a_fragment_with_styles_stays_a_fragment() -> None:
    assert rendered("<style>p{color:red}</style><p>Hi</p>").html == '<p style="color: red;">Hi</p>'


def test_a_preheader_stands_hidden_at_the_start_of_the_body() -> None:
    page = "<html><body data-x='>' class=\"a\"><p>Hi</p></body></html>"
    result = rendered(page, preheader="{{ first_name }} < you, {a|b}")
    assert result.html.startswith('<html><body data-x=\'>\' class="a"><div style="display:none')
    assert ">Ana &amp; Co &lt; you, " in result.html
    assert result.preheader
    assert result.preheader.startswith("Ana & Co < you, ")
    assert result.preheader[-1] == result.html[result.html.index("you, ") + 5]
    assert result.text == "Hi\n"
    assert rendered("<p>Hi</p>", preheader="x").html.startswith("<div style")
    assert rendered("<p>Hi</p>").html == "<p>Hi</p>"


def test_spintax_stays_out_of_styles_scripts_comments_and_attributes() -> None:
    html = (
        '<style>@media print{a|b{color:red}}</style><!-- {a|b} --><p title="{a|b}" data-x={a|b}>x</p>'
        "<script>if(a){b|c}</script><title>{a|b}</title>"
    )
    result = rendered(html).html
    assert result.count("{a|b}") == 4
    assert "{b|c}" in result


def test_alternatives_may_hold_markup_and_merge_tags() -> None:
    results = {
        compile_source(Source("minijinja", "", "<p>{<b>Hi {{ first_name }}</b>|Hello{, you|}|}.</p>"))
        .render({"first_name": "Ana"}, seed)
        .html
        for seed in range(60)
    }
    assert results == {"<p><b>Hi Ana</b>.</p>", "<p>Hello, you.</p>", "<p>Hello.</p>", "<p>.</p>"}


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<style>p{color:red}</style><h{{ level }}>x</h1>", "part of a name in a tag"),
        ("<style>{% if x %}p{color:red}{% endif %}</style><p>x</p>", "would be lost"),
        (
            "<style>p{color:red}</style><p {% if a %}>x</p>{% else %}>y</p>{% endif %}",
            "in the middle of a tag",
        ),
    ],
)
def test_a_tag_that_inlining_would_lose_is_refused(html: str, words: str) -> None:
    with pytest.raises(TemplateBroken, match=words):
        rendered(html)


def test_a_comment_that_looks_like_a_held_tag_stays() -> None:
    html = "<style>p{color:red}</style><p>a<!--{{ first_name }}-->b<!--0-->\ufdd00\ufdd1</p>"
    assert rendered(html, {"first_name": "x"}).html == '<p style="color: red;">a<!--x-->b<!--0-->0</p>'


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a</p>{% if none %}<p>b</p>{% endif %}<p>c</p>", "a\n\nc\n"),
        ("a<br>{% if none %}b{% endif %}c", "a\nc\n"),
        ("say {a|a} now, {% if none %}x {% else %}y {% endif %}z", "say a now, y z\n"),
        ("<ol><li>x</li><li>y<ul><li>z</li></ul></li></ol>", "1. x\n2. y\n  - z\n"),
        ("<div style='display: none'>x{% if a %}y{% endif %}<br></div>b", "b\n"),
        ("<a href='https://x.example/'>x.example</a> <a href='#top'>up</a>", "x.example up\n"),
        ("<a href='https://x.example/a'><img alt='Shop'></a><a href='https://x.example/b'><img></a>", "Shop (https://x.example/a) https://x.example/b\n"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc\n"),
        ("<pre>a\n  b</pre><hr>x &lt; &#123;&#123; y }}", "a\n  b\n\n---\n\nx < {{ y }}\n"),
        ("<script>x</script><p hidden>y</p>", ""),
        ("<p>{{ nothing }}</p><p>a</p>", "a\n"),
    ],
)  # fmt: skip
def test_text_made_from_html(html: str, text: str) -> None:
    assert rendered(html).text == text


def test_what_our_pages_show_is_harmless() -> None:
    html = safe_html(
        '<style>*{display:none}</style><script>x()</script><p onclick="x()" style="color:red">a</p>'
        '<a href="javascript:x()">b</a><a href="https://x.example">c</a><form><input></form><iframe src="x"></iframe>'
        '<table bgcolor="#fff"><tr><td colspan="2">d</td></tr></table><img src="cid:logo" onerror="x()">'
    )
    assert "x()" not in html
    assert "<form" not in html
    assert "iframe" not in html
    assert "display:none" not in html
    assert '<p style="color:red">a</p>' in html
    assert '<a href="https://x.example" rel="noopener noreferrer nofollow">c</a>' in html
    assert '<td colspan="2">d</td>' in html
    assert 'src="cid:logo"' in html


@pytest.mark.parametrize(
    "piece",
    [
        "<a ",
        "<!--",
        "</",
        "<![",
        '<a x="',
        "<style ",
        "<body ",
        "<![if ",
        "&",
        "{{{{",
        "{a|",
        "}",
        "<td>{{ x }}",
        "<pre> ",
        "\n",
    ],
)
def test_a_hundred_kilobytes_of_faults_end_soon(piece: str) -> None:
    """Quadratic reading of any of these would take minutes, and the run would be stopped."""
    for start in ("", "<style>p{color:red}</style>"):
        try:
            rendered(start + piece * (100_000 // len(piece)))
        except TemplateBroken as refused:
            broken = refused
            assert broken.line >= 1


@pytest.mark.parametrize("piece", ["<div>", "<table><td>", "<svg>", "<b><i>"])
def test_what_would_overflow_the_stack_is_refused(piece: str) -> None:
    many = "<style>p{color:red}</style>" + piece * 3_990
    with pytest.raises(TemplateBroken, match="elements"):
        rendered(many + piece * 100)
    deep = "<style>p{color:red}</style>" + piece * (3_990 // piece.count("<"))
    assert rendered(deep).html


def test_styles_that_would_be_copied_without_end_are_refused() -> None:
    with pytest.raises(TemplateBroken, match="too much"):
        rendered("<style>*{font-family:'" + "x" * 200_000 + "'}</style>" + "<p>x" * 2_000)
