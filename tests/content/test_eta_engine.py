"""The engine: what it answers, what its errors say, and what it does when a process goes."""

import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from penguinmails.content.eta import Cause, EtaBroken, EtaEngine, EtaStopped, Limits


@pytest.fixture(scope="module")
def engine() -> Iterator[EtaEngine]:
    with EtaEngine(2) as engine:
        yield engine


def render(engine: EtaEngine, source: str, data: dict[str, object] | None = None, **others: str) -> str:
    return engine.render({"main": source, **others}, "main", data or {}, seed=1)


@pytest.mark.parametrize(
    ("source", "line", "reason"),
    [
        ("a\n<%= b", 2, "not closed by %>"),
        ("a\n\n<% 'b %>", 3, "not closed by '"),
        ("<%\n\n /* b %>", 3, "not closed by */"),
        ("<%= `${\n`a`} %>", 1, "not closed by `"),
        ("<% if (it.a) { %>\na\n<% b( %>\nc", 3, "Unexpected token"),
        ("a\r\n<% for (;;) { %>\r\n<% if (1) { } %>\r\n", 2, "this { is never closed"),
        ("a\n<% } %>\n", 2, "this } closes nothing"),
        ("a\n<%= it.a b %>", 2, ""),
        ("\n\n<% const a = 1; const a = 2 %>", 3, ""),
        ("a\n<%= '\0' %>", 2, "U+0000"),
        ("<%= await %>", 1, ""),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(
    engine: EtaEngine, source: str, line: int, reason: str
) -> None:
    with pytest.raises(EtaBroken) as broken:
        engine.check(source, "letter")
    assert (broken.value.name, broken.value.line) == ("letter", line)
    assert reason in broken.value.reason
    with pytest.raises(EtaBroken):
        render(engine, "sound", letter=source)


def test_checking_runs_nothing(engine: EtaEngine) -> None:
    engine.check("<% for (;;) {} %><% throw 1 %>")


@pytest.mark.parametrize(
    ("source", "part", "name", "line"),
    [
        ("a\n\n<%= it.a.b %>", "", "main", 3),
        ("a\n<%~ include('part') %>", "x\n<% if (1) { %>\n<%= it.a.b %><% } %>", "part", 3),
        ("<% layout('part') %>\n\n", "\n\n<% nope() %>", "part", 3),
        ("<%\n const f = () =>\n it.a.b\n%>\n<%= f() %>", "", "main", 3),
        ("a\n<%= await it.a %>\n<%= it.a.b %>", "", "main", 3),
        ("a\n<%~ await includeAsync('part') %>", "<%= await 1 %>\n<%= it.a.b %>", "part", 2),
        ("a\n<%~ include('absent') %>", "", "main", 2),
    ],
)
def test_what_throws_is_named_with_its_template_and_line(
    engine: EtaEngine, source: str, part: str, name: str, line: int
) -> None:
    with pytest.raises(EtaStopped) as stopped:
        render(engine, source, part=part)
    assert (stopped.value.cause, stopped.value.name, stopped.value.line) == (Cause.ERROR, name, line)


def test_names_of_files_and_of_templates_mean_the_same(engine: EtaEngine) -> None:
    source = "".join(
        f"<%~ include('{name}') %>" for name in ("part", "@part", "./part", "/part.eta", "part.eta")
    )
    assert render(engine, source, part="x") == "xxxxx"
    assert (
        engine.render(
            {"main": "<%~ include('@part') %>", "@part": "exact", "part": "plain"}, "main", {}, seed=1
        )
        == "exact"
    )


def test_a_template_that_awaits_is_included_by_what_awaits(engine: EtaEngine) -> None:
    with pytest.raises(EtaStopped, match='"part" awaits, so includeAsync has to include it'):
        render(engine, "<%~ include('part') %>", part="<%= await 1 %>")


@pytest.mark.parametrize(
    "source",
    [
        "<%~ include('part') %>",
        "<%~ include('over') %>",
        "<% layout('part') %>",
        "<%~ include('pa' + 'rt') %>",
        "<% const name = 'part' %><%~ include(name) %>",
        "<% const take = include %><%~ take('part') %>",
        "<%~ eval('inc' + 'lude(\"part\")') %>",
        "<%~ arguments[2]('part') %>",
        "<%~ include(`part`) %>",
        "<%~ it.yes ? include('part') : include('absent') %>",
    ],
)
def test_whatever_way_a_template_is_included_it_is_there(engine: EtaEngine, source: str) -> None:
    others = {"part": "found", "over": "<%~ include('./part.eta') %>", "unneeded": "<%= 1 %>"}
    assert render(engine, source, {"yes": True}, **others) == "found"


def test_an_entry_that_is_not_there_is_said(engine: EtaEngine) -> None:
    with pytest.raises(EtaStopped, match='there is no template "other"'):
        engine.render({"main": ""}, "other", {}, seed=1)


def test_data_arrive_as_they_are(engine: EtaEngine) -> None:
    data: dict[str, object] = {
        "__proto__": {"x": 1},
        "text": "\0'\"`\\\u2028😀\ud800",
        "n": 2**53,
        "no": None,
    }
    assert render(engine, "<%~ it.text %>|<%= it.n %>|<%= it.no %>|<%= ({}).x %>", data) == (
        "\0'\"`\\\u2028😀\ufffd|9007199254740992|null|undefined"
    )


def test_two_engines_say_the_same(engine: EtaEngine) -> None:
    source = "<% for (const k in it) { %><%= k %><%= Math.random() %><%= [3, 1, 2].sort() %><% } %>"
    data: dict[str, object] = {"b": 1, "a": 2, "1": 3}
    with EtaEngine(1) as other:
        assert render(engine, source, data) == render(other, source, data)


def test_many_threads_get_their_own_texts(engine: EtaEngine) -> None:
    def one(number: int) -> bool:
        templates = {"main": f"{number % 7}:<%= it.n %> <%~ include('part') %>", "part": "<%= it.n * 2 %>"}
        text = engine.render(templates, "main", {"n": number}, seed=number)
        return text == f"{number % 7}:{number} {number * 2}"

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(one, range(200)))
    assert len(engine.pids()) <= 2


def test_a_process_that_was_killed_is_replaced() -> None:
    with EtaEngine(1) as engine:
        render(engine, "x")
        (pid,) = engine.pids()
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(EtaStopped) as stopped:
            render(engine, "x")
        assert stopped.value.cause is Cause.PROCESS
        assert render(engine, "x") == "x"
        assert engine.pids() != [pid]


def test_a_process_that_hangs_is_killed_at_the_deadline() -> None:
    with EtaEngine(1, Limits(patience=0.5)) as engine:
        render(engine, "x")
        (pid,) = engine.pids()
        os.kill(pid, signal.SIGSTOP)
        with pytest.raises(EtaStopped) as stopped:
            render(engine, "y")
        assert (stopped.value.cause, stopped.value.name) == (Cause.TIME, "main")
        assert render(engine, "y") == "y"
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_process_is_replaced_after_its_renders() -> None:
    with EtaEngine(1, Limits(renders=3)) as engine:
        seen = {tuple(engine.pids()) for _ in range(9) if render(engine, "x") == "x"}
    assert len(seen - {()}) > 1


def test_more_programs_than_a_process_keeps() -> None:
    texts = [f"{number}" + "x" * 1_500_000 for number in range(8)]
    with EtaEngine(1) as engine:
        for _ in range(2):
            assert all(render(engine, text) == text for text in texts)


def test_closing_ends_the_processes_and_a_later_render_starts_anew() -> None:
    engine = EtaEngine(1)
    render(engine, "x")
    (pid,) = engine.pids()
    engine.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert render(engine, "x") == "x"
    engine.close()


def test_an_engine_that_is_forgotten_leaves_no_process() -> None:
    engine = EtaEngine(1)
    render(engine, "x")
    (pid,) = engine.pids()
    del engine
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_slow_templates_do_not_hold_up_the_others() -> None:
    with EtaEngine(2, Limits(seconds=0.5)) as engine:
        render(engine, "x")
        stopped: list[Cause] = []

        def slow() -> None:
            try:
                render(engine, "<% for (;;) {} %>")
            except EtaStopped as error:
                stopped.append(error.cause)

        thread = threading.Thread(target=slow)
        thread.start()
        assert [render(engine, f"{number}") for number in range(5)] == list("01234")
        thread.join()
    assert stopped == [Cause.TIME]
