"""Who is written to: leads, the lists and segments they are in, and who must never be written to."""

from penguinmails.audiences.addresses import domain_of, is_disposable, is_role, masked, read_address
from penguinmails.audiences.domains import DomainWarning, enqueue_check, list_warnings
from penguinmails.audiences.domains import jobs as domain_jobs
from penguinmails.audiences.exports import jobs as export_jobs
from penguinmails.audiences.fields import (
    Field,
    FieldType,
    define_field,
    delete_field,
    find_field,
    list_all_fields,
    list_fields,
    rename_field,
)
from penguinmails.audiences.imports import jobs as import_jobs
from penguinmails.audiences.imports.model import (
    ImportJob,
    ImportStatus,
    OnDuplicate,
    Options,
    Preview,
    Reject,
)
from penguinmails.audiences.imports.service import (
    cancel_import,
    export_rejects,
    list_imports,
    list_rejects,
    preview_import,
    retry_import,
    show_import,
    start_import,
    undo_import,
)
from penguinmails.audiences.leads.service import find_lead, merge_data
from penguinmails.audiences.lists import jobs as list_jobs
from penguinmails.audiences.lists.asking import resend
from penguinmails.audiences.lists.confirming import CONFIRMATION, confirm, inspect_token
from penguinmails.audiences.lists.members import (
    add_members,
    every_reachable,
    leave,
    members,
    reachable,
    remove_members,
)
from penguinmails.audiences.lists.model import (
    Added,
    ConsentSource,
    MailingList,
    MemberStatus,
    OptIn,
    Reachable,
)
from penguinmails.audiences.lists.screening import Screen
from penguinmails.audiences.lists.service import (
    create_list,
    delete_list,
    describe_list,
    find_list,
    list_lists,
    rename_list,
    restore_list,
)
from penguinmails.audiences.suppressions import (
    AddressKeys,
    CampaignType,
    Reason,
    Source,
    Suppression,
    Target,
    address_hash,
    address_keys,
    blocked_among,
    check,
    hold_addresses,
    lift,
    lift_everywhere,
    list_everywhere,
    list_suppressions,
    suppress,
    suppress_all,
    suppress_everywhere,
    suppressed_among,
)
from penguinmails.audiences.suppressions import jobs as suppression_jobs
from penguinmails.jobs import Job, Periodic
from penguinmails.kernel.handoff import Receiver
from penguinmails.notifications import Letter

JOBS: tuple[Job, ...] = (
    *domain_jobs.JOBS,
    *list_jobs.JOBS,
    *export_jobs.JOBS,
    *import_jobs.JOBS,
    *suppression_jobs.JOBS,
)
PERIODIC: tuple[Periodic, ...] = (
    *domain_jobs.PERIODIC,
    *list_jobs.PERIODIC,
    *export_jobs.PERIODIC,
    *import_jobs.PERIODIC,
    *suppression_jobs.PERIODIC,
)
LETTERS: tuple[Letter, ...] = (CONFIRMATION,)
RECEIVERS: tuple[Receiver, ...] = ()

__all__ = [
    "JOBS",
    "LETTERS",
    "PERIODIC",
    "RECEIVERS",
    "Added",
    "AddressKeys",
    "CampaignType",
    "ConsentSource",
    "DomainWarning",
    "Field",
    "FieldType",
    "ImportJob",
    "ImportStatus",
    "MailingList",
    "MemberStatus",
    "OnDuplicate",
    "OptIn",
    "Options",
    "Preview",
    "Reachable",
    "Reason",
    "Reject",
    "Screen",
    "Source",
    "Suppression",
    "Target",
    "add_members",
    "address_hash",
    "address_keys",
    "blocked_among",
    "cancel_import",
    "check",
    "confirm",
    "create_list",
    "define_field",
    "delete_field",
    "delete_list",
    "describe_list",
    "domain_of",
    "enqueue_check",
    "every_reachable",
    "export_rejects",
    "find_field",
    "find_lead",
    "find_list",
    "hold_addresses",
    "inspect_token",
    "is_disposable",
    "is_role",
    "leave",
    "lift",
    "lift_everywhere",
    "list_all_fields",
    "list_everywhere",
    "list_fields",
    "list_imports",
    "list_lists",
    "list_rejects",
    "list_suppressions",
    "list_warnings",
    "masked",
    "members",
    "merge_data",
    "preview_import",
    "reachable",
    "read_address",
    "remove_members",
    "rename_field",
    "rename_list",
    "resend",
    "restore_list",
    "retry_import",
    "show_import",
    "start_import",
    "suppress",
    "suppress_all",
    "suppress_everywhere",
    "suppressed_among",
    "undo_import",
]
