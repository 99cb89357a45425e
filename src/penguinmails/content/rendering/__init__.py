"""Rendering: from a template, a lead's values and a seed to the words of one message.

    compiled = compile_source(Source(engine="minijinja", subject="Hello {{ first_name }}", html="…"))
    rendered = compiled.render({"first_name": "Ana"}, seed=7)

Compiling reads the template, includes its snippets, inlines styles and makes the text part, once. Rendering
fills in values and is pure: the same source, values and seed give the same bytes, so that a message that was
sent can be shown again from its template's version. `digest` tells when that is no longer so, after an
upgrade of a library.

Merge tags are a part of Jinja: `{{ first_name | fallback("there") }}`, `{% if %}`, `{% for %}`, `{% set %}`.
Values are always escaped in HTML; null and blank ones count as not given. A field that is shown but not
given renders empty and is named in `missing`. Alternatives are `{Hi|Hello}` (spintax.py).
"""

from typing import TYPE_CHECKING

from penguinmails.kernel.facade import on_demand

if TYPE_CHECKING:
    from penguinmails.content.rendering.compiling import Compiled, compile_source
    from penguinmails.content.rendering.errors import RenderingError, TemplateBroken, TemplateStopped
    from penguinmails.content.rendering.filters import FILTERS
    from penguinmails.content.rendering.model import Pieces, Rendered, Source, digest
    from penguinmails.content.rendering.preview import safe_html
    from penguinmails.content.rendering.scanning import spintax_faults
else:
    __getattr__ = on_demand(__name__, __file__)

__all__ = [
    "FILTERS",
    "Compiled",
    "Pieces",
    "Rendered",
    "RenderingError",
    "Source",
    "TemplateBroken",
    "TemplateStopped",
    "compile_source",
    "digest",
    "safe_html",
    "spintax_faults",
]
