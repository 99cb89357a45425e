"""What can go wrong with pools."""

from penguinmails.infrastructure.errors import InfrastructureError


class PoolUnknown(InfrastructureError):
    """There is no pool {pool}."""

    code, status = "pool_unknown", 404
    hint = "See `penguinmails pool list` for those there are."


class PoolAmbiguous(InfrastructureError):
    """{count} companies have a pool {pool}."""

    code, status = "pool_ambiguous", 409
    hint = "Name it by its id: see `penguinmails pool list --json`."


class PoolNameTaken(InfrastructureError):
    """The company has a pool {name} already."""

    code, status = "pool_name_taken", 409
    hint = "Choose another name."


class PoolMemberInvalid(InfrastructureError):
    """{email} cannot be in the pool {pool}: {reason}."""

    code, status = "pool_member_invalid", 422
    hint = "A pool holds mailboxes of its own company, each with a weight of at least 1."


class PoolInUse(InfrastructureError):
    """Campaigns send by the pool {pool}."""

    code, status = "pool_in_use", 409
    hint = "Give those campaigns other mailboxes first."
