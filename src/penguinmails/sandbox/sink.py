"""The mail servers of the world, all behind one port: who is taken, refused, put off or dropped."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from typing import Final

from penguinmails.delivery import smtp_server as smtp
from penguinmails.kernel import clock
from penguinmails.sandbox import mischief as mischiefs
from penguinmails.sandbox.mischief import ANSWERS, Mischief, Mischievous
from penguinmails.sandbox.reading import message_id_of
from penguinmails.sandbox.truth import DEFERRED, DROPPED, REFUSED, Taken, Truth, TruthLog, Turned
from penguinmails.sandbox.world.people import Fate, Person

_NOBODY: Final = smtp.Reply(550, "5.1.1 The mailbox does not exist")
_BUSY: Final = smtp.Reply(451, "4.2.0 Greylisted, try again later")
_FULL: Final = smtp.Reply(452, "4.2.2 The mailbox is full")


class NullSink(smtp.Handler):
    """Takes everything and writes down its Message-ID, at full speed."""

    def __init__(self, log: TruthLog) -> None:
        self._log = log
        self.tally: Counter[str] = Counter()

    def data(self, session: smtp.Session, message: bytes) -> smtp.Answer:
        self._log.counted(message_id_of(message) or "", session.recipients, time.time())
        self.tally["accepted"] += len(session.recipients)
        return smtp.ACCEPTED


class WorldSink(smtp.Handler):
    """Every recipient's mail server. `delivered` is called with each message that lands in a mailbox.

    What an earlier process wrote into the log is taken up: who was put off already, and how often.
    """

    def __init__(
        self,
        log: TruthLog,
        person_of: Callable[[str], Person],
        delivered: Callable[[Taken, bytes], None],
        mischief: Mischief,
        seed: int,
    ) -> None:
        self._log = log
        self._person_of = person_of
        self._delivered = delivered
        self.mischievous = Mischievous(mischief, seed)
        past = Truth.load(log.path)
        self._put_off = Counter({to.lower(): times for to, times in past.deferred().items()})
        self._taken = Counter(taken.recipient.lower() for taken in past.taken)
        self.tally = Counter(turned.what for turned in past.turned)
        self.tally["accepted"] = len(past.taken)

    def connect(self, session: smtp.Session) -> smtp.Answer:
        if fault := self.mischievous.strikes("connect_421"):
            return self._turned("connect", ANSWERS[fault])
        return (
            self._greet_late(session)
            if self.mischievous.strikes("slow_greeting")
            else super().connect(session)
        )

    async def _greet_late(self, session: smtp.Session) -> smtp.Reply:
        await asyncio.sleep(mischiefs.GREETING_SECONDS)
        return smtp.Reply(220, f"{session.host} ESMTP")

    def mail(self, session: smtp.Session, sender: str) -> smtp.Answer:
        fault = self.mischievous.strikes("mail_421", "throttle_454")
        return self._turned("mail", ANSWERS[fault]) if fault else super().mail(session, sender)

    def rcpt(self, session: smtp.Session, recipient: str) -> smtp.Answer:
        if fault := self.mischievous.strikes("rcpt_421"):
            return self._turned("rcpt", ANSWERS[fault], recipient)
        person = self._person_of(recipient)
        match person.fate:
            case Fate.REFUSED:
                return self._turned("rcpt", _NOBODY, recipient)
            case Fate.FULL:
                return self._turned("rcpt", _FULL, recipient)
            case Fate.BUSY if self._put_off[recipient.lower()] < person.busy_attempts:
                self._put_off[recipient.lower()] += 1
                return self._turned("rcpt", _BUSY, recipient)
            case _:
                return super().rcpt(session, recipient)

    def begin_data(self, session: smtp.Session) -> smtp.Answer:
        fault = self.mischievous.strikes("data_421", "drop_before_data", "drop_in_data")
        if fault == "drop_in_data":
            session.cut_after = mischiefs.CUT_AFTER
            self._dropped(fault, session.recipients[0])
        elif fault:
            return self._turned("data", ANSWERS[fault], session.recipients[0])
        return super().begin_data(session)

    def data(self, session: smtp.Session, message: bytes) -> smtp.Answer:
        message_id = message_id_of(message) or ""
        if session.cut_after is not None:
            return smtp.HANG_UP  # it was shorter than what it was to be cut after
        nobodies = [to for to in session.recipients if self._person_of(to).fate is Fate.REFUSED_AFTER_DATA]
        if len(nobodies) == len(session.recipients):
            return self._turned("message", _NOBODY, nobodies[0], message_id)
        fault = self.mischievous.strikes("drop_after_data", "drop_unanswered", "drop_after_250", "drip")
        if fault == "drop_after_data":
            return self._turned("message", smtp.HANG_UP, session.recipients[0], message_id)
        renamed = self.mischievous.new_id() if self.mischievous.strikes("rename") else None
        for recipient in session.recipients:
            if recipient not in nobodies:
                taken = Taken(
                    message_id=message_id,
                    recipient=recipient,
                    envelope_from=session.sender or "",
                    at=clock.now(),
                    nth=self._taken[recipient.lower()],
                    size=len(message),
                    renamed=renamed and f"{renamed}@email.amazonses.com",
                    answered=fault != "drop_unanswered",
                )
                self._take(taken, message)
        if fault == "drop_unanswered":
            self._dropped(fault, session.recipients[0], message_id=message_id)
            return smtp.HANG_UP
        if fault == "drop_after_250":
            self._dropped(fault, session.recipients[0], code=250, message_id=message_id)
        words = f"2.0.0 Ok {renamed}" if renamed else "2.0.0 Ok"
        drip = mischiefs.DRIP_SECONDS if fault == "drip" else 0
        return smtp.Reply(250, words, closing=fault == "drop_after_250", drip=drip)

    def _take(self, taken: Taken, message: bytes) -> None:
        self._taken[taken.recipient.lower()] += 1
        self._log.taken(taken)
        self.tally["accepted"] += 1
        self._delivered(taken, message)

    def _turned(
        self, stage: str, reply: smtp.Reply, recipient: str | None = None, message_id: str | None = None
    ) -> smtp.Reply:
        what = REFUSED if reply.code >= 500 else DEFERRED if reply.code else DROPPED  # noqa: PLR2004
        self._write(Turned(what, recipient, clock.now(), stage, reply.code or None, reply.text, message_id))
        return reply

    def _dropped(self, fault: str, recipient: str, *, code: int | None = None, message_id: str = "") -> None:
        stage = "message" if message_id else "data"
        self._write(Turned(DROPPED, recipient, clock.now(), stage, code, fault, message_id or None))

    def _write(self, turned: Turned) -> None:
        self.tally[turned.what] += 1
        self._log.turned(turned)
