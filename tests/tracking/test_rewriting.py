"""A rewritten message differs in its links, and in nothing else."""

import html
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penguinmails.kernel import ids
from penguinmails.tracking import Kind, Links, Ref, rewrite_html, rewrite_pieces, rewrite_text
from penguinmails.tracking.rewriting.markup import hrefs as hrefs_of
from penguinmails.tracking.rewriting.pieces import cut

KEY = bytes(range(32))
LINKS = Links(KEY, "https://track.example.org/")
REF = Ref(ids.uuid7(), ids.uuid7(), ids.uuid7(), ids.uuid7())
UTM = {"utm_source": "penguin", "utm_campaign": "Spring & more"}


class Reader(HTMLParser):
    """Everything of a text, the hrefs of links apart."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self.rest: list[object] = []
        self.hrefs: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        link = tag in ("a", "area")
        self.hrefs += [value for name, value in attrs if link and name == "href" and value is not None][:1]
        self.rest.append((tag, [(name, None if link and name == "href" else value) for name, value in attrs]))

    def handle_endtag(self, tag: str) -> None:
        self.rest.append(("/", tag))

    def handle_data(self, data: str) -> None:
        self.rest.append(data)

    def handle_comment(self, data: str) -> None:
        self.rest.append(("<!--", data))

    def handle_decl(self, decl: str) -> None:
        self.rest.append(("<!", decl))

    def handle_pi(self, data: str) -> None:
        self.rest.append(("<?", data))

    def unknown_decl(self, data: str) -> None:
        self.rest.append(("<![", data))

    def handle_entityref(self, name: str) -> None:
        self.rest.append(("&", name))

    def handle_charref(self, name: str) -> None:
        self.rest.append(("&#", name))


def rewritten(text: str, *, opens: bool = False, clicks: bool = True, consent: str = "full") -> str:
    ref = Ref(REF.tenant_id, REF.message_id, REF.lead_id, REF.company_id, consent)
    return rewrite_html(text, ref, LINKS, opens=opens, clicks=clicks, utm={})


def destination(link: str) -> str | None:
    return LINKS.read(link.rpartition("/")[2]).url


def without_honeypot(text: str) -> str:
    before, _, rest = text.partition(f'<a href="{LINKS.honeypot(REF)}"')
    return before + rest.partition("</a>")[2]


def hrefs(text: str) -> list[str]:
    return Reader(text).hrefs


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ('<a href="https://acme.example/a?b=1&amp;c=2">x</a>', "https://acme.example/a?b=1&c=2"),
        ('<a href="https:&#x2f;&#x2f;acme.example&#x2f;a">x</a>', "https://acme.example/a"),
        ("<A TARGET=_blank HREF='http://acme.example/'>x</A>", "http://acme.example/"),
        ("<a href=https://acme.example/x>x</a>", "https://acme.example/x"),
        ("<a\n href = \n 'https://acme.example/\n x'>x</a>", "https://acme.example/ x"),
        ('<area shape="rect" href="https://acme.example/">', "https://acme.example/"),
        ('<a href="https://acme.example/?a=1&copy=2&reg">x</a>', "https://acme.example/?a=1&copy=2®"),
        ('<a href="https://müller.example/ü">x</a>', "https://müller.example/ü"),
        ('<!--[if mso]><a href="https://acme.example/m">x</a><![endif]-->', "https://acme.example/m"),
        ('<v:roundrect href="https://acme.example/v">x</v:roundrect>', "https://acme.example/v"),
        ('<p title=it\'s><a href="https://acme.example/">x</a>', "https://acme.example/"),
        ("<a title='>' href=\"https://acme.example/\">x</a>", "https://acme.example/"),
        ('<a data-href="no" href="https://acme.example/">x</a>', "https://acme.example/"),
    ],
)
def test_a_link_leads_by_way_of_us(written: str, url: str) -> None:
    begin = rewritten(written).index(LINKS.base)
    link = rewritten(written)[begin:].partition('"')[0]
    assert destination(link) == url


@pytest.mark.parametrize(
    "written",
    [
        '<a href="mailto:a@b.example">x</a>',
        '<a href="tel:+4912345">x</a>',
        '<a href="#top">x</a>',
        '<a href="">x</a>',
        "<a href>x</a>",
        '<a href="javascript:alert(1)">x</a>',
        '<a href="/relative">x</a>',
        f'<a href="https://acme.example/{"x" * 4000}">x</a>',
        '<a href="https://acme.example/\x07">x</a>',
        '<!-- <a href="https://acme.example/">x</a> -->',
        "<style>a::after { content: '<a href=\"https://acme.example/\">' }</style>",
        "<script>\"<a href='https://acme.example/'>\"</script>",
        "<img alt=\"<a href='https://acme.example/'>\">",
        '<link href="https://acme.example/">',
        '<base href="https://acme.example/">',
        '<abbr href="https://acme.example/">x</abbr>',
        '<a title="unclosed href=https://acme.example/>x</a>',
        f'<a href="{LINKS.unsubscribe(REF, "a@b.example")}">x</a>',
    ],
)
def test_what_is_no_link_of_the_web_stays_as_it_is(written: str) -> None:
    assert without_honeypot(rewritten(written)) == written


def test_the_first_href_counts_as_in_browsers() -> None:
    done = rewritten('<a href="https://one.example/" href="https://two.example/">x</a>')
    assert destination(hrefs(done)[0]) == "https://one.example/"
    assert 'href="https://two.example/"' in done


def test_the_pixel_and_the_hidden_link_come_last_in_the_body() -> None:
    done = rewritten("<html><body><p>x</p></BODY ></html>", opens=True)
    assert done.startswith('<html><body><p>x</p><a href="')
    assert done.endswith('border:0"></BODY ></html>')
    assert f'<img src="{LINKS.open(REF)}"' in done
    assert LINKS.read(LINKS.honeypot(REF).rpartition("/")[2]).kind is Kind.HONEYPOT


def test_without_a_body_they_come_at_the_end() -> None:
    assert rewritten("<p>x</p>", opens=True, clicks=False).startswith("<p>x</p><img ")


def test_who_wants_no_tracking_gets_none() -> None:
    written = '<body><a href="https://acme.example/">x</a></body>'
    assert rewritten(written, opens=True, consent="off") == written
    assert rewrite_text(
        "https://acme.example/", Ref(ids.uuid7(), ids.uuid7(), consent="off"), LINKS, utm=UTM
    ) == ("https://acme.example/")


def test_who_allows_the_date_of_the_last_open_gets_a_pixel_and_plain_links() -> None:
    done = rewritten(
        '<body><a href="https://acme.example/">x</a></body>', opens=True, consent="last_date_only"
    )
    assert hrefs(done) == ["https://acme.example/"]
    assert "/o/" in done
    assert "/c/" not in done


@pytest.mark.parametrize(
    ("url", "with_utm"),
    [
        ("https://acme.example/", "https://acme.example/?{}"),
        ("https://acme.example/?a=1#top", "https://acme.example/?a=1&{}#top"),
        ("https://acme.example/?b", "https://acme.example/?b&{}"),
        (
            "https://acme.example/?utm_source=x",
            "https://acme.example/?utm_source=x&utm_campaign=Spring%20%26%20more",
        ),
    ],
)
def test_links_get_the_parameters_they_do_not_have(url: str, with_utm: str) -> None:
    wanted = with_utm.format("utm_source=penguin&utm_campaign=Spring%20%26%20more")
    done = rewrite_html(f'<a href="{url}">x</a>', REF, LINKS, opens=False, clicks=False, utm=UTM)
    assert html.unescape(hrefs(done)[0]) == wanted
    assert rewrite_text(f"See {url}, soon.", REF, LINKS, utm=UTM) == f"See {wanted}, soon."


def test_links_of_a_text_stay_visible_unless_clicks_are_wanted() -> None:
    text = "Read https://acme.example/a. Or (http://acme.example/b)!"
    assert rewrite_text(text, REF, LINKS, utm={}) == text
    done = rewrite_text(text, REF, LINKS, utm={}, clicks=True)
    assert [destination(word.rstrip(".)!").lstrip("(")) for word in done.split() if "http" in word] == [
        "https://acme.example/a",
        "http://acme.example/b",
    ]
    own = LINKS.preferences(REF, "a@b.example")
    assert rewrite_text(own, REF, LINKS, utm=UTM, clicks=True) == own


URLS = st.from_regex(
    r"https?://[a-z]{1,8}\.example(/[a-zA-Z0-9._~%-]{0,9})*(\?[a-z]=[0-9]{1,3}(&[a-z]=x)?)?", fullmatch=True
)
ATTRIBUTES = st.lists(
    st.sampled_from(
        [' class="x y"', " title='it&#39;s <b>'", " disabled", " data-x=1", ' alt="a > b"', " id=it's"]
    ),
    max_size=3,
).map("".join)
QUOTED = URLS.map(html.escape).flatmap(lambda url: st.sampled_from([f'"{url}"', f"'{url}'", url]))
LINK_TAGS = st.tuples(st.sampled_from(["a", "A", "area"]), ATTRIBUTES, QUOTED, ATTRIBUTES).map(
    lambda parts: f"<{parts[0]}{parts[1]} href={parts[2]}{parts[3]}>"
)
PIECES = st.one_of(
    LINK_TAGS,
    st.tuples(st.sampled_from(["p", "td", "span", "strong", "title-bar", "img", "abbr"]), ATTRIBUTES).map(
        lambda parts: f"<{parts[0]}{parts[1]}>"
    ),
    st.sampled_from(
        ["</a>", "</p>", "<br/>", "<!-- <a href='http://x.example'> -->", "a < b", "&amp;", "<3"]
    ),
    st.text("abc äß\n>&\"'", max_size=10),
)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_everything_but_the_links_stays(text: str) -> None:
    before, after = Reader(text), Reader(without_honeypot(rewritten(text)))
    assert after.rest == before.rest
    assert [destination(url) for url in after.hrefs] == before.hrefs


SPLINTERS = st.one_of(
    PIECES,
    st.text(st.sampled_from("<>a /='\"!-hr"), max_size=6),
    st.sampled_from(
        ["<a href=", "https://x.example/", '"', "'", ">", "<!--", "--", "->", "-->", "<!--[if mso]>", "<!--[i", "f mso]>",
         "<style>", "</sty", "le>", "<", "a href='https://y.example'>", "<title", "<v:x href=z>", "\0", "</body>"]
    ),
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(SPLINTERS, max_size=12), st.booleans())
def test_in_pieces_a_text_is_rewritten_as_the_whole(pieces: list[str], opens: bool) -> None:
    whole = rewrite_html("".join(pieces), REF, LINKS, opens=opens, clicks=True, utm=UTM)
    for _ in range(2):  # read, then remembered
        again = rewrite_pieces(pieces, REF, LINKS, opens=opens, clicks=True, utm=UTM)
        assert "".join(again) == whole


FORM = st.sampled_from(
    ["<a href='", '<a href="', "'>x</a>", '">y</a>\n', "<p>\n", "<a title='", "' href='https://x.example/", "<a href=",
     "<a href='https://z.example/'>z</a>", "/q?a=1' id='", "<!--", "-->", "", " and "]
)  # fmt: skip
VALUE = st.sampled_from(
    ["", "Ana", "https://y.example/", "&#x2f;", "a b", "'", '"', "<b>", ">", "=", "\t", "&amp;"]
)


@settings(max_examples=300)
@given(st.lists(st.tuples(VALUE, FORM), max_size=8), VALUE)
def test_values_between_texts_are_rewritten_as_the_whole(turns: list[tuple[str, str]], last: str) -> None:
    pieces = [piece for turn in turns for piece in turn] + [last]
    parts, links = cut(pieces)
    assert "".join(parts) == "".join(pieces)
    assert [url for _, url in links] == [url for _, _, url in hrefs_of("".join(pieces))]


def test_a_tag_through_very_many_pieces_is_one() -> None:
    pieces = ['<a title="', *("x>" for _ in range(100)), '" href="https://x.example/">']
    whole = rewrite_html("".join(pieces), REF, LINKS, opens=False, clicks=True, utm={})
    assert "".join(rewrite_pieces(pieces, REF, LINKS, opens=False, clicks=True, utm={})) == whole
    assert destination(hrefs(whole)[0]) == "https://x.example/"


def test_pieces_come_out_as_the_objects_they_were() -> None:
    begin, end = "<p><b>A long text</b>, ", ' <a href="https://x.example/">x</a></p></body></html>'
    ana, rui = (
        rewrite_pieces([begin, name, end], REF, LINKS, opens=True, clicks=True, utm={})
        for name in ("Ana", "Rui")
    )
    same = [one for one, other in zip(ana, rui, strict=True) if one is other]
    assert same == [begin, " <a href=", ">x</a></p>", "</body></html>"]


@given(st.text(st.sampled_from("<>a /='\"!-h"), max_size=200))
def test_no_text_is_too_broken(text: str) -> None:
    assert without_honeypot(rewritten(text)) == text


@given(URLS)
def test_parameters_are_added_and_nothing_is_taken(url: str) -> None:
    done = rewrite_html(f'<a href="{html.escape(url)}">', REF, LINKS, opens=False, clicks=False, utm=UTM)
    found = urlsplit(hrefs(done)[0])
    assert parse_qsl(found.query) == [*parse_qsl(urlsplit(url).query), *UTM.items()]
    assert found._replace(query="") == urlsplit(url)._replace(query="")


@pytest.mark.parametrize(
    "piece", ["<a ", "<a href='", '<!--[if <a href="', "<p title=", "<style><", "<a =", "<!-- -"]
)
def test_a_hostile_text_costs_no_more_than_its_length(piece: str) -> None:
    # Where it did, half a million characters would take minutes and the suite would not end.
    text = piece * (500_000 // len(piece))
    assert rewritten(text, clicks=True).startswith(text[:100])
