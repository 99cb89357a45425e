"""Who is written to: leads, the lists and segments they are in, and who must never be written to."""

from penguinmails.audiences.addresses import domain_of, is_disposable, is_role, masked, read_address
from penguinmails.audiences.describing.model import LEADS
from penguinmails.audiences.domains import DomainWarning, enqueue_check, list_warnings
from penguinmails.audiences.domains import jobs as domain_jobs
from penguinmails.audiences.engagement.model import ENGAGED, Engagement, EngagementCopy
from penguinmails.audiences.engagement.service import RECEIVERS as ENGAGEMENT_RECEIVERS
from penguinmails.audiences.engagement.service import engagement_of
from penguinmails.audiences.exports import jobs as export_jobs
from penguinmails.audiences.exports.cells import CsvRows
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
from penguinmails.audiences.leads import jobs as lead_jobs
from penguinmails.audiences.leads.card import LeadCard, lead_card
from penguinmails.audiences.leads.erasing import LEAD_ERASED, LEAD_FORGOTTEN, erase_lead
from penguinmails.audiences.leads.model import MAILABLE, Erased, Lead, LeadLine, LeadStatus, Stage, TagCount
from penguinmails.audiences.leads.purging import purge_leads
from penguinmails.audiences.leads.sending import (
    addresses_of,
    deleted_among,
    hold_leads,
    mark_replied,
    merge_data_of,
)
from penguinmails.audiences.leads.service import (
    add_lead,
    change_lead,
    count_leads,
    delete_lead,
    delete_leads,
    find_lead,
    list_deleted,
    list_tags,
    merge_data,
    refuse_suppressed,
    restore_lead,
    set_stage,
    tag_leads,
    untag_leads,
)
from penguinmails.audiences.lists import jobs as list_jobs
from penguinmails.audiences.lists.asking import resend
from penguinmails.audiences.lists.confirming import CONFIRMATION, confirm, inspect_token
from penguinmails.audiences.lists.members import (
    add_members,
    every_reachable,
    leave,
    members,
    memberships_among,
    reachable,
    remove_members,
)
from penguinmails.audiences.lists.model import (
    Added,
    ConsentSource,
    MailingList,
    MembershipIn,
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
from penguinmails.audiences.preferences.model import Opened, Preferences, Subscription, TrackingConsent
from penguinmails.audiences.preferences.service import (
    consents_of,
    note_open_dates,
    preferences_of,
    save_preferences,
)
from penguinmails.audiences.segments.audience import Audience, audience_page, audience_size
from penguinmails.audiences.segments.catalogue import Catalogue
from penguinmails.audiences.segments.matching import (
    all_matching,
    count_matching,
    load_catalogue,
    page_matching,
)
from penguinmails.audiences.segments.model import Recipient, Segment
from penguinmails.audiences.segments.searching import Search, question_for
from penguinmails.audiences.segments.service import (
    SegmentLine,
    change_segment,
    count_segment,
    create_segment,
    delete_segment,
    find_segment,
    list_segments,
    question_named,
    read_question,
    segment_line,
)
from penguinmails.audiences.segments.words import write_words
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
    read_target,
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
    *lead_jobs.JOBS,
    *suppression_jobs.JOBS,
)
PERIODIC: tuple[Periodic, ...] = (
    *domain_jobs.PERIODIC,
    *list_jobs.PERIODIC,
    *export_jobs.PERIODIC,
    *import_jobs.PERIODIC,
    *lead_jobs.PERIODIC,
    *suppression_jobs.PERIODIC,
)
LETTERS: tuple[Letter, ...] = (CONFIRMATION,)
RECEIVERS: tuple[Receiver, ...] = (*ENGAGEMENT_RECEIVERS,)

__all__ = [
    "ENGAGED",
    "JOBS",
    "LEADS",
    "LEAD_ERASED",
    "LEAD_FORGOTTEN",
    "LETTERS",
    "MAILABLE",
    "PERIODIC",
    "RECEIVERS",
    "Added",
    "AddressKeys",
    "Audience",
    "CampaignType",
    "Catalogue",
    "ConsentSource",
    "CsvRows",
    "DomainWarning",
    "Engagement",
    "EngagementCopy",
    "Erased",
    "Field",
    "FieldType",
    "ImportJob",
    "ImportStatus",
    "Lead",
    "LeadCard",
    "LeadLine",
    "LeadStatus",
    "MailingList",
    "MemberStatus",
    "MembershipIn",
    "OnDuplicate",
    "Opened",
    "OptIn",
    "Options",
    "Preferences",
    "Preview",
    "Reachable",
    "Reason",
    "Recipient",
    "Reject",
    "Screen",
    "Search",
    "Segment",
    "SegmentLine",
    "Source",
    "Stage",
    "Subscription",
    "Suppression",
    "TagCount",
    "Target",
    "TrackingConsent",
    "add_lead",
    "add_members",
    "address_hash",
    "address_keys",
    "addresses_of",
    "all_matching",
    "audience_page",
    "audience_size",
    "blocked_among",
    "cancel_import",
    "change_lead",
    "change_segment",
    "check",
    "confirm",
    "consents_of",
    "count_leads",
    "count_matching",
    "count_segment",
    "create_list",
    "create_segment",
    "define_field",
    "delete_field",
    "delete_lead",
    "delete_leads",
    "delete_list",
    "delete_segment",
    "deleted_among",
    "describe_list",
    "domain_of",
    "engagement_of",
    "enqueue_check",
    "erase_lead",
    "every_reachable",
    "export_rejects",
    "find_field",
    "find_lead",
    "find_list",
    "find_segment",
    "hold_addresses",
    "hold_leads",
    "inspect_token",
    "is_disposable",
    "is_role",
    "lead_card",
    "leave",
    "lift",
    "lift_everywhere",
    "list_all_fields",
    "list_deleted",
    "list_everywhere",
    "list_fields",
    "list_imports",
    "list_lists",
    "list_rejects",
    "list_segments",
    "list_suppressions",
    "list_tags",
    "list_warnings",
    "load_catalogue",
    "mark_replied",
    "masked",
    "members",
    "memberships_among",
    "merge_data",
    "merge_data_of",
    "note_open_dates",
    "page_matching",
    "preferences_of",
    "preview_import",
    "purge_leads",
    "question_for",
    "question_named",
    "reachable",
    "read_address",
    "read_question",
    "read_target",
    "refuse_suppressed",
    "remove_members",
    "rename_field",
    "rename_list",
    "resend",
    "restore_lead",
    "restore_list",
    "retry_import",
    "save_preferences",
    "segment_line",
    "set_stage",
    "show_import",
    "start_import",
    "suppress",
    "suppress_all",
    "suppress_everywhere",
    "suppressed_among",
    "tag_leads",
    "undo_import",
    "untag_leads",
    "write_words",
]
