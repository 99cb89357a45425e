"""The doors to the database that people are given."""

import psycopg

from tests.cli.conftest import Shell


def test_a_url_opens_the_database_as_its_role(running: Shell) -> None:
    url = running.json("db", "url", "--tier", "olap", "--role", "worker")["url"]
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("penguinmails_worker",)


def test_a_shell_is_bound_to_its_tenant(running: Shell) -> None:
    running.json("tenant", "create", "Globex", "--owner", "hank@example.com")
    done = running.run(
        "db", "shell", "--tenant", "Globex", "--command", "SELECT name, current_user FROM companies"
    )
    assert done.returncode == 0, done.stderr
    assert "Globex" in done.stdout
    assert "penguinmails_app" in done.stdout
    assert "Acme" not in done.stdout


def test_sizes_name_every_table_once(running: Shell) -> None:
    sizes = running.json("db", "sizes")
    names = [(size["tier"], size["table"]) for size in sizes]
    assert len(names) == len(set(names))
    assert ("olap", "email_events") in names
    assert next(size for size in sizes if size["table"] == "email_events")["partitions"] >= 8
    assert [size["bytes"] for size in sizes] == sorted((size["bytes"] for size in sizes), reverse=True)


def test_a_tenants_making_is_in_the_audit_log(running: Shell) -> None:
    """The worker of `up` carries it there; commands only hand it over."""
    url = running.json("db", "url", "--tier", "oltp", "--role", "worker")["url"]
    with psycopg.connect(url, autocommit=True) as connection:
        while connection.execute("SELECT FROM oltp.handoff_outbox").rowcount:
            pass
    actions = {row["action"] for row in running.json("audit", "list")}
    assert {"tenant.created", "company.created"} <= actions
    assert running.run("audit", "verify").returncode == 0
