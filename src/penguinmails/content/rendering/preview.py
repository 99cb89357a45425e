"""HTML for our own pages."""

from typing import Final

import nh3

_TAGS: Final = nh3.ALLOWED_TAGS | {"center", "font"}
_ATTRIBUTES: Final = {
    "*": {"align", "bgcolor", "class", "dir", "height", "lang", "style", "title", "valign", "width"},
    "a": {"href", "name", "target"},
    "font": {"color", "face", "size"},
    "img": {"alt", "border", "src"},
    "table": {"border", "cellpadding", "cellspacing", "role"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}


def safe_html(html: str) -> str:
    """A rendered message as it may stand in our pages: no scripts, forms, or styles for the whole page.

    For showing only. What is sent is not changed by it.
    """
    return nh3.clean(
        html,
        tags=set(_TAGS),
        clean_content_tags={"script", "style", "title"},
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        link_rel="noopener noreferrer nofollow",
    )
