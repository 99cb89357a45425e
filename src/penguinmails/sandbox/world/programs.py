"""What people read mail with and what stands before their mailboxes, as both show themselves on the web."""

from dataclasses import dataclass
from typing import Final

_MOZILLA: Final = "Mozilla/5.0 "
_WINDOWS: Final = _MOZILLA + "(Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
_MAC: Final = _MOZILLA + "(Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/"
CHROME: Final = _WINDOWS + "Chrome/142.0.0.0 Safari/537.36"
EDGE: Final = _WINDOWS + "Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0"
FIREFOX: Final = _MOZILLA + "(X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI: Final = _MAC + "605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15"
IPHONE: Final = (
    _MOZILLA + "(iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/26.1 Mobile/15E148 Safari/604.1"
)
ANDROID: Final = (
    _MOZILLA + "(Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0"
    " Mobile Safari/537.36"
)


@dataclass(frozen=True)
class Program:
    """A mail program. `images` is its user agent for images, from `proxies` where a proxy fetches them.

    `private`: Apple's Mail Privacy Protection may load images for it. `caches`: its proxy asks once only.
    """

    name: str
    images: str
    browser: str
    loads_images: float = 1
    """How many of its users let it load images."""
    proxies: tuple[str, ...] = ()
    private: bool = False
    caches: bool = False


GMAIL: Final = Program(
    "gmail",
    _MOZILLA + "(Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
    CHROME,
    proxies=("66.249.93", "66.102.8", "74.125.210"),
    caches=True,
)
GMAIL_MOBILE: Final = Program("gmail_mobile", GMAIL.images, ANDROID, proxies=GMAIL.proxies, caches=True)
YAHOO: Final = Program(
    "yahoo",
    "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html",
    CHROME,
    proxies=("87.248.115", "98.136.172"),
    caches=True,
)
APPLE_MAIL: Final = Program("apple_mail", _MAC + "605.1.15 (KHTML, like Gecko)", SAFARI, private=True)
IPHONE_MAIL: Final = Program(
    "iphone_mail",
    _MOZILLA + "(iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Mobile/15E148",
    IPHONE,
    private=True,
)
OUTLOOK_DESKTOP: Final = Program(
    "outlook_desktop",
    "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; Win64; x64; Trident/7.0; Microsoft Outlook"
    " 16.0.18324; ms-office; MSOffice 16)",
    EDGE,
    loads_images=0.6,
)
OUTLOOK_WEB: Final = Program("outlook_web", EDGE, EDGE)
OUTLOOK_MOBILE: Final = Program("outlook_mobile", "Outlook-iOS/2.0", IPHONE)
THUNDERBIRD: Final = Program(
    "thunderbird",
    _MOZILLA + "(X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.5.0",
    FIREFOX,
    loads_images=0.5,
)
PROGRAMS: Final = (
    GMAIL, GMAIL_MOBILE, YAHOO, APPLE_MAIL, IPHONE_MAIL, OUTLOOK_DESKTOP, OUTLOOK_WEB, OUTLOOK_MOBILE,
    THUNDERBIRD,
)  # fmt: skip

APPLE_PROXY_AGENT: Final = "Mozilla/5.0"
APPLE_PROXIES: Final = ("104.28.42", "172.225.203", "146.75.164")


@dataclass(frozen=True)
class Scanner:
    """A filter that opens what it is sent. It asks for everything within `burst` seconds.

    `hidden`: it also follows links nobody can see. `head`: it asks for links by HEAD.
    """

    name: str
    agents: tuple[str, ...]
    networks: tuple[str, ...]
    images: bool
    hidden: bool
    head: bool
    burst: float


SAFE_LINKS: Final = Scanner(
    "safe_links", (EDGE, CHROME), ("40.94.101", "52.103.33", "104.47.58"), False, True, False, 0.9
)
BARRACUDA: Final = Scanner(
    "barracuda",
    (_MOZILLA + "(X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",),
    ("64.235.150", "209.222.82"),
    False,
    True,
    True,
    0.5,
)
PROOFPOINT: Final = Scanner(
    "proofpoint", (CHROME, SAFARI, FIREFOX), ("67.231.156", "148.163.148"), True, True, False, 1.2
)
MIMECAST: Final = Scanner("mimecast", (CHROME,), ("205.139.110", "207.211.30"), True, True, True, 0.8)
TREND_MICRO: Final = Scanner(
    "trend_micro", ("Mozilla/5.0 (compatible; TrendMicro Web Reputation)",), ("150.70.97",), False, False,
    True, 0.4,
)  # fmt: skip
SCANNERS: Final = (SAFE_LINKS, BARRACUDA, PROOFPOINT, MIMECAST, TREND_MICRO)
