"""Reading `migrations/<tier>/`: order, first lines, and what a file may not say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penguinmails.kernel.tiers import Tier
from penguinmails.postgres import migrations
from penguinmails.postgres.errors import MigrationFilesInvalid
from penguinmails.postgres.migrations import Mode
from penguinmails.postgres.migrations.files import split
from tests.postgres.fixtures_scratch import Tree, tree

__all__ = ["tree"]


def test_the_migrations_of_this_program_are_found_and_valid() -> None:
    files = migrations.discover(migrations.directory())

    assert [migration.version for migration in files[Tier.OLTP]] == list(range(1, len(files[Tier.OLTP]) + 1))
    assert all(files[tier] for tier in Tier)


def test_semicolons_in_strings_bodies_and_comments_end_nothing() -> None:
    text = """-- a; comment
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $body$ SELECT 1; SELECT 2; $body$; /* ; */
INSERT INTO t VALUES ('it''s; fine', E'\\';', ";");

-- the end;
"""
    found = list(split(text))

    assert [statement.line for statement in found] == [2, 3]
    assert found[0].text.endswith("$body$")
    assert found[1].text.endswith('";")')


@given(
    st.lists(st.sampled_from(["SELECT 1", "SELECT ';'", "SELECT $$;$$", "SELECT 2 -- ;\n", "SELECT 5/2 - 1"]))
)
def test_a_script_splits_into_what_it_was_joined_from(statements: list[str]) -> None:
    assert [found.text for found in split(";\n".join(statements))] == [text.rstrip() for text in statements]


def test_the_first_line_says_how_a_file_runs(tree: Tree) -> None:
    tree.write("oltp/0001_plain", "SELECT 1;")
    tree.write("oltp/0002_index", "-- penguinmails: no-transaction, rerunnable\nSELECT 1;")

    plain, index = tree.files()[Tier.OLTP]

    assert plain.modes == frozenset()
    assert index.modes == {Mode.NO_TRANSACTION, Mode.RERUNNABLE}
    assert index.file == "oltp/0002_index"


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"oltp/0002_late": "SELECT 1"}, "oltp/0002_late.sql stands where 0001 should be"),
        ({"oltp/0001_a": "", "oltp/0001_b": ""}, "oltp/0001_b.sql stands where 0002 should be"),
        ({"oltp/1_a": ""}, "oltp/1_a.sql is not named NNNN_name.sql"),
        ({"olap/0001_a": "-- penguinmails: fast"}, "'fast' is not a valid Mode"),
        ({"olap/0001_a": "-- penguinmails: rerunnable"}, "rerunnable belongs to no-transaction"),
        ({"olap/0001_a": "SELECT 1;\n\ncommit;"}, "line 3: the runner begins and ends the transaction"),
        ({"olap/0001_a": "UPDATE olap.t SET a = 1"}, "changing rows needs the first line"),
    ],
)
def test_damaged_files_are_named(tree: Tree, files: dict[str, str], reason: str) -> None:
    for file, text in files.items():
        tree.write(file, text)

    with pytest.raises(MigrationFilesInvalid) as caught:
        tree.files()

    assert reason in caught.value.message
