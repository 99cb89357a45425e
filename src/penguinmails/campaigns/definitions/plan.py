"""What somebody wants a campaign to be, as a TOML file or a program says it: by names, not yet looked up."""

import re
import tomllib
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from penguinmails.audiences import read_address
from penguinmails.campaigns.definitions.durations import read_duration
from penguinmails.campaigns.errors import CampaignFileUnreadable, CampaignInvalid
from penguinmails.kernel.errors import PenguinError

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_PLAIN_CONDITIONS: Final = {
    "always": "always",
    "replied": "reply",
    "not replied": "no_reply",
    "opened": "open",
    "not opened": "no_open",
    "clicked": "click",
    "not clicked": "no_click",
}
_WORDED: Final = re.compile(r"(?P<what>tag|list|field)\s+(?P<value>.+)", re.IGNORECASE)
OPPOSITES: Final = {
    "reply": "no_reply",
    "no_reply": "reply",
    "open": "no_open",
    "no_open": "open",
    "click": "no_click",
    "no_click": "click",
}
END: Final = "end"
"""What `then` and `else` name when no step is to follow."""
Name = Annotated[str, Field(min_length=1, max_length=200)]
Subject = Annotated[str, Field(min_length=1, max_length=500)]


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class PlannedVariant(_Said):
    """A form of an email step. What it does not say is the step's."""

    label: Annotated[str, Field(pattern="^[A-Z]$")]
    template: Name | None = None
    subject: Subject | None = None
    weight: Annotated[int, Field(ge=0, le=1000)] = 1


class PlannedStep(_Said):
    """One step: `email`, `wait`, `until` or `if`.

    `then` and `otherwise` name steps, or "end"; left out they mean the next step and the end.
    """

    name: Name | None = None
    email: Name | None = None
    subject: Subject | None = None
    from_name: Annotated[str, Field(max_length=100)] | None = None
    mailbox: Name | None = None
    reply: bool | None = None
    """Goes into the lead's thread; said nothing: a later email without a subject of its own does."""
    only_if: Literal["not replied", "not opened", "not clicked"] | None = None
    variants: tuple[PlannedVariant, ...] = ()
    wait: str | None = None
    until: datetime | None = None
    condition: Annotated[str | None, Field(alias="if")] = None
    then: Name | None = None
    otherwise: Annotated[Name | None, Field(alias="else")] = None
    active: bool = True

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        what = [name for name, value in self._kinds().items() if value is not None]
        if len(what) != 1:
            raise ValueError("a step says one of email, wait, until or if")
        if self.email is None and self._sending():
            raise ValueError(f"only an email has {self._sending()[0]}")
        if self.condition is None and (self.then or self.otherwise):
            raise ValueError("then and else go with if")
        if self.then == END and read_condition(self.condition or "")[0] not in OPPOSITES:
            raise ValueError('then = "end" goes with replied, opened and clicked only')
        if self.until is not None and self.until.tzinfo is None:
            raise ValueError("until needs an offset: 2026-12-01T09:00:00+01:00")
        return self

    @field_validator("wait")
    @classmethod
    def _length(cls, value: str | None) -> str | None:
        if value is not None:
            read_duration(value)
        return value

    @field_validator("condition")
    @classmethod
    def _question(cls, value: str | None) -> str | None:
        if value is not None:
            read_condition(value)
        return value

    def _kinds(self) -> dict[str, object]:
        return {"email": self.email, "wait": self.wait, "until": self.until, "if": self.condition}

    def _sending(self) -> list[str]:
        said = {
            "subject": self.subject,
            "from_name": self.from_name,
            "mailbox": self.mailbox,
            "reply": self.reply,
            "only_if": self.only_if,
            "variants": self.variants or None,
        }
        return [name for name, value in said.items() if value is not None]


class PlannedWindow(_Said):
    """Hours of some weekdays: `days = "Mon-Fri", from = "09:00", to = "17:00"`."""

    days: str
    opens: Annotated[time, Field(alias="from")]
    closes: Annotated[time, Field(alias="to")]

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.closes <= self.opens:
            raise ValueError("a window ends after it begins; write one over midnight as two")
        self.weekdays()
        return self

    def weekdays(self) -> list[int]:
        """ISO weekdays. Raises `ValueError`."""
        found: set[int] = set()
        for part in re.split(r"[\s,]+", self.days.strip().lower()):
            first, _, last = part.partition("-")
            if first[:3] not in _DAYS or (last and last[:3] not in _DAYS):
                raise ValueError(f"{self.days!r} names no weekdays; write Mon-Fri or Tue, Thu")
            begin, end = _DAYS.index(first[:3]), _DAYS.index((last or first)[:3])
            found |= {(begin + step) % 7 + 1 for step in range((end - begin) % 7 + 1)}
        return sorted(found)


class PlannedBlackout(_Said):
    """A day without mail, everywhere or in one country."""

    day: date
    reason: Name = "Holiday"
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")] | None = None


class Plan(_Said):
    """A whole campaign. Lists, segments, mailboxes, pools and templates by name or id."""

    name: Name
    description: Annotated[str, Field(max_length=2000)] | None = None
    company: Name | None = None
    kind: Literal["broadcast", "sequence"] = "sequence"
    type: Literal["outreach", "marketing", "newsletter", "transactional"] = "outreach"
    priority: Annotated[int, Field(ge=1, le=1000)] = 100
    timezone: str = "UTC"
    recipient_timezone: bool = False
    from_name: Annotated[str, Field(max_length=100)] | None = None
    reply_to: str | None = None
    track_opens: bool = True
    track_clicks: bool = True
    stop_on_reply: bool = True
    stop_domain_on_reply: bool = False
    daily_limit: Annotated[int, Field(gt=0)] | None = None
    keep_bodies: bool = False
    lists: tuple[Name, ...] = ()
    segments: tuple[Name, ...] = ()
    without_lists: tuple[Name, ...] = ()
    without_segments: tuple[Name, ...] = ()
    keep_adding: bool = False
    """Leads that come to fit a segment later are enrolled too."""
    mailboxes: tuple[Name, ...] = ()
    pools: tuple[Name, ...] = ()
    utm: dict[
        Literal["source", "medium", "campaign", "term", "content"], Annotated[str, Field(max_length=200)]
    ] = {}
    windows: tuple[PlannedWindow, ...] = ()
    blackouts: tuple[PlannedBlackout, ...] = ()
    steps: tuple[PlannedStep, ...]

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"{value!r} is no time zone; write it as Europe/Berlin") from None
        return value

    @field_validator("reply_to")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        try:
            return value and read_address(value)
        except PenguinError as error:
            raise ValueError(error.message) from None

    @model_validator(mode="after")
    def _steps_fit(self) -> Self:
        emails = [step for step in self.steps if step.email is not None]
        if not emails:
            raise ValueError("there must be a step that sends an email")
        if self.kind == "broadcast" and len(self.steps) > 1:
            raise ValueError('a broadcast has one email; make it kind = "sequence"')
        names = [step.name for step in self.steps if step.name is not None]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f"two steps are named {twice!r}")
        for step in self.steps:
            for target in (step.then, step.otherwise):
                if target not in (None, END, *names):
                    raise ValueError(f"there is no step named {target!r}")
        return self


def read_condition(text: str) -> tuple[str, str | None]:
    """Type and value of a condition such as `clicked`, `tag vip`, `field plan = pro`. Raises `ValueError`."""
    words = " ".join(text.lower().split())
    if words in _PLAIN_CONDITIONS:
        return _PLAIN_CONDITIONS[words], None
    worded = _WORDED.fullmatch(text.strip())
    if worded is not None:
        value = worded["value"].strip()
        match worded["what"].lower():
            case "tag":
                return "has_tag", value.lower()
            case "list":
                return "in_list", value
            case _ if "=" in value:
                key, _, wanted = value.partition("=")
                return "field_equals", f"{key.strip()}={wanted.strip()}"
            case _:
                pass
    raise ValueError(
        f"{text!r} is no condition; there are always, replied, opened, clicked, each with not before it, "
        "tag NAME, list NAME and field NAME = VALUE"
    )


def read_plan(said: dict[str, Any]) -> Plan:
    """What somebody wants. Raises `CampaignInvalid`, naming what is wrong first."""
    try:
        return Plan.model_validate(said)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = _place(first["loc"])
        raise CampaignInvalid(field=field, reason=first["msg"].removeprefix("Value error, ")) from None


def load_plan(path: Path) -> Plan:
    """What a TOML file says. Raises `CampaignFileUnreadable`, `CampaignInvalid`."""
    try:
        said = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise CampaignFileUnreadable(file=path, reason=reason) from error
    return read_plan(said)


def _place(where: tuple[int | str, ...]) -> str:
    """`steps 2 wait`: counted from 1, as people count."""
    return " ".join(str(part + 1) if isinstance(part, int) else part for part in where) or "definition"
