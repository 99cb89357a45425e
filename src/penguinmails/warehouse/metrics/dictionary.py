"""The dictionary of metrics. Nothing else in the project divides one of these counts by another."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from penguinmails.warehouse.hub.model import FIGURES, Unit
from penguinmails.warehouse.metrics.errors import MetricUnknown
from penguinmails.warehouse.metrics.model import Better, Kind, Metric

COUNTS: Final = (
    Metric("sent", "sent", Kind.COUNT, "Messages that a receiving server accepted or refused."),
    Metric("delivered", "delivered", Kind.COUNT, "Messages sent and not bounced.", Better.HIGHER),
    Metric(
        "opened_tracked",
        "opened by anyone",
        Kind.COUNT,
        "Delivered messages with an open or a click, by a person or a machine.",
    ),
    Metric(
        "opened_human",
        "opened",
        Kind.COUNT,
        "Delivered messages that a person opened or clicked in, as far as the verdicts know.",
        Better.HIGHER,
    ),
    Metric(
        "clicked_tracked",
        "clicked by anyone",
        Kind.COUNT,
        "Delivered messages with a click, by a person or a machine.",
    ),
    Metric(
        "clicked_human",
        "clicked",
        Kind.COUNT,
        "Delivered messages that a person clicked in, as far as the verdicts know.",
        Better.HIGHER,
    ),
    Metric("replied", "replied", Kind.COUNT, "Delivered messages that a person answered.", Better.HIGHER),
    Metric("auto_replied", "auto-replied", Kind.COUNT, "Delivered messages answered by an automaton."),
    Metric(
        "bounced",
        "bounced",
        Kind.COUNT,
        "Messages that came back, unless a person opened, clicked or answered them after all.",
        Better.LOWER,
    ),
    Metric(
        "bounced_hard",
        "bounced hard",
        Kind.COUNT,
        "Bounced messages whose address does not exist.",
        Better.LOWER,
    ),
    Metric(
        "bounced_soft",
        "bounced soft",
        Kind.COUNT,
        "Bounced messages that were refused for now.",
        Better.LOWER,
    ),
    Metric(
        "bounced_block",
        "blocked",
        Kind.COUNT,
        "Bounced messages that were refused for what we are or sent.",
        Better.LOWER,
    ),
    Metric(
        "unsubscribed",
        "unsubscribed",
        Kind.COUNT,
        "Delivered messages through which somebody unsubscribed.",
        Better.LOWER,
    ),
    Metric(
        "spam_complaints",
        "complaints",
        Kind.COUNT,
        "Delivered messages that somebody reported as spam.",
        Better.LOWER,
    ),
    Metric("opens_total", "opens", Kind.COUNT, "Open events of delivered messages, each time counted."),
    Metric("opens_machine", "opens by machines", Kind.COUNT, "Open events that were judged a machine's."),
    Metric("clicks_total", "clicks", Kind.COUNT, "Click events of delivered messages, each time counted."),
    Metric("clicks_machine", "clicks by machines", Kind.COUNT, "Click events that were judged a machine's."),
)
"""What the facts count of messages. A message is in each at most once, but for the last four."""

RATES: Final = (
    Metric(
        "delivery_rate",
        "delivery",
        Kind.RATE,
        "Share of what was sent that was delivered.",
        Better.HIGHER,
        numerator="delivered",
        denominator="sent",
    ),
    Metric(
        "open_rate",
        "open rate",
        Kind.RATE,
        "Share of what was delivered that a person opened or clicked in.",
        Better.HIGHER,
        numerator="opened_human",
        denominator="delivered",
        machine="open_rate_machine",
    ),
    Metric(
        "open_rate_machine",
        "opened by machines",
        Kind.RATE,
        "Share of what was delivered with opens or clicks of which none is known to be a person's.",
        numerator="opened_tracked",
        less="opened_human",
        denominator="delivered",
    ),
    Metric(
        "click_rate",
        "click rate",
        Kind.RATE,
        "Share of what was delivered that a person clicked in.",
        Better.HIGHER,
        numerator="clicked_human",
        denominator="delivered",
        machine="click_rate_machine",
    ),
    Metric(
        "click_rate_machine",
        "clicked by machines",
        Kind.RATE,
        "Share of what was delivered with clicks of which none is known to be a person's.",
        numerator="clicked_tracked",
        less="clicked_human",
        denominator="delivered",
    ),
    Metric(
        "click_to_open_rate",
        "click to open",
        Kind.RATE,
        "Share of what people opened that they also clicked in.",
        Better.HIGHER,
        numerator="clicked_human",
        denominator="opened_human",
    ),
    Metric(
        "reply_rate",
        "reply rate",
        Kind.RATE,
        "Share of what was delivered that a person answered.",
        Better.HIGHER,
        numerator="replied",
        denominator="delivered",
    ),
    Metric(
        "bounce_rate",
        "bounce rate",
        Kind.RATE,
        "Share of what was sent that bounced: hard, soft or blocked.",
        Better.LOWER,
        numerator="bounced",
        denominator="sent",
    ),
    Metric(
        "unsubscribe_rate",
        "unsubscribe rate",
        Kind.RATE,
        "Share of what was delivered through which somebody unsubscribed.",
        Better.LOWER,
        numerator="unsubscribed",
        denominator="delivered",
    ),
    Metric(
        "complaint_rate",
        "complaint rate",
        Kind.RATE,
        "Share of what was delivered that somebody reported as spam.",
        Better.LOWER,
        numerator="spam_complaints",
        denominator="delivered",
    ),
)
"""What the counts say. Opens and clicks are people's; the machines' share stands beside them."""

HITS: Final = (
    Metric("opens_human", "opens by people", Kind.COUNT, "Open events that were judged a person's."),
    Metric("clicks_human", "clicks by people", Kind.COUNT, "Click events that were judged a person's."),
    Metric("replies", "replies", Kind.COUNT, "Answers of people, when they came.", Better.HIGHER),
    Metric(
        "activity",
        "activity",
        Kind.COUNT,
        "Opens and clicks by people, and replies, when they happened.",
        Better.HIGHER,
    ),
    Metric(
        "share",
        "share",
        Kind.RATE,
        "Part of all rows of the report that this row has, of what it is ordered by.",
    ),
    Metric(
        "engagement_index",
        "index",
        Kind.AVERAGE,
        "0.3 opens + 0.4 clicks by people + 0.3 replies in an hour, for each 100 messages sent in that hour; "
        "over 100 where people answer mail of other hours.",
        Better.HIGHER,
    ),
)
"""When and where mail was read."""

LEADS: Final = (
    Metric("leads_sent", "leads", Kind.COUNT, "Different leads that were sent something."),
    Metric(
        "leads_delivered",
        "leads reached",
        Kind.COUNT,
        "Different leads with a message delivered.",
        Better.HIGHER,
    ),
    Metric("leads_opened", "leads opened", Kind.COUNT, "Different leads who opened.", Better.HIGHER),
    Metric("leads_clicked", "leads clicked", Kind.COUNT, "Different leads who clicked.", Better.HIGHER),
    Metric("leads_replied", "leads replied", Kind.COUNT, "Different leads who answered.", Better.HIGHER),
    Metric("leads_bounced", "leads bounced", Kind.COUNT, "Different leads with a bounce.", Better.LOWER),
    Metric(
        "leads_unsubscribed",
        "leads unsubscribed",
        Kind.COUNT,
        "Different leads who unsubscribed.",
        Better.LOWER,
    ),
    Metric(
        "lead_open_rate",
        "leads open rate",
        Kind.RATE,
        "Share of the leads reached who opened at least once.",
        Better.HIGHER,
        numerator="leads_opened",
        denominator="leads_delivered",
    ),
    Metric(
        "lead_click_rate",
        "leads click rate",
        Kind.RATE,
        "Share of the leads reached who clicked at least once.",
        Better.HIGHER,
        numerator="leads_clicked",
        denominator="leads_delivered",
    ),
    Metric(
        "lead_reply_rate",
        "leads reply rate",
        Kind.RATE,
        "Share of the leads reached who answered at least once.",
        Better.HIGHER,
        numerator="leads_replied",
        denominator="leads_delivered",
    ),
    Metric(
        "lead_score",
        "score",
        Kind.SCORE,
        "1 for each message of a campaign that a lead opened, 5 more for a click, 10 more for an answer; "
        "less 50 for an unsubscription or complaint; from 0 to 100.",
        Better.HIGHER,
    ),
    Metric(
        "leads_engaged",
        "engaged",
        Kind.COUNT,
        "Different leads who opened, clicked or answered.",
        Better.HIGHER,
    ),
    Metric(
        "retention_rate",
        "still engaged",
        Kind.RATE,
        "Share of the leads who got a message in that week, counted from their first, and opened, clicked or "
        "answered one of that week.",
        Better.HIGHER,
        numerator="leads_engaged",
        denominator="leads_delivered",
    ),
)
"""People, each counted once, however many messages they got."""

SENDERS: Final = (
    Metric(
        "health_score", "health", Kind.SCORE, "How well a mailbox is doing, from 0 to 100.", Better.HIGHER
    ),
    Metric(
        "progress_percentage", "progress", Kind.SCORE, "How far a warm-up is, from 0 to 100.", Better.HIGHER
    ),
    Metric(
        "daily_progress",
        "progress a day",
        Kind.AVERAGE,
        "Progress gained between the first and the last day of the report, for each day between them.",
        Better.HIGHER,
    ),
    Metric("tracking_days", "days", Kind.COUNT, "Days with warm-up mail."),
    Metric("current_volume", "may send a day", Kind.COUNT, "Messages a mailbox may send a day now."),
)
"""Mailboxes."""

COMPARISONS: Final = (
    Metric("low", "at least", Kind.RATE, "Lower end of the 95 % interval (Wilson) of the compared rate."),
    Metric("high", "at most", Kind.RATE, "Upper end of the 95 % interval (Wilson) of the compared rate."),
    Metric("value", "rate", Kind.RATE, "The rate that is compared."),
    Metric(
        "difference",
        "difference",
        Kind.POINTS,
        "The compared rate less that of the first, in percentage points.",
    ),
    Metric(
        "difference_low",
        "difference from",
        Kind.POINTS,
        "Lower end of the interval (Newcombe) of the difference.",
    ),
    Metric(
        "difference_high",
        "difference to",
        Kind.POINTS,
        "Upper end of the interval (Newcombe) of the difference.",
    ),
    Metric(
        "p_value",
        "p",
        Kind.PROBABILITY,
        "How often chance alone makes a difference as large (two proportions, two-sided).",
    ),
    Metric("of_sent", "of sent", Kind.RATE, "Share of what was sent that came this far."),
    Metric("of_delivered", "of delivered", Kind.RATE, "Share of what was delivered that came this far."),
    Metric("growth", "growth", Kind.CHANGE, "Change against the period before, as a share of it."),
)
"""What is better, and whether it is luck."""

USAGE: Final = (
    *(
        Metric(
            figure.name,
            figure.label,
            Kind.BYTES if figure.unit is Unit.BYTES else Kind.COUNT,
            figure.definition,
        )
        for figure in FIGURES
        if figure.name not in {count.name for count in COUNTS}
    ),
    Metric(
        "emails_per_mailbox",
        "a mailbox",
        Kind.AVERAGE,
        "Emails sent for each mailbox in use.",
        numerator="emails_sent",
        denominator="mailboxes_used",
    ),
    Metric(
        "emails_per_campaign",
        "a campaign",
        Kind.AVERAGE,
        "Emails sent for each campaign in use.",
        numerator="emails_sent",
        denominator="campaigns_used",
    ),
)
"""What a tenant used in a period; what invoices rest on."""

PLATFORM: Final = (
    Metric("tenants", "tenants", Kind.COUNT, "Tenants at the end of the month.", Better.HIGHER),
    Metric("tenants_new", "new", Kind.COUNT, "Tenants that came in the month.", Better.HIGHER),
    Metric("tenants_gone", "gone", Kind.COUNT, "Tenants that were deleted in the month.", Better.LOWER),
    Metric(
        "tenants_active", "active", Kind.COUNT, "Tenants that sent campaign mail in the month.", Better.HIGHER
    ),
    Metric("servers", "servers", Kind.COUNT, "Servers that serve the tenant alone."),
    Metric("addresses", "addresses", Kind.COUNT, "IP addresses the tenant's domains send by."),
    Metric(
        "cost_dedicated",
        "own",
        Kind.MONEY,
        "What the tenant's own servers and addresses cost a month.",
        Better.LOWER,
    ),
    Metric(
        "cost_shared",
        "shared",
        Kind.MONEY,
        "Its part of shared servers and addresses a month: each is split evenly over who sends by it.",
        Better.LOWER,
    ),
    Metric("cost", "cost", Kind.MONEY, "Own and shared infrastructure together, a month.", Better.LOWER),
    Metric("actions", "actions", Kind.COUNT, "Actions in the audit log."),
    Metric("unique_ips", "addresses", Kind.COUNT, "Different network addresses they were done from."),
)
"""Operators' figures."""

GROUPS: Final[Mapping[str, tuple[Metric, ...]]] = MappingProxyType(
    {
        "messages": COUNTS,
        "rates": RATES,
        "when and where": HITS,
        "leads": LEADS,
        "mailboxes": SENDERS,
        "comparing": COMPARISONS,
        "usage": USAGE,
        "platform": PLATFORM,
    }
)
METRICS: Final[Mapping[str, Metric]] = MappingProxyType(
    {metric.name: metric for metrics in GROUPS.values() for metric in metrics}
)


def metric(name: str) -> Metric:
    """The metric of that name. Raises `MetricUnknown`."""
    try:
        return METRICS[name]
    except KeyError:
        raise MetricUnknown(name=name) from None


def rate(name: str, counts: Mapping[str, int]) -> float | None:
    """A rate or average of these counts: None over nothing, never 0. Raises `MetricUnknown`."""
    found = metric(name)
    if found.numerator is None or found.denominator is None:
        raise MetricUnknown(name=f"{name} that is divided")
    below = counts[found.denominator]
    above = counts[found.numerator] - (counts[found.less] if found.less else 0)
    return above / below if below else None


def formulas(metrics: Iterable[Metric]) -> list[Metric]:
    """Those that are one count divided by another."""
    return [each for each in metrics if each.denominator is not None]
