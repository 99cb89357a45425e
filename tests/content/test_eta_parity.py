"""Our Eta and the Eta of npm say the same."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from penguinmails.content.eta import EtaEngine
from tests.content.eta_real import Case, differ, ours, real, recorded

CASES = recorded()


@pytest.fixture(scope="module")
def engine() -> Iterator[EtaEngine]:
    with EtaEngine(1) as engine:
        yield engine


def test_the_corpus_reads_as_recorded(engine: EtaEngine) -> None:
    found = [
        (case["templates"], answer, case["answer"])
        for case in CASES
        if differ(answer := ours(engine, case), case["answer"])
    ]
    assert not found


def test_the_record_is_what_eta_answers() -> None:
    assert real(CASES) == [case["answer"] for case in CASES]


PIECES = st.sampled_from(
    [
        *(
            "<%",
            "<%=",
            "<%~",
            "<%-",
            "<%_",
            "%>",
            "-%>",
            "_%>",
            "<%= it.a %>",
            "<% if (it.a) { %>",
            "<% } %>",
        ),
        *(
            "<% for (const x of [1, 2]) { -%>",
            "<%= x %>",
            "<%~ '<b>' _%>",
            "it.a",
            "it.b.c",
            "1 + 1",
            "'%>'",
            '"',
        ),
        *("`", "${", "}", "{", "(", ")", "'", "\\", "/*", "*/", "//", ";", ",", "=", "~", "-", "_", "&<>"),
        *(
            " ",
            "  ",
            "\n",
            "\r\n",
            "\t",
            "\u00a0",
            "\u2028",
            "\ufeff",
            "text",
            "é😀",
            "await it.a",
            "return 'r'",
        ),
    ]
)
SOUND = st.sampled_from(
    [
        *(
            "<%= it.a %>",
            "<%~ it.h %>",
            "<%- it.a -%>",
            "<%_ /* c */ _%>",
            "<%-= it.a _%>",
            "<%_~ it.h -%>",
            "<% %>",
        ),
        *(
            "<% if (it.a) { %>a<% } else { -%>\nb<% } %>",
            "<% for (const x of it.l) { %>\n<%= x %>,\n<% } _%>",
        ),
        *("<%= `%>${it.a}` %>", "<%= '%>' -%>", "<%~ it.l.map((x) => `<${x}>`) %>"),
        *(" ", "\n", "\n\n", "\r\n", "\t \n", "\u00a0", "text", "'\"\\`${a}", "é😀", "< %> >", "\u2028"),
    ]
)
DATA: dict[str, object] = {"a": "<1>", "h": "<i>&", "l": [1, "<2>"]}


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    templates=st.lists(
        st.lists(PIECES, max_size=8).map("".join) | st.lists(SOUND, max_size=12).map("".join),
        min_size=100,
        max_size=100,
    )
)
def test_random_templates_read_alike(engine: EtaEngine, templates: list[str]) -> None:
    cases = [Case(templates={"main": text}, data=DATA, awaits="await" in text) for text in templates]
    answers = [
        (case["templates"]["main"], ours(engine, case), answer)
        for case, answer in zip(cases, real(cases), strict=True)
    ]
    assert not [each for each in answers if differ(each[1], each[2])]
