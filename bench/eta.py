"""What rendering Eta templates costs: isolated with a fresh engine a render, against doing without one or the other.

A message of about 10 KB: a loop over twelve rows, an include, fifteen merge fields. One process, so one core renders.
`isolated` is what the platform does; `same process` leaves out the process; `one engine for all` also leaves out the
fresh engine, which lets one render change the next: what is refused. Medians of 5 rounds, in turn. Counted is CPU
time of both sides, so renders/s is what one core does.
"""

import json
import statistics
from collections.abc import Callable
from importlib.util import find_spec

import psutil

from penguinmails.content.eta import EtaEngine
from penguinmails.content.eta.cell import javascript
from penguinmails.kernel.db import Databases

RENDERS, ROUNDS = 1000, 5
SEED = 1

_ROW = (
    '<tr style="border-bottom:1px solid #e5e7eb"><td style="padding:12px 8px;font:14px/20px Arial,sans-serif">'
    '<%= row.name %></td><td align="right" style="padding:12px 8px;font:14px/20px Arial,sans-serif;color:#374151">'
    "<%= row.count %> x <%= row.price.toFixed(2) %></td></tr>\n"
)
_PARAGRAPH = (
    '<p style="margin:0 0 16px;font:16px/24px Arial,sans-serif;color:#111827">Hello <%= it.first_name || "there" %>, '
    "here is what happened at <%= it.company %> while you were away, and what we would do about it.</p>\n"
)
TEMPLATES = {
    "message": (
        '<!doctype html><html><head><meta charset="utf-8"><title><%= it.subject %></title></head><body>\n'
        + _PARAGRAPH * 7
        + "<table width=600>\n<% for (const row of it.rows) { %>\n"
        + _ROW
        + "<% } %>\n</table>\n"
        + '<p style="font:12px Arial;color:#6b7280">You get this because you asked for it. Nothing else is sent.</p>\n'
        * 40
        + '<%~ include("footer", { year: 2026 }) %>\n</body></html>\n'
    ),
    "footer": '<p>© <%= it.year %> <%= it.company %> — <a href="<%= it.links.unsubscribe %>">unsubscribe</a></p>\n',
}
DATA: dict[str, object] = {
    "first_name": "Zoë",
    "company": "Fish & Sons",
    "subject": "News",
    "links": {"unsubscribe": "https://example.org/u/abc"},
    "rows": [{"name": f"Item <{n}>", "count": n, "price": n * 1.5} for n in range(12)],
}


async def main(_databases: Databases) -> list[dict[str, object]]:
    """Render the message each way, answer a row a way."""
    with EtaEngine(1) as engine:
        text = engine.render(TEMPLATES, "message", DATA, seed=1)
        processes = [psutil.Process(), *psutil.Process().children()]
        ways = {
            "isolated": lambda: engine.render(TEMPLATES, "message", DATA, seed=1),
            "same process": _in_process(engine, again=False),
            "one engine for all": _in_process(engine, again=True),
        }
        times: dict[str, list[float]] = {way: [] for way in ways}
        for _ in range(ROUNDS):
            for way, render in ways.items():
                assert render() == text
                start = _used(processes)
                for _ in range(RENDERS):
                    render()
                times[way].append((_used(processes) - start) / RENDERS)
    return [
        {
            "way": way,
            "renders/s": f"{1 / statistics.median(taken):,.0f}",
            "CPU µs": f"{statistics.median(taken) * 1e6:.0f}",
            "times isolated": f"{statistics.median(a / b for a, b in zip(times['isolated'], taken, strict=True)):.2f}",
            "bytes": f"{len(text.encode()):,}",
        }
        for way, taken in times.items()
    ]


def _used(processes: list[psutil.Process]) -> float:
    """The CPU time of all, in seconds."""
    return sum(sum(process.cpu_times()[:2]) for process in processes)


def _in_process(engine: EtaEngine, *, again: bool) -> Callable[[], str]:
    """The same program without the process, and with `again` without a fresh engine."""
    program = engine._program(TEMPLATES, "message")  # pyright: ignore[reportPrivateUsage]  # noqa: SLF001
    found = find_spec("_quickjs")
    assert found
    assert found.origin
    quickjs = javascript.load(found.origin)
    bounds = javascript.Bounds(seconds=1.0, memory=32 << 20, stack=512 << 10, output=4 << 20)
    if not again:
        return lambda: javascript.render(
            quickjs, javascript.Job(program.text, "message", json.dumps(DATA), SEED), bounds
        )[1]
    context = quickjs.make()
    run = context.eval(program.text)

    def reuse() -> str:
        answer: str = run("message", json.dumps(DATA), SEED)
        return answer[1:]

    return reuse
