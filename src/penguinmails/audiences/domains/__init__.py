"""Whether the domains of leads take mail, and who takes it for them.

`check_domains` asks the DNS once for each domain whose leads nobody has asked about, and writes the answer to
the leads. `enqueue_check` lets a worker do it.
"""

from penguinmails.audiences.domains.errors import DnsServersInvalid, DnsUnreachable
from penguinmails.audiences.domains.jobs import JOBS, PERIODIC, enqueue_check
from penguinmails.audiences.domains.lookup import DomainLookup
from penguinmails.audiences.domains.model import Checked, DomainAnswer, DomainWarning, MxStatus
from penguinmails.audiences.domains.providers import provider_of
from penguinmails.audiences.domains.service import check_domains, list_warnings
from penguinmails.audiences.domains.settings import DnsSettings

__all__ = [
    "JOBS",
    "PERIODIC",
    "Checked",
    "DnsServersInvalid",
    "DnsSettings",
    "DnsUnreachable",
    "DomainAnswer",
    "DomainLookup",
    "DomainWarning",
    "MxStatus",
    "check_domains",
    "enqueue_check",
    "list_warnings",
    "provider_of",
]
