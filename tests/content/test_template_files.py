"""Templates as files: what is pulled and pushed again is the same, and no edit of anybody is lost."""

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from penguinmails.content.templates.drafts.model import Draft, Engine
from penguinmails.content.templates.drafts.service import change_draft, find_template, list_templates
from penguinmails.content.templates.drafts.wording import clean_draft
from penguinmails.content.templates.errors import (
    FileInvalid,
    FileTaken,
    FileUnread,
    FileUnreadable,
    FileUnwritable,
    TemplateChanged,
    TemplateInvalid,
)
from penguinmails.content.templates.files import disk
from penguinmails.content.templates.files.layout import TemplateFile, compose, parse, with_revision
from penguinmails.content.templates.files.service import as_file, push
from penguinmails.content.templates.pieces.service import pieces_for
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier
from tests.content.factories import HELLO, OPERATOR, template_of

EXAMPLES = Path(__file__).parents[2] / "examples" / "templates"
PAGE = "---\nname: Hello\nsubject: Hi: {{ first_name }}\n---\n<p>Hi</p>\n"

texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60)


@given(
    st.builds(
        Draft,
        subject=texts,
        html=texts,
        text=st.none() | texts,
        preheader=st.none() | texts,
        category=st.none() | texts,
        description=st.none() | texts,
        language=st.sampled_from([None, "de", "pt-BR"]),
    ),
    st.sampled_from(Engine),
)
def test_what_is_written_is_read_again(draft: Draft, engine: Engine) -> None:
    try:
        clean = clean_draft(draft)
    except TemplateInvalid:
        assume(False)
        return
    file = TemplateFile("Hello", engine, clean, "A/B", ("spring", "hot"), "abc")
    suffix, written, text = compose(file)
    again = parse(written, file="x", stem="x", suffix=suffix, text=text)
    assert clean_draft(again.draft) == clean
    assert (again.name, again.engine, again.folder, again.tags, again.revision) == (
        "Hello",
        engine,
        "A/B",
        ("spring", "hot"),
        "abc",
    )
    assert parse(with_revision(written, "new"), file="x", stem="x", suffix=suffix).revision == "new"


async def pull(tx: Tx, folder: Path, *, force: bool = False) -> list[Path]:
    files = [await as_file(tx, await find_template(tx, each.id)) for each in await list_templates(tx)]
    written = [disk.write_template(folder, file, force=force) for file in files]
    return written + disk.write_pieces(folder, await pieces_for(tx, None), force=force)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


async def test_the_examples_make_the_round_trip(
    databases: Databases, tenant: Scope, other_tenant: Scope, tmp_path: Path
) -> None:
    examples = disk.read(EXAMPLES)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        pushed = await push(tx, examples, actor=OPERATOR)
        assert {each.outcome for each in pushed} == {"created"}
        await pull(tx, tmp_path / "once")
    async with databases.tenant(Tier.OLTP, other_tenant) as tx:
        await push(tx, disk.read(tmp_path / "once"), actor=OPERATOR)
        await pull(tx, tmp_path / "twice")
        again = await push(tx, disk.read(tmp_path / "twice"), actor=OPERATOR)
    once = contents(tmp_path / "once")
    assert once == contents(tmp_path / "twice")
    assert {each.outcome for each in again} == {"unchanged"}
    assert {"snippets/signature.txt", "dictionaries/imprint.json", "partials/layout.eta"} <= set(once)
    assert {"cold-opener.txt", "monthly-report.eta", "monthly-newsletter.html"} <= set(once)


async def test_a_file_says_where_a_template_lies_and_what_it_carries(
    databases: Databases, tenant: Scope, tmp_path: Path
) -> None:
    (tmp_path / "a.html").write_text(
        PAGE.replace("subject", "folder: Sales/Spring\ntags: hot, Cold\nsubject")
    )
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await push(tx, disk.read(tmp_path), actor=OPERATOR)
        file = await as_file(tx, await find_template(tx, "hello"))
        assert (file.folder, file.tags) == ("Sales/Spring", ("cold", "hot"))
        (tmp_path / "a.html").write_text(PAGE.replace("subject", "tags: cold\nsubject"))
        (again,) = await push(tx, disk.read(tmp_path), actor=OPERATOR)
        file = await as_file(tx, await find_template(tx, "hello"))
    assert (file.folder, file.tags, again.outcome) == ("Sales/Spring", ("cold",), "changed")


async def test_a_push_writes_over_nothing_it_has_not_read(
    databases: Databases, tenant: Scope, tmp_path: Path
) -> None:
    page, other = tmp_path / "a.html", tmp_path / "b.html"
    page.write_text(PAGE)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        (made,) = await push(tx, disk.read(page), actor=OPERATOR)
        disk.note_revision(page, made.revision)
        assert page.read_text() == PAGE
        page.write_text(PAGE.replace("<p>Hi", "<p>Hello"))
        with pytest.raises(FileUnread):
            await push(tx, disk.read(page), actor=OPERATOR)
        page.write_text(with_revision(page.read_text(), made.revision))
        (changed,) = await push(tx, disk.read(page), actor=OPERATOR)
        assert changed.outcome == "changed"
    # The file does not know of that change, and somebody pushes it together with a new one.
    page.write_text(page.read_text().replace("<p>Hello", "<p>Good day"))
    other.write_text(PAGE.replace("name: Hello", "name: Another"))
    with pytest.raises(TemplateChanged):
        async with databases.tenant(Tier.OLTP, tenant) as tx:
            await push(tx, disk.read(tmp_path), actor=OPERATOR)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        assert [each.name for each in await list_templates(tx)] == ["Hello"]
        assert (await find_template(tx, "Hello")).html == "<p>Hello</p>"
        await push(tx, disk.read(tmp_path), actor=OPERATOR, force=True)
        assert (await find_template(tx, "Hello")).html == "<p>Good day</p>"


async def test_a_pull_writes_over_no_edited_file(databases: Databases, tenant: Scope, tmp_path: Path) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        made = await template_of(tx, "Cold opener", Draft(subject="Hi", html="<p>Hi</p>", text="Hi"))
        (path,) = await pull(tx, tmp_path)
        assert path.name == "cold-opener.html"
        assert path.with_suffix(".txt").read_text() == "Hi\n"
        await change_draft(tx, made.id, HELLO, based_on=None, actor=OPERATOR)
        await pull(tx, tmp_path)
        assert "first_name" in path.read_text()
        assert not path.with_suffix(".txt").exists()
        path.write_text(path.read_text() + "<p>Mine</p>\n")
        with pytest.raises(FileTaken):
            await pull(tx, tmp_path)
        assert "Mine" in path.read_text()
        await pull(tx, tmp_path, force=True)
        assert "Mine" not in path.read_text()


async def test_two_names_that_look_alike_are_two_files(
    databases: Databases, tenant: Scope, tmp_path: Path
) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        for name in ("Hello!", "Hello?"):
            await template_of(tx, name)
        assert [path.name for path in await pull(tx, tmp_path)] == ["hello.html", "hello-2.html"]
        assert [path.name for path in await pull(tx, tmp_path)] == ["hello.html", "hello-2.html"]


@pytest.mark.parametrize(
    ("name", "content", "line", "complaint"),
    [
        ("a.html", b"<p>Hi</p>", 1, "begin with a line ---"),
        ("a.html", b"---\nsubject: Hi\n", 3, "second line --- is missing"),
        ("a.html", b"---\nsubject: Hi\ntitle: x\n---\n", 3, "'title: x' is none of name, subject"),
        ("a.html", b"---\nsubject Hi\n---\n", 2, "is none of"),
        ("a.html", b"---\nsubject: a\nsubject: b\n---\n", 3, "subject is there twice"),
        ("a.html", b"---\nengine: php\n---\n", 2, "php is no engine"),
        ("a.md", b"---\n---\n", 1, "ends in .html, .eta or .txt"),
        ("dictionaries/a.json", b"{\n]", 2, "no JSON"),
        ("dictionaries/a.json", b"[]", 1, "a JSON object"),
    ],
)
def test_a_file_that_is_no_template_is_refused_with_its_line(
    tmp_path: Path, name: str, content: bytes, line: int, complaint: str
) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    with pytest.raises(FileInvalid, match=rf"{path.name}.*line {line}\).*{complaint}"):
        disk.read(path if path.parent == tmp_path else tmp_path)


def test_a_file_that_is_no_text_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(b"---\nsubject: Hi\n---\n<p>\xff</p>")
    with pytest.raises(FileUnreadable, match="line 4 is not UTF-8"):
        disk.read(path)
    with pytest.raises(FileUnreadable):
        disk.read(tmp_path / "none.html")
    with pytest.raises(FileUnwritable):
        disk.write_text(path / "inside.html", "x")


def test_what_other_editors_write_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(
        "\ufeff---\r\n# a remark\r\nrevision: x\r\nsubject: Grüße\r\n\r\n---\r\n<p>Hi</p>\r\n".encode()
    )
    (tmp_path / "a.txt").write_bytes("\ufeffHi\r\nyou\r\n".encode())
    (there,) = disk.read(tmp_path).templates
    assert there.template.draft == Draft(subject="Grüße", html="<p>Hi</p>", text="Hi\nyou")
    assert there.template.name == "a"
    disk.note_revision(path, "abc")
    assert disk.read_template(path).revision == "abc"
    assert disk.read_template(path).draft == there.template.draft
