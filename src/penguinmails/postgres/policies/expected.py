"""What should hold: derived from the columns of each table and the short lists of `tables`."""

from collections.abc import Iterable, Iterator, Sequence

from penguinmails.kernel.tiers import Role, Tier
from penguinmails.postgres.errors import FunctionUnsafe, TableUnclassified, ViewUnsafe
from penguinmails.postgres.policies.catalogue import Kind, Relation, Routine
from penguinmails.postgres.policies.expressions import Expressions
from penguinmails.postgres.policies.facts import Fact, Grant, Isolated, Owned, Policy
from penguinmails.postgres.tables import FOUR, RUNNER_TABLE, Rules, Verbs

_USERS_OF_SCHEMAS = (Role.APP, Role.AUTH, Role.WORKER, Role.STAFF)


def facts(
    found: Sequence[Relation], routines: Iterable[Routine], tiers: Iterable[Tier], rules: Rules, citus: bool
) -> frozenset[Fact]:
    """Everything that should hold in these tiers, policies still in our own words.

    Raises `TableUnclassified`, `ViewUnsafe` and `FunctionUnsafe`.
    """
    expressions = Expressions(citus=citus)
    schemas = [tier.value for tier in tiers]
    result: set[Fact] = {
        Grant("SCHEMA", schema, "", role.value, "USAGE") for schema in schemas for role in _USERS_OF_SCHEMAS
    }
    result.update(
        Grant("SEQUENCE", sequence, "", role.value, "USAGE")
        for sequence, roles in rules.sequences.items()
        if sequence.partition(".")[0] in schemas
        for role in roles
    )
    for relation in found:
        match relation.kind:
            case Kind.TABLE | Kind.PARTITIONED if relation.leaf:
                result.add(Isolated(relation.name))
            case Kind.TABLE | Kind.PARTITIONED:
                result.update(_table(relation, rules, expressions))
            case Kind.VIEW:
                result.update(_view(relation, rules))
            case Kind.MATERIALIZED:
                result.update(_materialized(relation, rules))
            case _:
                raise TableUnclassified(table=relation.name)
    for routine in routines:
        result.update(_routine(routine, rules))
    return frozenset(result)


def _table(table: Relation, rules: Rules, expressions: Expressions) -> Iterator[Fact]:
    if table.name.endswith(f".{RUNNER_TABLE}"):
        return
    if table.name in rules.without_isolation:
        for role, verbs in rules.without_isolation[table.name].items():
            yield from _grants(table, role, verbs)
        return
    yield Isolated(table.name)
    yield from _app_policies(table, rules, expressions)
    narrowed = rules.narrowed.get(table.name, {})
    for role in (Role.APP, Role.WORKER):
        yield from _grants(table, role, narrowed.get(role, FOUR))
    for role in (Role.AUTH, Role.STAFF):
        verbs = narrowed.get(role, {})
        yield from _grants(table, role, verbs)
        for verb in verbs:
            check = "true" if verb == "UPDATE" else ""
            yield Policy(table.name, f"{role.short}_{verb.lower()}", verb, role.value, "true", check)


def _app_policies(table: Relation, rules: Rules, expressions: Expressions) -> Iterator[Policy]:
    name, using = _class(table, rules, expressions)
    command, check = "ALL", using
    if table.name in rules.written_by_any_member:
        using = expressions.tenant("tenant_id", made_now=rules.written_by_any_member[table.name])
        check = expressions.same_tenant("tenant_id")
    if set(rules.narrowed.get(table.name, {}).get(Role.APP, FOUR)) == {"SELECT"}:
        # A check that no statement can meet would be one that no test can miss.
        command, check = "SELECT", ""
    yield Policy(table.name, name, command, Role.APP.value, using, check)
    if table.name in rules.own_rows:
        own = expressions.own_row(rules.own_rows[table.name], "tenant_id")
        yield Policy(table.name, "own_row", "SELECT", Role.APP.value, own, "")


def _class(table: Relation, rules: Rules, expressions: Expressions) -> tuple[str, str]:
    if table.name in rules.of_user:
        return "user_isolation", expressions.user(rules.of_user[table.name])
    tenant = rules.tenant_key.get(table.name, "tenant_id")
    company = rules.company_key.get(table.name, "company_id")
    if tenant not in table.columns:
        raise TableUnclassified(table=table.name)
    if company in table.columns:
        return "company_isolation", expressions.tenant_and_company(tenant, company)
    return "tenant_isolation", expressions.tenant(tenant)


def _view(view: Relation, rules: Rules) -> Iterator[Fact]:
    if not view.invoker:
        raise ViewUnsafe(view=view.name, reason="it is no security_invoker view")
    # Its reader's own rights and policies apply to the tables beneath, so to read it gives nothing more.
    for role in rules.views.get(view.name, (Role.APP, Role.WORKER)):
        yield Grant("TABLE", view.name, "", role.value, "SELECT")


def _materialized(view: Relation, rules: Rules) -> Iterator[Fact]:
    if view.name not in rules.materialized:
        raise ViewUnsafe(view=view.name, reason="it holds rows of all tenants and nobody listed it")
    yield Owned(view.name, Role.WORKER.value)
    for role in rules.materialized[view.name]:
        yield Grant("TABLE", view.name, "", role.value, "SELECT")


def _routine(routine: Routine, rules: Rules) -> Iterator[Fact]:
    if routine.definer:
        raise FunctionUnsafe(function=routine.signature)
    # A trigger's function needs no grant: it is checked when the trigger is created.
    for role in rules.functions.get(routine.name, ()):
        yield Grant("ROUTINE", routine.signature, "", role.value, "EXECUTE")


def _grants(relation: Relation, role: Role, verbs: Verbs) -> Iterator[Fact]:
    for verb, columns in verbs.items():
        if columns is None:
            yield Grant("TABLE", relation.name, "", role.value, verb)
            continue
        for column in columns.of(relation.columns):
            yield Grant("TABLE", relation.name, column, role.value, verb)
