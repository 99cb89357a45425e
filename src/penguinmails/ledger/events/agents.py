"""Mail clients, image proxies and fetchers by their user agents: the few that matter, in order.

Sources: Google's image proxy says `(via ggpht.com GoogleImageProxy)`, Yahoo's `YahooMailProxy`. Apple's Mail
Privacy Protection asks through proxies as a bare `Mozilla/5.0`. Apple's Mail shows a WebKit without the
`Version/… Safari/…` of a browser. Scanners that name themselves are few: most pose as browsers.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

APPLE_PRIVACY: Final = "apple_mail_privacy"
GMAIL_PROXY: Final = "gmail_proxy"
YAHOO_PROXY: Final = "yahoo_proxy"
PROXIES: Final = frozenset({APPLE_PRIVACY, GMAIL_PROXY, YAHOO_PROXY})
"""Who fetches for many people from the same networks."""


@dataclass(frozen=True)
class Agent:
    """What asked: a client or fetcher, and on what kind of device."""

    client: str
    device_type: str


_BOTS: Final = re.compile(
    r"""
      (?P<barracuda>barracuda) | (?P<proofpoint>proofpoint) | (?P<mimecast>mimecast)
    | (?P<microsoft_defender>safelinks|microsoft\ defender|office365-?scan|ms-?office365atp)
    | (?P<symantec>symantec|messagelabs) | (?P<trend_micro>trend\ ?micro) | (?P<sophos>sophos)
    | (?P<fortinet>forti(?:mail|guard|sandbox)|fortinet) | (?P<cisco>ironport|cisco)
    | (?P<trustwave>trustwave) | (?P<forcepoint>forcepoint|websense)
    | (?P<zscaler>zscaler) | (?P<palo_alto>palo\ ?alto|wildfire)
    | (?P<fireeye>fireeye|trellix) | (?P<checkpoint>check\ ?point) | (?P<avanan>avanan)
    | (?P<slack>slack(?:bot|-imgproxy)) | (?P<facebook>facebookexternalhit|facebot|meta-externalagent)
    | (?P<whatsapp>whatsapp) | (?P<telegram>telegrambot) | (?P<teams>skypeuripreview|teams.*preview)
    | (?P<discord>discordbot) | (?P<linkedin>linkedinbot) | (?P<twitter>twitterbot)
    | (?P<headless_browser>headlesschrome|phantomjs|puppeteer|playwright|selenium|electron-prerender)
    | (?P<program>^(?:curl|wget|python|aiohttp|httpx|go-http|java|okhttp|apache-httpclient|libwww|ruby|php
                     |perl|node|axios|got|undici|guzzle|faraday|winhttp|postman|scrapy|http|lua)\b)
    | (?P<bot>bot\b|crawler|spider|scanner|scan\b|preview|fetcher|monitor|validator|checker|archive|slurp)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_CLIENTS: Final = re.compile(
    r"""
      (?P<gmail_proxy>GoogleImageProxy) | (?P<yahoo_proxy>YahooMailProxy)
    | (?P<outlook_mobile>Outlook-(?:iOS|Android))
    | (?P<outlook>Microsoft\ Outlook|Microsoft\ Office|MSOffice|ms-office)
    | (?P<thunderbird>Thunderbird/) | (?P<lotus_notes>Lotus-Notes) | (?P<spark>ReaddleSpark|\bSpark/)
    | (?P<samsung_mail>SamsungEmail|Samsung\ Email) | (?P<evolution>Evolution/) | (?P<kmail>KMail/)
    | (?P<em_client>eM\ Client) | (?P<airmail>Airmail) | (?P<proton_mail>ProtonMail)
    """,
    re.VERBOSE,
)
# In this order: Edge calls itself Chrome too, and both call themselves Safari.
_BROWSERS: Final = tuple(
    (client, re.compile(pattern))
    for client, pattern in (
        ("edge", r"\bEdg(?:e|A|iOS)?/"),
        ("opera", r"\bOPR/|\bOpera/"),
        ("samsung_browser", r"SamsungBrowser/"),
        ("firefox", r"\b(?:Firefox|FxiOS)/"),
        ("chrome", r"\b(?:Chrome|CriOS)/"),
        ("safari", r"\bSafari/"),
        ("apple_mail", r"AppleWebKit/"),
        ("internet_explorer", r"\bMSIE |Trident/"),
    )
)
_TABLET: Final = re.compile(r"iPad|Tablet|Android(?!.*Mobile)")
_MOBILE: Final = re.compile(r"iPhone|iPod|Android|Mobile|-iOS|Windows Phone")
_DESKTOP: Final = re.compile(r"Windows|Macintosh|X11|Linux|CrOS")


@lru_cache(maxsize=16384)
def read_agent(user_agent: str) -> Agent:
    """Whose user agent this is. `unknown` where nothing in it says so, `none` where it is empty."""
    text = user_agent.strip()
    if not text:
        return Agent("none", "unknown")
    if text == "Mozilla/5.0":
        return Agent(APPLE_PRIVACY, "unknown")
    if proxy := _CLIENTS.search(text):
        client = proxy.lastgroup or "unknown"
        return Agent(client, "unknown" if client in PROXIES else _device(text, "desktop"))
    if bot := _BOTS.search(text):
        return Agent(bot.lastgroup or "bot", "bot")
    browser = next((client for client, pattern in _BROWSERS if pattern.search(text)), "unknown")
    return Agent(browser, _device(text, "unknown"))


def _device(text: str, otherwise: str) -> str:
    if _TABLET.search(text):
        return "tablet"
    if _MOBILE.search(text):
        return "mobile"
    return "desktop" if _DESKTOP.search(text) else otherwise
