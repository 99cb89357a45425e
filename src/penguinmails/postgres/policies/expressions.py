"""The conditions of the three classes, for PostgreSQL and for Citus.

On PostgreSQL each setting is read in a sub-select, once a statement instead of once a row: a scan of 500,000
rows took 15 ms instead of 203 ms. Citus refuses sub-selects in policies and gets the bare expression.
"""

from dataclasses import dataclass

from penguinmails.kernel.db import COMPANIES_SETTING, TENANT_SETTING, USER_SETTING


@dataclass(frozen=True)
class Expressions:
    """Conditions on the columns given. A setting that is unset or '' matches nothing."""

    citus: bool

    def same_tenant(self, column: str) -> str:
        """The row belongs to the tenant, whoever of its members reads or writes it."""
        return f"{column} = {self._setting(TENANT_SETTING, 'uuid')}"

    def tenant(self, column: str, *, made_now: str = "") -> str:
        """The row belongs to the tenant, and its reader to all the tenant's companies.

        Or the transaction itself made the row, as the column `made_now` (a timestamp of now()) says.
        """
        readers = f"({self._all_companies} OR {made_now} = now())" if made_now else self._all_companies
        return f"{self.same_tenant(column)} AND {readers}"

    def tenant_and_company(self, tenant: str, company: str) -> str:
        """The row belongs to the tenant, and to one of the reader's companies."""
        listed = f"{company} = ANY ({self._setting(COMPANIES_SETTING, 'uuid[]', 'all')})"
        return f"{self.same_tenant(tenant)} AND ({self._all_companies} OR {listed})"

    def user(self, column: str) -> str:
        """The row belongs to the user."""
        return f"{column} = {self._setting(USER_SETTING, 'uuid')}"

    def own_row(self, user: str, tenant: str) -> str:
        """The row is the user's own, in the current tenant or, where none is set, in any."""
        return f"{self.user(user)} AND {tenant} = coalesce({self._setting(TENANT_SETTING, 'uuid')}, {tenant})"

    @property
    def _all_companies(self) -> str:
        return f"{self._setting(COMPANIES_SETTING, 'text')} = 'all'"

    def _setting(self, setting: str, kind: str, *also_nothing: str) -> str:
        value = f"current_setting('{setting}', true)"
        for nothing in ("", *also_nothing):
            value = f"nullif({value}, '{nothing}')"
        value = f"{value}::{kind}"
        # The cast inside, so that it too runs once; the one outside only makes `= ANY (…)` take an array.
        return f"({value})" if self.citus else f"(SELECT {value})::{kind}"
