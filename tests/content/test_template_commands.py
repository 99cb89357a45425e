"""`penguinmails template`, on a real home and database."""

import html
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from penguinmails.cli.app import app
from penguinmails.content.templates.errors import (
    FileUnread,
    FileUnreadable,
    FolderNotEmpty,
    NeverPublished,
    PieceInvalid,
    TemplateChanged,
    TemplateUnknown,
)
from penguinmails.kernel.errors import PenguinError
from tests.servers import Clone

EXAMPLES = Path(__file__).parents[2] / "examples" / "templates"


@pytest.fixture
def invoke(clone: Clone, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run `penguinmails template VERB …` as the tenant Acme. What it raises, it raises."""
    for name, value in clone.environment.items():
        monkeypatch.setenv(name, value)
    made = CliRunner().invoke(app, ["tenant", "create", "Acme", "--owner", "ann@acme.example"])
    assert made.exit_code == 0, made.output

    def run(*words: str, stdin: str = "", tenant: bool = True) -> Result:
        result = CliRunner().invoke(
            app, ["template", *words, *(["-t", "Acme"] if tenant else [])], input=stdin
        )
        if isinstance(result.exception, PenguinError):
            raise result.exception
        return result

    return run


@pytest.fixture
def template(invoke: Callable[..., Result]) -> Callable[..., Any]:
    """The same with --json; what it printed, which ended well."""

    def run(*words: str, **how: Any) -> Any:
        result = invoke(*words, "--json", **how)
        assert result.exit_code == 0, (result.output, result.exception)
        return json.loads(result.stdout)

    return run


def test_the_life_of_a_template(template: Callable[..., Any], invoke: Callable[..., Result]) -> None:
    made = template("create", "Hello", "--subject", "Hi {{ first_name }}", "--category", "News")
    assert (made["name"], made["category"], made["version"]) == ("Hello", "news", 0)
    assert template("copy", "Hello")["name"] == "Hello (copy)"
    assert template("rename", "Hello (copy)", "Other")["name"] == "Other"
    template("folder", "add", "Sales/Spring")
    assert template("move", "hello", "spring")["folder"] == "Sales/Spring"
    assert template("tag", "hello", "hot", "new")["tags"] == ["hot", "new"]
    assert template("tag", "hello", "--remove", "new")["tags"] == ["hot"]
    assert template("star", "hello")["starred"] is True
    for words in (("--folder", "Spring"), ("--tag", "Hot"), ("--starred",), ("--search", "HELLO")):
        assert [row["name"] for row in template("list", *words)] == ["Hello"], words
    assert [row["name"] for row in template("list", "--category", "news")] == ["Hello", "Other"]
    assert template("categories") == [{"category": "news", "templates": 2}]
    assert [row["value"] for row in template("tags")] == ["hot", "new"]
    assert [row["value"] for row in template("tags", "--delete", "new")] == ["hot"]
    assert "★ Hello" in invoke("list").stdout
    with pytest.raises(FolderNotEmpty):
        template("folder", "delete", "Sales")
    template("folder", "delete", "Sales", "--recursive")
    assert template("show", "hello")["folder"] is None
    with pytest.raises(NeverPublished):
        template("share", "hello")
    assert template("publish", "hello", "--note", "First")["version"] == 1
    assert [row["note"] for row in template("versions", "hello")] == ["First"]
    assert template("share", "hello")["public"] is True
    assert template("delete", "hello", "--yes") == {"deleted": made["id"]}
    with pytest.raises(TemplateUnknown):
        template("show", "hello")
    assert [row["name"] for row in template("list", "--deleted")] == ["Hello"]
    assert template("restore", "hello")["id"] == made["id"]


def test_pieces(template: Callable[..., Any], tmp_path: Path) -> None:
    assert template("snippet", "set", "signature", "Yours")["content"] == "Yours"
    assert template("snippet", "set", "signature", stdin="Yours,\nAda\n")["content"] == "Yours,\nAda"
    assert [row["key"] for row in template("snippet", "list")] == ["signature"]
    assert template("dictionary", "set", "months", "may=Mai", "june=Juni")["value"] == {
        "may": "Mai",
        "june": "Juni",
    }
    words = tmp_path / "words.json"
    words.write_text('{"may": "May"}')
    assert template("dictionary", "set", "months", "--file", str(words))["value"] == {"may": "May"}
    with pytest.raises(PieceInvalid, match="word=value"):
        template("dictionary", "set", "months", "may")
    words.write_text("[]")
    with pytest.raises(PieceInvalid, match="no object"):
        template("dictionary", "set", "months", "--file", str(words))
    assert template("partial", "set", "layout", stdin="<%~ it.body %>\n")["body"] == "<%~ it.body %>"
    assert [row["name"] for row in template("partial", "list")] == ["layout"]
    for kind, key in (("snippet", "signature"), ("dictionary", "months"), ("partial", "layout")):
        template(kind, "delete", key)
        assert template(kind, "list") == []


def test_files_are_pushed_pulled_and_pushed_again(template: Callable[..., Any], tmp_path: Path) -> None:
    page = tmp_path / "hello.html"
    page.write_text("---\nname: Hello\nsubject: Hi\n---\n<p>Hi</p>\n")
    assert [row["outcome"] for row in template("push", str(tmp_path))] == ["created"]
    assert "revision" not in page.read_text()
    assert [row["outcome"] for row in template("push", str(page))] == ["unchanged"]
    for name in ("ours", "theirs"):
        template("pull", "hello", str(tmp_path / name))
    ours, theirs = tmp_path / "ours" / "hello.html", tmp_path / "theirs" / "hello.html"
    for greeting in ("<p>Hello", "<p>Hey"):
        theirs.write_text(theirs.read_text().replace("<p>Hi", greeting).replace("<p>Hello", greeting))
        assert [row["outcome"] for row in template("push", str(theirs))] == ["changed"]
    ours.write_text(ours.read_text().replace("<p>Hi", "<p>Good day"))
    with pytest.raises(TemplateChanged):
        template("push", str(ours))
    with pytest.raises(FileUnread):
        template("push", str(page))
    assert [row["outcome"] for row in template("push", str(ours), "--force")] == ["changed"]
    template("snippet", "set", "signature", "Yours")
    files = template("pull", "--all", str(tmp_path / "all"))
    assert [Path(row["file"]).name for row in files] == ["hello.html", "signature.txt"]


def test_lint_ends_with_1_where_something_is_broken(
    template: Callable[..., Any], invoke: Callable[..., Result]
) -> None:
    broken = EXAMPLES / "broken" / "link-empty.html"
    result = invoke("lint", str(broken), tenant=False)
    assert result.exit_code == 1
    assert f"{broken}:13:13: error: This link leads nowhere" in result.stdout
    assert "1 error, 0 warnings" in result.stdout
    assert invoke("lint", str(EXAMPLES), tenant=False).stdout.strip() == "Nothing to change."
    warned = invoke("lint", str(EXAMPLES / "broken" / "subject-long.html"), "--json", tenant=False)
    assert [fault["code"] for fault in json.loads(warned.stdout)] == ["subject_long"]
    assert warned.exit_code == 0
    template(
        "create", "Hello", "--subject", "Hi {{ custom.nonsense | fallback('you') }}", "--category", "receipt"
    )
    named = invoke("lint", "hello", "--json")
    assert named.exit_code == 1
    assert [(fault["file"], fault["code"]) for fault in json.loads(named.stdout)] == [
        ("hello, subject", "field_unknown"),
        ("hello, html", "content_empty"),
    ]
    with pytest.raises(FileUnreadable):
        invoke("lint", "no-such-file.html", tenant=False)


def test_preview_shows_what_a_recipient_gets(
    template: Callable[..., Any], invoke: Callable[..., Result], tmp_path: Path
) -> None:
    template("push", str(EXAMPLES))
    shown = template("preview", "Monthly newsletter")
    assert shown["subject"] == "Ada, three things we learned in March"
    assert "Hello Ada" in shown["text"]
    target = tmp_path / "out.html"
    said = invoke("preview", "Monthly newsletter", "--html", str(target)).stdout
    assert "bytes of HTML" in said
    assert "https://example.org/unsubscribe/sample" in html.unescape(target.read_text())
    template("create", "Choice", "--subject", "{a|b|c|d} {{ custom.x }}")
    subjects = {template("preview", "Choice", "--seed", str(seed))["subject"] for seed in range(20)}
    assert subjects == {"a", "b", "c", "d"}
    assert template("preview", "Choice")["missing"] == ["custom.x"]


def test_the_gallery(template: Callable[..., Any], tmp_path: Path) -> None:
    page = tmp_path / "opener.html"
    page.write_text("---\nname: Opener\nsubject: Hi\n---\n<p>Hi</p>\n")
    assert [row["outcome"] for row in template("gallery", "push", str(page), tenant=False)] == ["created"]
    assert [row["name"] for row in template("gallery", "list")] == ["Opener"]
    assert template("gallery", "copy", "opener", "--name", "Mine")["name"] == "Mine"
    template("gallery", "withdraw", "Opener", tenant=False)
    assert template("gallery", "list") == []
    assert [row["name"] for row in template("list")] == ["Mine"]
