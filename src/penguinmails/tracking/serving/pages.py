"""The few pages that recipients see. Small, without scripts, and readable in the dark."""

from html import escape
from typing import Final

from penguinmails.audiences import Preferences, TrackingConsent, masked

_STYLE: Final = """
:root{color-scheme:light dark;
--ink:#1c2430;--soft:#5b6675;--paper:#fff;--ground:#f3f5f8;--line:#dfe4ea;--main:#1f5fd6}
@media(prefers-color-scheme:dark){
:root{--ink:#e8ecf2;--soft:#9aa6b5;--paper:#1b212a;--ground:#12161c;--line:#303946;--main:#7aa7ff}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.5rem;
background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{width:100%;max-width:30rem;padding:2rem;
background:var(--paper);border:1px solid var(--line);border-radius:14px}
h1{font-size:1.35rem;line-height:1.25;margin:0 0 .75rem;overflow-wrap:anywhere}
h2{font-size:1rem;margin:1.75rem 0 .5rem}
p{margin:.5rem 0;overflow-wrap:anywhere}
.soft{color:var(--soft);font-size:.92rem}
label{display:flex;gap:.65rem;align-items:flex-start;padding:.5rem 0}
input{margin:.35rem 0 0;flex:none}
button{font:inherit;font-weight:600;border:0;border-radius:9px;padding:.7rem 1.2rem;margin:1.25rem 0 0;
cursor:pointer;background:var(--main);color:var(--paper)}
button.quiet{background:transparent;color:var(--main);padding-left:0;font-weight:500;text-decoration:underline}
:focus-visible{outline:3px solid var(--main);outline-offset:2px}
"""
_TRACKING: Final = {
    TrackingConsent.FULL: (
        "Yes",
        "Which mail is opened and which links are used helps to write better mail.",
    ),
    TrackingConsent.LAST_DATE_ONLY: ("Only the day of the last open", "Nothing else, and only the latest."),
    TrackingConsent.OFF: ("No", "Nothing is noted. This holds for mail you already have, too."),
}


def ask_unsubscribe(address: str) -> str:
    """The page of an unsubscribe link: it only asks, because scanners follow links (RFC 8058)."""
    return _page(
        "Unsubscribe?",
        f"<p>You will get no more mail from this sender at <b>{escape(masked(address))}</b>.</p>"
        '<form method="post"><input type="hidden" name="confirm" value="yes">'
        "<button>Unsubscribe</button></form>",
    )


def unsubscribed(address: str) -> str:
    """The answer to the button."""
    return _page(
        "You are unsubscribed",
        f"<p>No more mail will be sent to <b>{escape(masked(address))}</b> by this sender.</p>"
        '<p class="soft">A message that was on its way already may still arrive.</p>',
    )


def preferences(found: Preferences, *, saved: bool) -> str:
    """What somebody gets, and what may be known of them."""
    lists = "".join(
        f'<input type="hidden" name="shown" value="{each.list_id}">'
        f'<label><input type="checkbox" name="list" value="{each.list_id}" checked><span>{escape(each.name)}'
        + (f'<br><span class="soft">{escape(each.description)}</span>' if each.description else "")
        + "</span></label>"
        for each in found.subscriptions
    )
    if found.unsubscribed:
        standing = "<p>You are unsubscribed: no mail is sent to you.</p>"
    elif lists:
        standing = f"<h2>What you get</h2>{lists}"
    else:
        standing = "<p>You are on no list; mail may still be written to you personally.</p>"
    choices = "".join(
        f'<label><input type="radio" name="tracking" value="{choice.value}"'
        f"{' checked' if choice is found.tracking else ''}><span>{title}"
        f'<br><span class="soft">{why}</span></span></label>'
        for choice, (title, why) in _TRACKING.items()
    )
    everything = (
        ""
        if found.unsubscribed
        else '<form method="post"><input type="hidden" name="everything" value="yes">'
        '<button class="quiet">Unsubscribe from everything</button></form>'
    )
    return _page(
        f"Mail from {found.sender}",
        ("<p><b>Saved.</b></p>" if saved else "")
        + f'<p class="soft">To {escape(masked(found.address))}</p>'
        + f'<form method="post"><input type="hidden" name="save" value="yes">{standing}'
        + f"<h2>May opens and clicks be noted?</h2>{choices}<button>Save</button></form>{everything}",
    )


def note(title: str, text: str) -> str:
    """A page that says one thing."""
    return _page(title, f"<p>{escape(text)}</p>")


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )
