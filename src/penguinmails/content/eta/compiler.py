"""Eta's syntax, read: a template becomes the body of a JavaScript function.

The language is that of Eta 4 with its defaults: `<% code %>`, `<%= escaped %>`, `<%~ raw %>`; beside a
delimiter `-` takes one line break away and `_` all white space; a line break after a tag goes anyway. In a
tag, strings, template literals and `/* comments */` hide a `%>`; `//` and regular expressions hide no quote.
"""

import re
from dataclasses import dataclass
from typing import Final

from penguinmails.content.eta.errors import EtaBroken

# JavaScript's white space, which is not Python's (ECMA-262, 12.2 and 12.3).
_SPACE: Final = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
_OPENING: Final = re.compile(rf"<%([-_]?)[{_SPACE}]*([=~]?)[{_SPACE}]*")
_STOP: Final = re.compile(r"""['"`]|/\*|([-_]?)%>""")
_QUOTED: Final = {
    "'": re.compile(r"'(?:[^'\\\n]|\\.)*'", re.DOTALL),
    '"': re.compile(r'"(?:[^"\\\n]|\\.)*"', re.DOTALL),
}
_IN_LITERAL: Final = re.compile(r"\\.|\$\{|`", re.DOTALL)
_IN_EXPRESSION: Final = re.compile(r"""['"`{}]|/\*""")
_AWAITS: Final = re.compile(r"\b(?:await|includeAsync|captureAsync|blockAsync)\b")
# What takes another template in, and what could take one in unseen.
_INCLUDES: Final = re.compile(r"\b(?:include|includeAsync|layout|eval|Function|constructor|arguments)\b")
_INCLUDED: Final = re.compile(
    r"""\b(?:include|includeAsync|layout)\s*\(\s*(?:'([\w@./ -]+)'|"([\w@./ -]+)")\s*[,)]"""
)
_UNSPEAKABLE: Final = re.compile("[\0\ud800-\udfff]")
_ESCAPES: Final = str.maketrans({"\\": "\\\\", "'": "\\'", "\n": "\\n", "\0": "\\x00"})
_PAIRS: Final = {")": "(", "]": "[", "}": "{"}
_BRACKET_OR_STOP: Final = re.compile(r"""['"`]|/[*/]|[()\[\]{}]""")


@dataclass(frozen=True)
class Script:
    """A template as JavaScript. `lines` holds, for each line of the body, the template's line it comes from.

    `awaits` says that the code speaks of `await` or of what has to be awaited. `includes` are the names of
    the templates it takes in, None where they are not written out. `unclosed` is the innermost bracket that
    is still open at the end, `surplus` the first that closes nothing, with their lines.
    """

    body: str
    lines: tuple[int, ...]
    awaits: bool
    includes: frozenset[str] | None
    unclosed: tuple[str, int] | None
    surplus: tuple[str, int] | None

    def line(self, number: int) -> int:
        """The template's line behind the body's line; the last one for what lies behind the end."""
        return self.lines[min(max(number, 1), len(self.lines)) - 1]


def compile_template(name: str, source: str) -> Script:
    """Translate `source`. EtaBroken names the line of a tag, string or comment that has no end.

    Whether the JavaScript inside the tags is sound only an engine can say: see EtaEngine.check.
    """
    return _Translation(name, source.replace("\r\n", "\n").replace("\r", "\n")).script()


class _Translation:
    """One template on its way."""

    def __init__(self, name: str, source: str) -> None:
        self.name, self.source = name, source
        self.at, self.line = 0, 1
        self.parts: list[str] = []
        self.lines: list[int] = []
        self.awaits = False
        self.includes: frozenset[str] | None = frozenset()
        self.open: list[tuple[str, int]] = []
        self.surplus: tuple[str, int] | None = None

    def script(self) -> Script:
        before = ""
        while opening := _OPENING.search(self.source, self.at):
            start = opening.start()
            self.text(self.source[self.at : start], before, opening[1])
            self.advance(start)
            closing = self.closing(start, opening.end())
            self.advance(opening.end())
            self.tag(opening[2], self.source[opening.end() : closing.start()].rstrip(_SPACE))
            self.advance(closing.end())
            before = closing[1] or "nl"
        self.text(self.source[self.at :], before, "")
        self.lines.append(self.line + self.source.count("\n", self.at))
        unclosed = self.open[-1] if self.open else None
        return Script(
            "".join(self.parts), tuple(self.lines), self.awaits, self.includes, unclosed, self.surplus
        )

    def advance(self, to: int) -> None:
        self.line += self.source.count("\n", self.at, to)
        self.at = to

    def line_of(self, position: int) -> int:
        return 1 + self.source.count("\n", 0, position)

    def broken(self, what: str, position: int) -> EtaBroken:
        return EtaBroken(self.name, self.line_of(position), what)

    def emit(self, code: str, line: int) -> None:
        """Add `code`, which begins at the template's line `line`, and end the JavaScript's line."""
        self.parts.append(code + "\n")
        self.lines.extend(range(line, line + code.count("\n") + 1))

    def text(self, text: str, before: str, after: str) -> None:
        """What stands between two tags, without the white space they take away."""
        if before == "_":
            text = text.lstrip(_SPACE)
        elif before:
            text = text.removeprefix("\n")
        if after == "_":
            text = text.rstrip(_SPACE)
        elif after:
            text = text.removesuffix("\n")
        if text:
            literal = _UNSPEAKABLE.sub(_spelled, text.translate(_ESCAPES))
            self.emit(f"__eta.res+='{literal}';", self.line)

    def tag(self, prefix: str, code: str) -> None:
        if strange := _UNSPEAKABLE.search(code):
            raise self.broken(
                f"the code holds the character U+{ord(strange[0]):04X}", self.at + strange.start()
            )
        self.awaits = self.awaits or bool(_AWAITS.search(code))
        if self.includes is not None:
            names = [single or double for single, double in _INCLUDED.findall(code)]
            sure = len(names) == len(_INCLUDES.findall(code))
            self.includes = self.includes.union(names) if sure else None
        self.brackets(code)
        if prefix == "=":
            code = f"__eta.res+=__eta.e({code});"
        elif prefix == "~":
            code = f"__eta.res+={code};"
        self.emit(code, self.line)

    def closing(self, start: int, at: int) -> re.Match[str]:
        """The `%>` that ends the tag begun at `start`."""
        while stop := _STOP.search(self.source, at):
            if stop[0].endswith("%>"):
                return stop
            at = self.hidden(stop)
        raise self.broken("this tag is not closed by %>", start)

    def hidden(self, opened: re.Match[str]) -> int:
        """Where the string, template literal or comment ends whose beginning was found."""
        start = opened.start()
        if opened[0] == "/*":
            end = self.source.find("*/", start + 2)
            if end < 0:
                raise self.broken("this comment is not closed by */", start)
            return end + 2
        if opened[0] == "`":
            return self.literal(start)
        quoted = _QUOTED[opened[0]].match(self.source, start)
        if not quoted:
            raise self.broken(f"this string is not closed by {opened[0]}", start)
        return quoted.end()

    def literal(self, start: int) -> int:
        """The end of a template literal; what stands in its `${}` may hold others."""
        depths: list[int] = []  # one entry for each `${` that is open: the braces open in it
        at = start + 1
        while found := (_IN_EXPRESSION if depths else _IN_LITERAL).search(self.source, at):
            at = found.end()
            match found[0]:
                case "${":
                    depths.append(0)
                case "{":
                    depths[-1] += 1
                case "}" if depths[-1]:
                    depths[-1] -= 1
                case "}":
                    depths.pop()
                case "`" if not depths:
                    return at
                case "`" | "'" | '"' | "/*":
                    at = self.hidden(found)
                case _:
                    pass
        raise self.broken("this string is not closed by `", start)

    def brackets(self, code: str) -> None:
        """Remember which brackets are open, to name the one that is never closed."""
        at = 0
        while found := _BRACKET_OR_STOP.search(code, at):
            at = found.end()
            if found[0] == "//":
                at = code.find("\n", at) if "\n" in code[at:] else len(code)
            elif found[0] in "'\"`/*":
                at = self.hidden_in(code, found)
            elif found[0] in _PAIRS:
                if self.open and self.open[-1][0] == _PAIRS[found[0]]:
                    self.open.pop()
                else:
                    self.surplus = self.surplus or (found[0], self.line + code.count("\n", 0, at))
            else:
                self.open.append((found[0], self.line + code.count("\n", 0, at)))

    def hidden_in(self, code: str, opened: re.Match[str]) -> int:
        nested = _Translation(self.name, code)
        try:
            return nested.hidden(opened)
        except EtaBroken:  # behind a comment that hides half a string; the engine has the last word
            return len(code)


def _spelled(character: re.Match[str]) -> str:
    return f"\\u{ord(character[0]):04x}"
