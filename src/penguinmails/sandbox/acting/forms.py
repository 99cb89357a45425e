"""Filling in the form of a page, as somebody does who wants no more mail."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin

from penguinmails.sandbox.reading import LEAVING


@dataclass
class _Form:
    action: str
    fields: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    words: str = ""


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[_Form] = []
        self._open: _Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = _Form(given.get("action", "")) if given.get("method", "").lower() == "post" else None
            self.forms += [self._open] if self._open else []
        elif self._open and tag in {"input", "button"} and given.get("name"):
            self._fill_in(
                self._open, given, given.get("type", "submit" if tag == "button" else "text").lower()
            )

    def _fill_in(self, form: _Form, given: dict[str, str], kind: str) -> None:
        pressed = kind == "submit" and all(name != given["name"] for name, _ in form.fields)
        chosen = kind in {"checkbox", "radio"} and "checked" in given
        if pressed or chosen or kind in {"hidden", "text", "email"}:
            form.fields.append((given["name"], given.get("value", "on" if chosen else "")))

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open.words += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None


def filled_in(url: str, page: bytes) -> tuple[str, bytes] | None:
    """Where a page's form for leaving is sent, and what; None without a form that changes something.

    It is the first one that says so, or the first one if none does.
    """
    parser = _Forms()
    parser.feed(page.decode("utf-8", "replace"))
    if not parser.forms:
        return None
    form = next((form for form in parser.forms if LEAVING.search(form.words)), parser.forms[0])
    return urljoin(url, form.action), urlencode(form.fields).encode()
