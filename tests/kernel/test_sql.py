"""How `queries.sql` is read."""

import pytest

from penguinmails.kernel.handoff.statements import STATEMENTS
from penguinmails.kernel.sql import QueryFileInvalid, Shape, parse
from penguinmails.kernel.tiers import Home, Role, Tier

FILE = """
Anything before the first name is no statement.

-- name: find :one Thing
-- What it is for.
-- role: app, worker
SELECT id, 'a -- b' AS text
  FROM oltp.things
 WHERE id = %(id)s;

-- name: touch :exec
UPDATE content.things SET name = %(oltp.x)s WHERE note = 'x' || olap_name;
"""


def test_a_statement_knows_its_name_shape_row_roles_and_tier() -> None:
    found = parse("area", FILE)
    assert list(found) == ["find", "touch"]
    find, touch = found["find"], found["touch"]
    assert (find.package, find.shape, find.row, find.tier) == ("area", Shape.ONE, "Thing", Tier.OLTP)
    assert find.roles == {Role.APP, Role.WORKER}
    assert (touch.shape, touch.row, touch.roles, touch.tier) == (
        Shape.EXEC,
        None,
        {Role.APP},
        Tier.CONTENT,
    )


def test_comment_lines_and_the_semicolon_are_not_sent_to_the_server() -> None:
    text = parse("area", FILE)["find"].text
    assert text.startswith("SELECT")
    assert text.endswith("%(id)s")
    assert "'a -- b'" in text


def test_a_role_that_does_not_exist_is_refused() -> None:
    with pytest.raises((QueryFileInvalid, ValueError), match="everybody"):
        parse("area", "-- name: a :exec\n-- role: everybody\nDELETE FROM oltp.things")


@pytest.mark.parametrize("home", Home)
def test_one_file_serves_several_tiers(home: Home) -> None:
    assert {query.tier.home for query in STATEMENTS[home].values()} == {home}
    assert not any("{tier}" in query.text for query in STATEMENTS[home].values())


def test_statements_are_attributes() -> None:
    queries = STATEMENTS[Home.MAIN]
    assert queries.claim is queries["claim"]
    with pytest.raises(AttributeError):
        _ = queries.no_such_statement


def test_a_statement_with_a_slot_takes_a_condition_and_others_refuse_it() -> None:
    queries = parse(
        "area",
        "-- name: some :value\nSELECT count(*) FROM oltp.leads WHERE tenant_id = %(tenant_id)s AND /* condition */ true\n"
        "-- name: all :value\nSELECT count(*) FROM oltp.leads",
    )
    narrowed = queries["some"].narrowed("email = %(email)s OR false")
    assert narrowed.text.endswith("AND (email = %(email)s OR false)")
    assert narrowed.roles == queries["some"].roles
    with pytest.raises(RuntimeError):
        queries["all"].narrowed("true")
