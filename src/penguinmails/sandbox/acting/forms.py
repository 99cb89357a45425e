"""Filling in the form of a page, as somebody does who presses its button."""

from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, list[tuple[str, str]]]] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = given.get("method", "get").lower() == "post"
            if self._open:
                self.forms.append((given.get("action", ""), []))
        elif not self._open:
            return
        elif tag in {"input", "button"} and given.get("name"):
            kind = given.get("type", "submit" if tag == "button" else "text").lower()
            fields = self.forms[-1][1]
            pressed = kind == "submit" and not any(name == given["name"] for name, _ in fields)
            if (
                pressed
                or (kind in {"checkbox", "radio"} and "checked" in given)
                or kind in {"hidden", "text"}
            ):
                fields.append((given["name"], given.get("value", "on" if kind == "checkbox" else "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False


def filled_in(url: str, page: bytes) -> tuple[str, bytes] | None:
    """Where the first form of the page that changes something is sent, and what; None without such a form."""
    forms = _Forms()
    forms.feed(page.decode("utf-8", "replace"))
    if not forms.forms:
        return None
    action, fields = forms.forms[0]
    return urljoin(url, action), urlencode(fields).encode()
