"""What mail leaves by: domains with their keys, mailboxes and relays with their credentials and limits.

A mailbox is added (`add_mailbox`), signed in to once (`connect_mailbox`), and then sends what its limits
allow. Every change that the sender must know of raises its version and is handed on as a `LaneCopy` in the
same transaction. Credentials and DKIM keys lie sealed; `mailbox_access` and `imap_access` open them for who
connects, and nothing else does.

What takes a `Tx` joins its transaction and never commits; what takes `Databases` opens its own.
"""

from typing import TYPE_CHECKING

from penguinmails.kernel.facade import on_demand

if TYPE_CHECKING:
    from penguinmails.infrastructure.access.model import (
        DomainHosts,
        Endpoint,
        ImapAccess,
        Login,
        MailboxAccess,
        PolledMailbox,
        Receiving,
        SigningKey,
    )
    from penguinmails.infrastructure.access.service import (
        find_receiving_mailbox,
        imap_access,
        mailbox_access,
        mailboxes_to_poll,
    )
    from penguinmails.infrastructure.checking.model import Checked, Trouble
    from penguinmails.infrastructure.connecting.model import Connection
    from penguinmails.infrastructure.connecting.service import (
        add_connected_mailbox,
        claim_addresses,
        connect_mailbox,
        release_addresses,
    )
    from penguinmails.infrastructure.credentials.model import Credentials, OAuth
    from penguinmails.infrastructure.describing.model import MAILBOXES
    from penguinmails.infrastructure.dkim.model import Algorithm, DkimKey, DnsRecord, record_of
    from penguinmails.infrastructure.dkim.service import activate_key, add_key, list_keys, rotate_keys
    from penguinmails.infrastructure.domains.model import Domain
    from penguinmails.infrastructure.domains.service import (
        add_domain,
        change_domain,
        delete_domain,
        find_domain,
        list_domains,
    )
    from penguinmails.infrastructure.health.model import MailboxDay
    from penguinmails.infrastructure.health.service import (
        count_mailbox_day,
        count_planned,
        list_days,
        pause_mailbox,
        report_mailbox_failure,
        resume_mailbox,
    )
    from penguinmails.infrastructure.importing.model import ImportResult, RowResult
    from penguinmails.infrastructure.importing.service import import_mailboxes
    from penguinmails.infrastructure.jobs import JOBS, PERIODIC
    from penguinmails.infrastructure.mailboxes.choosing import sendable_mailboxes
    from penguinmails.infrastructure.mailboxes.errors import MailboxBroken, MailboxUnknown, MailboxUnready
    from penguinmails.infrastructure.mailboxes.from_addresses import (
        delete_from_address,
        list_from_addresses,
        put_from_address,
    )
    from penguinmails.infrastructure.mailboxes.lanes import LANES, LaneCopy
    from penguinmails.infrastructure.mailboxes.limits import Ramp, daily_cap
    from penguinmails.infrastructure.mailboxes.model import (
        Cause,
        FromAddress,
        ImapSettings,
        Limits,
        Mailbox,
        MailboxDraft,
        Mechanism,
        Provider,
        Purpose,
        Security,
        SendableMailbox,
        SmtpSettings,
        Status,
    )
    from penguinmails.infrastructure.mailboxes.presets import PRESETS, Preset, find_preset
    from penguinmails.infrastructure.mailboxes.service import (
        Changes,
        add_mailbox,
        change_mailbox,
        delete_mailbox,
        find_mailbox,
        list_mailboxes,
    )
    from penguinmails.infrastructure.pools.model import Pool, PoolMember, Strategy
    from penguinmails.infrastructure.pools.service import (
        add_pool,
        change_pool,
        delete_pool,
        find_pool,
        list_members,
        list_pools,
        put_member,
        remove_member,
    )
    from penguinmails.infrastructure.settings import InfrastructureSettings
else:
    __getattr__ = on_demand(__name__, __file__)

__all__ = [
    "JOBS",
    "LANES",
    "MAILBOXES",
    "PERIODIC",
    "PRESETS",
    "Algorithm",
    "Cause",
    "Changes",
    "Checked",
    "Connection",
    "Credentials",
    "DkimKey",
    "DnsRecord",
    "Domain",
    "DomainHosts",
    "Endpoint",
    "FromAddress",
    "ImapAccess",
    "ImapSettings",
    "ImportResult",
    "InfrastructureSettings",
    "LaneCopy",
    "Limits",
    "Login",
    "Mailbox",
    "MailboxAccess",
    "MailboxBroken",
    "MailboxDay",
    "MailboxDraft",
    "MailboxUnknown",
    "MailboxUnready",
    "Mechanism",
    "OAuth",
    "PolledMailbox",
    "Pool",
    "PoolMember",
    "Preset",
    "Provider",
    "Purpose",
    "Ramp",
    "Receiving",
    "RowResult",
    "Security",
    "SendableMailbox",
    "SigningKey",
    "SmtpSettings",
    "Status",
    "Strategy",
    "Trouble",
    "activate_key",
    "add_connected_mailbox",
    "add_domain",
    "add_key",
    "add_mailbox",
    "add_pool",
    "change_domain",
    "change_mailbox",
    "change_pool",
    "claim_addresses",
    "connect_mailbox",
    "count_mailbox_day",
    "count_planned",
    "daily_cap",
    "delete_domain",
    "delete_from_address",
    "delete_mailbox",
    "delete_pool",
    "find_domain",
    "find_mailbox",
    "find_pool",
    "find_preset",
    "find_receiving_mailbox",
    "imap_access",
    "import_mailboxes",
    "list_days",
    "list_domains",
    "list_from_addresses",
    "list_keys",
    "list_mailboxes",
    "list_members",
    "list_pools",
    "mailbox_access",
    "mailboxes_to_poll",
    "pause_mailbox",
    "put_from_address",
    "put_member",
    "record_of",
    "release_addresses",
    "remove_member",
    "report_mailbox_failure",
    "resume_mailbox",
    "rotate_keys",
    "sendable_mailboxes",
]
