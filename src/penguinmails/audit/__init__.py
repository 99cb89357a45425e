"""The audit log: who changed what, in one chain of hashes a tenant (`olap.admin_audit_log`).

`record` hands a row over in the transaction that makes the change; the relay puts it at the end of its
tenant's chain, gap-free, under a lock on `olap.audit_heads`. What a row says of values, address and browser
can be erased; what happened, when and by whom stays, and so does the chain (`chain.py` says how). `verify`
finds every change made to it by hand.

`model.RETENTION` says how long values are kept, `erasing` lets them go and says so in the log, `verifying`
judges. Nothing else updates a row, and nothing deletes one.
"""

from typing import TYPE_CHECKING

from penguinmails.kernel.facade import on_demand

if TYPE_CHECKING:
    from penguinmails.audit.changes import record_change
    from penguinmails.audit.erasing import erase, erase_due
    from penguinmails.audit.errors import AuditRowNotFound, ErasureUnspecified, ValueNotPlain
    from penguinmails.audit.model import (
        RETENTION,
        Actor,
        ActorKind,
        AuditEntry,
        Break,
        Classification,
        Cursor,
        Erased,
        Erasure,
        Filter,
        Head,
        Retention,
        Verdict,
    )
    from penguinmails.audit.service import (
        RECEIVERS,
        RECORDED,
        heads,
        list_entries,
        list_everywhere,
        record,
        show,
    )
    from penguinmails.audit.verifying import verify
else:
    __getattr__ = on_demand(__name__, __file__)

__all__ = [
    "RECEIVERS",
    "RECORDED",
    "RETENTION",
    "Actor",
    "ActorKind",
    "AuditEntry",
    "AuditRowNotFound",
    "Break",
    "Classification",
    "Cursor",
    "Erased",
    "Erasure",
    "ErasureUnspecified",
    "Filter",
    "Head",
    "Retention",
    "ValueNotPlain",
    "Verdict",
    "erase",
    "erase_due",
    "heads",
    "list_entries",
    "list_everywhere",
    "record",
    "record_change",
    "show",
    "verify",
]
