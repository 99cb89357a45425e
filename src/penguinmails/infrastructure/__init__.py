"""What mail leaves by: domains with their keys, mailboxes and relays with their credentials and limits.

A mailbox is added (`add_mailbox`), signed in to once (`connect_mailbox`), and then sends what its limits
allow. Every change that the sender must know of raises its version and is handed on as a `LaneCopy` in the
same transaction. Credentials and DKIM keys lie sealed; `mailbox_access` and `imap_access` open them for who
connects, and nothing else does.

What takes a `Tx` joins its transaction and never commits; what takes `Databases` opens its own.
"""

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
from penguinmails.infrastructure.credentials.model import Credentials, OAuth
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
    list_days,
    pause_mailbox,
    report_mailbox_failure,
    resume_mailbox,
)
from penguinmails.infrastructure.mailboxes.choosing import sendable_mailboxes
from penguinmails.infrastructure.mailboxes.errors import MailboxBroken, MailboxUnknown, MailboxUnready
from penguinmails.infrastructure.mailboxes.lanes import LANES, LaneCopy
from penguinmails.infrastructure.mailboxes.limits import Ramp, daily_cap
from penguinmails.infrastructure.mailboxes.model import (
    Cause,
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
from penguinmails.jobs import Job, Periodic
from penguinmails.kernel.handoff import Receiver

JOBS: tuple[Job, ...] = ()
PERIODIC: tuple[Periodic, ...] = ()
RECEIVERS: tuple[Receiver, ...] = ()

__all__ = [
    "JOBS",
    "LANES",
    "PERIODIC",
    "RECEIVERS",
    "Algorithm",
    "Cause",
    "Changes",
    "Credentials",
    "DkimKey",
    "DnsRecord",
    "Domain",
    "DomainHosts",
    "Endpoint",
    "ImapAccess",
    "ImapSettings",
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
    "Provider",
    "Purpose",
    "Ramp",
    "Receiving",
    "Security",
    "SendableMailbox",
    "SigningKey",
    "SmtpSettings",
    "Status",
    "Strategy",
    "activate_key",
    "add_domain",
    "add_key",
    "add_mailbox",
    "add_pool",
    "change_domain",
    "change_mailbox",
    "change_pool",
    "count_mailbox_day",
    "daily_cap",
    "delete_domain",
    "delete_mailbox",
    "delete_pool",
    "find_domain",
    "find_mailbox",
    "find_pool",
    "find_receiving_mailbox",
    "imap_access",
    "list_days",
    "list_domains",
    "list_keys",
    "list_mailboxes",
    "list_members",
    "list_pools",
    "mailbox_access",
    "mailboxes_to_poll",
    "pause_mailbox",
    "put_member",
    "record_of",
    "remove_member",
    "report_mailbox_failure",
    "resume_mailbox",
    "rotate_keys",
    "sendable_mailboxes",
]
