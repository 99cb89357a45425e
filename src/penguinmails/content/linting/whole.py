"""What only the whole message shows: how it is left, how large it is, whether its two forms say the same."""

from collections.abc import Iterator
from typing import Final

from penguinmails.content.linting.expressions import Use
from penguinmails.content.linting.model import Fault, Part
from penguinmails.content.linting.purposes import Purpose

CLIPPED: Final = 102 * 1024
"""Bytes of HTML after which Gmail shows "[Message clipped]", and the unsubscribe link no more."""
NEARLY: Final = 0.9

_UNSUBSCRIBE: Final = "links.unsubscribe"
# Where it takes the reader is made for the HTML only, or it is told once in a message.
_ONCE: Final = frozenset({"links", "sender", "snippets", "dictionaries"})


def check_unsubscribe(
    purpose: Purpose, html: Part, html_uses: list[Use], text: Part | None, text_uses: list[Use]
) -> Iterator[Fault]:
    """A way out, in each form of the message that somebody wrote."""
    if purpose is Purpose.TRANSACTIONAL:
        return
    for part, used, form in (
        (html, html_uses, '<a href="{{ links.unsubscribe }}">Unsubscribe</a>'),
        (text, text_uses, "Unsubscribe: {{ links.unsubscribe }}"),
    ):
        if part is None or not part.text.strip() or any(use.path == _UNSUBSCRIBE for use in used):
            continue
        end = len(part.text.rstrip()) - 1
        message = f"The {part.name} has no link to unsubscribe."
        todo = f"Write {form} at its end."
        if purpose is Purpose.OUTREACH:
            yield part.warning("unsubscribe_missing", end, message, todo)
        else:
            yield part.error("unsubscribe_missing", end, message, todo)


def check_forms(html: list[Use], text: Part | None, text_uses: list[Use]) -> Iterator[Fault]:
    """Whether the text part shows what the HTML shows: many readers, and spam filters, compare them."""
    if text is None or not text.text.strip() or not html:
        return
    shown = {use.path for use in text_uses}
    for path in sorted({use.path for use in html if use.shown} - shown):
        if path.partition(".")[0] not in _ONCE:
            yield text.warning(
                "text_differs",
                0,
                f"The HTML shows {path}, and the text does not.",
                "Say the same in both, or leave the text out: it is then made from the HTML.",
            )


def check_size(html: Part, rendered: str) -> Iterator[Fault]:
    """Whether Gmail shows the message to its end."""
    size = len(rendered.encode("utf-8", "replace"))
    shown = f"{size / 1024:.0f} KB"
    if size > CLIPPED:
        yield html.error(
            "size_clipped",
            0,
            f"The HTML is {shown} as it is sent, and Gmail cuts off after 102 KB.",
            "Shorten it; styles and tables are the largest part of most mails.",
        )
    elif size > CLIPPED * NEARLY:
        yield html.warning(
            "size_near_clip",
            0,
            f"The HTML is {shown} as it is sent; Gmail cuts off after 102 KB.",
            "Shorten it, so that longer names and links fit too.",
        )
