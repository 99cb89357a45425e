"""Whether the images of a message are seen, and said where they are not."""

from collections.abc import Iterator

from penguinmails.content.linting.markup import Element, Markup
from penguinmails.content.linting.model import Fault, Part
from penguinmails.content.linting.tags import MASK


def check_images(part: Part, markup: Markup) -> Iterator[Fault]:
    """Faults of every image of the HTML."""
    for element in markup.elements:
        if element.name == "img":
            yield from _source(part, element)
            yield from _words(part, element)


def _source(part: Part, image: Element) -> Iterator[Fault]:
    source = (image.get("src") or "").strip()
    kind = source.partition(":")[0].lower()
    todo = "Put it on a site that https:// reaches, and write that address."
    if not source:
        yield part.error("image_without_src", image.offset, "This image has no src.", todo)
    elif kind == "data":
        yield part.error(
            "image_embedded", image.offset, "Gmail and Outlook do not show images written as data:.", todo
        )
    elif kind == "http":
        yield part.warning(
            "image_insecure", image.offset, "This image comes over http, which many programs block.", todo
        )
    elif kind not in ("https", "cid") and source[0] != MASK:
        yield part.error("image_relative", image.offset, f"{source[:80]} names a file of no site.", todo)


def _words(part: Part, image: Element) -> Iterator[Fault]:
    if "alt" not in image.attributes:
        yield part.warning(
            "image_without_alt",
            image.offset,
            "This image says nothing to people who do not see it.",
            'Add alt="…", or alt="" where it is only decoration.',
        )
    if "width" not in image.attributes and "width" not in (image.get("style") or ""):
        yield part.warning(
            "image_without_width",
            image.offset,
            "Outlook shows this image at its full size.",
            'Add width="…" in pixels.',
        )
