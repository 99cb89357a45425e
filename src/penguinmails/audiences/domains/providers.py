"""Who runs a mail server, by its name."""

from typing import Final

# The domain that the MX hosts of each are in. Filters in front of a mailbox count as the provider: they are
# whom mail is delivered to.
_HOSTS: Final = {
    "google": "google.com googlemail.com psmtp.com",
    "microsoft": "outlook.com office365.us hotmail.com mx.microsoft partner.outlook.cn",
    "yahoo": "yahoodns.net yahoo.com",
    "apple": "icloud.com",
    "proofpoint": "pphosted.com ppe-hosted.com gpphosted.com",
    "mimecast": "mimecast.com mimecast.co.za mimecast-offshore.com",
    "barracuda": "barracudanetworks.com",
    "cisco": "iphmx.com",
    "trendmicro": "trendmicro.com trendmicro.eu",
    "sophos": "sophos.com reflexion.net",
    "messagelabs": "messagelabs.com",
    "hornetsecurity": "hornetsecurity.com antispameurope.com",
    "spamexperts": "antispamcloud.com spamexperts.com",
    "forcepoint": "mailcontrol.com",
    "zoho": "zoho.com zoho.eu zoho.in zohomail.com",
    "fastmail": "messagingengine.com",
    "proton": "protonmail.ch",
    "amazon": "amazonaws.com awsapps.com",
    "ionos": "ionos.com kundenserver.de 1and1.com ionos.de ionos.co.uk ionos.es ionos.fr",
    "gmx": "gmx.net web.de",
    "strato": "rzone.de",
    "telekom": "t-online.de",
    "hetzner": "your-server.de",
    "ovh": "ovh.net ovh.ca",
    "gandi": "gandi.net",
    "rackspace": "emailsrvr.com",
    "godaddy": "secureserver.net",
    "namecheap": "privateemail.com registrar-servers.com jellyfish.systems",
    "hostinger": "hostinger.com titan.email",
    "mailru": "mail.ru",
    "yandex": "yandex.net yandex.ru",
    "qq": "qq.com",
    "netease": "netease.com 163.com",
    "alibaba": "mxhichina.com aliyun.com",
    "naver": "naver.com",
    "comcast": "comcast.net",
    "mailbox.org": "mailbox.org",
    "tuta": "tutanota.de",
    "migadu": "migadu.com",
    "cloudflare": "mx.cloudflare.net",
    "improvmx": "improvmx.com",
}
_PROVIDERS: Final = {host: provider for provider, hosts in _HOSTS.items() for host in hosts.split()}


def provider_of(host: str) -> str | None:
    """Whose mail server that is; None where nobody known runs it."""
    name = host.lower().rstrip(".")
    while name:
        if name in _PROVIDERS:
            return _PROVIDERS[name]
        name = name.partition(".")[2]
    return None
