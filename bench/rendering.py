"""Rendering: messages a second on one core, from a template of 10 KB with 15 merge tags, against plain joining.

*Joined* is the floor of the machine: the same pieces and escaped values put together by `str.join`, without a
template. *minijinja* is the bare engine on the template as written. The others are what is sent: the whole subject,
HTML and text part, values checked and cleaned. Each is the best of 7 rounds, in turn.
"""

import asyncio
import html
import time
from collections.abc import Callable

import minijinja

from penguinmails.content.rendering import Source, compile_source
from penguinmails.content.rendering.merging import lookup
from penguinmails.kernel.db import Databases

ROUNDS, RUNS = 7, 4000

FIELDS = (
    *("first_name", "last_name", "company", "title", "custom.city", "custom.plan", "custom.seats"),
    *("first_name", "sender.name", "sender.email", "company", "links.view", "links.preferences"),
    *("links.unsubscribe", "email"),
)
PARAGRAPH = (
    '<tr><td style="padding:0 24px 16px;font:16px/1.5 Helvetica,Arial,sans-serif;color:#222">'
    + "We looked at how teams like yours plan the coming quarter, and one thing stood out. " * 6
    + "{}</td></tr>\n"
)
MERGE: dict[str, object] = {
    "first_name": "Ana",
    "last_name": "O'Brien",
    "company": "Sons & Daughters",
    "title": "Head of Sales",
    "email": "ana.obrien@example.org",
    "custom": {"city": "Porto", "plan": "Premium", "seats": 12, "note": "not used by the template"},
    "sender": {"name": "Rui Costa", "email": "rui@example.com"},
    "links": {
        name: f"https://mail.example.com/{name}/01993b7e-5b0c-7d0e-a7c4-0123456789ab?k=0123456789abcdef"
        for name in ("view", "preferences", "unsubscribe")
    },
}


def template(form: str = "{{{{ {} }}}}", gap: str = "") -> str:
    """A newsletter of about 10 KB."""
    rows = "".join(PARAGRAPH.format(form.format(name)) + gap for name in FIELDS)
    return f"<html><body><table>\n{rows}</table></body></html>\n"


def value(name: str) -> str:
    """A field of the merge."""
    return str(lookup(MERGE, name.split(".")))


def contenders() -> dict[str, Callable[[], object]]:
    """What is measured, by name."""
    subject = "{{ first_name }}, a word about {{ company }}"
    pieces = template("\0").split("\0")
    values = [value(name) for name in FIELDS]
    environment = minijinja.Environment(
        templates={"html": template()}, auto_escape_callback=lambda _: "html", fuel=200_000
    )
    html_only = compile_source(Source("minijinja", "A word", template(), text=""))
    all_parts = compile_source(Source("minijinja", subject, template()))
    fallback = compile_source(Source("minijinja", subject, template('{{{{ {} | fallback("you") }}}}')))
    spun = compile_source(Source("minijinja", "{Hi|Hello} " + subject, template(gap="{One|Two|Three}")))
    missing = {name: part for name, part in MERGE.items() if name != "title"}
    return {
        "joined, HTML only": lambda: "".join(
            [piece + html.escape(found) for piece, found in zip(pieces, [*values, ""], strict=True)]
        ),
        "minijinja, HTML only": lambda: environment.render_template("html", **MERGE),
        "rendered, HTML only": lambda: html_only.render(MERGE, 7),
        "rendered, subject, HTML and text": lambda: all_parts.render(MERGE, 7),
        "… every tag with a fallback": lambda: fallback.render(MERGE, 7),
        "… with 16 alternatives": lambda: spun.render(MERGE, 7),
        "… a shown field missing": lambda: all_parts.render(missing, 7),
    }


async def main(databases: Databases) -> list[dict[str, object]]:
    """A row for each contender. The database is not used."""
    del databases
    return await asyncio.to_thread(measured)


def measured() -> list[dict[str, object]]:
    """Run them in turn."""
    best: dict[str, float] = {}
    runs = contenders()
    for _ in range(ROUNDS):
        for name, run in runs.items():
            start = time.perf_counter()
            for _ in range(RUNS):
                run()
            best[name] = min(best.get(name, 1.0), (time.perf_counter() - start) / RUNS)
    floor = next(iter(best.values()))
    size = len(template())
    return [
        {
            "rendering": name,
            "/ joined": f"{floor / seconds:.2f}",
            "a second": f"{1 / seconds:,.0f}",
            "µs": f"{seconds * 1e6:.1f}",
            "template": f"{size:,} characters, {len(FIELDS)} tags",
        }
        for name, seconds in best.items()
    ]
