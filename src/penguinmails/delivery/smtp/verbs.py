"""What each command of a client means (RFC 5321 §4.1.1, RFC 3030, RFC 3207, RFC 4954)."""

import re
from collections.abc import Callable
from typing import ClassVar, Final, Self

from penguinmails.delivery.smtp import login
from penguinmails.delivery.smtp.dialogue import Dialogue, Service
from penguinmails.delivery.smtp.handler import ACCEPTED, GO_ON, HANG_UP, Login, Reply
from penguinmails.delivery.smtp.octets import LineTooLong, lines_of

_PATH: Final = r'<(?:@[^<>:\s]+:)?((?:"(?:[^"\\]|\\.)*"|[^<>"\x00-\x20\x7f])*)>((?: .*)?)$'
_FROM: Final = re.compile(r"FROM: *" + _PATH, re.IGNORECASE)
_TO: Final = re.compile(r"TO: *" + _PATH, re.IGNORECASE)

_NO_TRANSACTION: Final = Reply(503, "5.5.1 MAIL and RCPT come first")
_TOO_BIG: Final = Reply(552, "5.3.4 The message is too big")


class Caller(Dialogue):
    """A client that speaks SMTP to us."""

    def __init__(self, service: Service, present: set[Self]) -> None:
        super().__init__(service, present)
        self.read_next = self._read_line
        self._take_line: Callable[[bytes], None] = self._command
        self._chunks: list[bytes] = []
        self._chunking = False
        self._chunk_left = 0
        self._chunk_last = False
        self._refusal: Reply | None = None

    def _read_line(self) -> bool:
        try:
            line = self.octets.line()
        except LineTooLong:
            self.say(Reply(500, "5.5.6 The line is too long", closing=True))
            return False
        if line is None:
            return False
        self._take_line(line)
        return True

    def _command(self, line: bytes) -> None:
        verb, _, rest = line.partition(b" ")
        known = self._verbs.get(verb.upper())
        if known is None or b"\n" in line or b"\r" in line:
            self.wrong(Reply(500, "5.5.2 No command" if known is None else "5.5.2 Lines end with CRLF"))
            return
        try:
            words = rest.decode().strip()
        except UnicodeDecodeError:
            self.wrong(Reply(501, "5.5.2 Commands are UTF-8"))
            return
        known(self, words)

    # Commands.

    def _helo(self, name: str) -> None:
        self._hello(name, extended=False)
        self.say(Reply(250, self.service.host))

    def _ehlo(self, name: str) -> None:
        self._hello(name, extended=True)
        offers = [self.service.host, "PIPELINING", f"SIZE {self.limits.size}", "8BITMIME", "SMTPUTF8"]
        offers += ["CHUNKING", "ENHANCEDSTATUSCODES"]
        if self.service.tls is not None and self.session.tls is None:
            offers.append("STARTTLS")
        if self._offers_login():
            offers.append("AUTH " + " ".join(self.handler.mechanisms))
        self.say(Reply(250, "\n".join(offers)))

    def _hello(self, name: str, *, extended: bool) -> None:
        self._reset()
        self.session.hello, self.session.extended = name, extended

    def _mail(self, words: str) -> None:
        session = self.session
        if session.hello is None or session.sender is not None:
            self.wrong(Reply(503, f"5.5.1 {'Say EHLO' if session.hello is None else 'End the mail'} first"))
            return
        if (found := _FROM.match(words)) is None:
            self.wrong(Reply(501, "5.5.4 MAIL FROM:<address>"))
            return
        sender, options = found.groups()
        refusal = self._options(options) if options else None
        if refusal is None and not sender.isascii() and not session.smtputf8:
            refusal = Reply(553, "5.6.7 Such an address needs SMTPUTF8")
        if refusal is not None:
            session.reset()
            self.say(refusal)
            return

        def answered(reply: Reply) -> None:
            if reply.accepts:
                session.sender = sender
            else:
                session.reset()
            self.say(reply)

        self.ask(answered, self.handler.mail, sender)

    def _options(self, options: str) -> Reply | None:
        for option in options.split():
            match option.upper().partition("="):
                case ("SIZE", "=", size) if size.isdecimal():
                    self.session.declared_size = int(size)
                case ("BODY", "=", ("7BIT" | "8BITMIME") as body):
                    self.session.body = body
                case ("SMTPUTF8", "", _):
                    self.session.smtputf8 = True
                case ("AUTH", "=", _):
                    pass  # RFC 4954 §5: taken, and believed by nobody
                case _:
                    return Reply(555, "5.5.4 An option nobody offered")
        return _TOO_BIG if self.session.declared_size > self.limits.size else None

    def _rcpt(self, words: str) -> None:
        session = self.session
        if session.sender is None or self._chunking:
            self.wrong(Reply(503, "5.5.1 MAIL comes first"))
            return
        if (found := _TO.match(words)) is None or not found[1]:
            self.wrong(Reply(501, "5.5.4 RCPT TO:<address>"))
            return
        recipient = found[1]
        if found[2].strip():
            self.say(Reply(555, "5.5.4 An option nobody offered"))
        elif not recipient.isascii() and not session.smtputf8:
            self.say(Reply(553, "5.6.7 Such an address needs SMTPUTF8"))
        elif len(session.recipients) >= self.limits.recipients:
            self.say(Reply(452, "4.5.3 Too many recipients"))
        else:

            def answered(reply: Reply) -> None:
                if reply.accepts:
                    session.recipients.append(recipient)
                self.say(reply)

            self.ask(answered, self.handler.rcpt, recipient)

    def _data(self, _: str) -> None:
        if not self.session.recipients or self._chunking:
            self.say(_NO_TRANSACTION)
            return
        self.ask(self._data_answered, self.handler.begin_data)

    def _data_answered(self, reply: Reply) -> None:
        if reply.code == GO_ON.code:
            self.read_next = self._read_message
        else:
            self._reset()
        self.say(reply)

    def _read_message(self) -> bool:
        message = self.octets.message()
        cut = self.session.cut_after
        if cut is not None and self.octets.received >= cut:
            self.say(HANG_UP)
            return False
        if message is None:
            return False
        self.read_next = self._read_line
        if self.octets.overflowed:
            self._data_done(_TOO_BIG)
        else:
            self._hand_over(message)
        return True

    def _bdat(self, words: str) -> None:
        size, _, last = words.partition(" ")
        if not size.isdecimal() or last.upper() not in {"", "LAST"}:
            # What follows may be a message and not a command.
            self.say(Reply(501, "5.5.4 BDAT size [LAST]", closing=True))
            return
        self._chunk_left, self._chunk_last = int(size), bool(last)
        self.read_next = self._read_chunk
        if self._chunking:
            return
        self._chunking = True
        self._refusal = None
        if not self.session.recipients:
            self._refusal = _NO_TRANSACTION
        else:
            self.ask(self._bdat_answered, self.handler.begin_data)

    def _bdat_answered(self, reply: Reply) -> None:
        if reply.code == 0:
            self.say(reply)
        elif reply.code != GO_ON.code:
            self._refusal = reply

    def _read_chunk(self) -> bool:
        taken = self.octets.take(self._chunk_left)
        self._chunk_left -= len(taken)
        self.octets.received += len(taken)
        cut = self.session.cut_after
        if cut is not None and self.octets.received >= cut:
            self.say(HANG_UP)
            return False
        if self._refusal is None:
            self._chunks.append(taken)
            if self.octets.received > self.limits.size:
                self._refusal = _TOO_BIG
                self._chunks = []
        if self._chunk_left:
            return False
        self.read_next = self._read_line
        if self._refusal is not None:
            self._data_done(self._refusal)
        elif self._chunk_last:
            message = b"".join(self._chunks)
            self._hand_over(message if message.endswith(b"\r\n") else message + b"\r\n")
        else:
            self.say(ACCEPTED)
        return True

    def _hand_over(self, message: bytes) -> None:
        longest = self.limits.line
        lines = lines_of(message)
        if lines is None:
            self._data_done(Reply(550, "5.6.0 A CR or LF stands alone in the message"))
        elif longest is not None and max(map(len, lines), default=0) > longest:
            self._data_done(Reply(550, f"5.6.0 A line has more than {longest} octets"))
        else:
            self.ask(self._data_done, self.handler.data, message)

    def _data_done(self, reply: Reply) -> None:
        self.session.messages += reply.accepts
        self._reset()
        self.say(reply)

    def _reset(self) -> None:
        self.session.reset()
        self.octets.received = 0
        self._chunks, self._chunking, self._refusal = [], False, None

    def _rset(self, _: str) -> None:
        self._reset()
        self.say(ACCEPTED)

    def _noop(self, _: str) -> None:
        self.say(ACCEPTED)

    def _vrfy(self, _: str) -> None:
        self.say(Reply(252, "2.1.5 Send some mail, and see"))

    def _help(self, _: str) -> None:
        self.say(Reply(214, "2.0.0 RFC 5321"))

    def _quit(self, _: str) -> None:
        self.say(Reply(221, "2.0.0 Bye", closing=True))

    # STARTTLS and AUTH.

    def _starttls(self, _: str) -> None:
        if self.service.tls is None or self.session.tls is not None:
            self.wrong(Reply(503, "5.5.1 No TLS here, or there is already"))
        elif len(self.octets):
            # Sent in clear, it would be read as if it had been encrypted (CVE-2011-0411).
            self.say(Reply(503, "5.5.1 Nothing may follow STARTTLS unencrypted", closing=True))
        else:
            self.encrypt(Reply(220, "2.0.0 Go ahead"), self.service.tls)

    def _offers_login(self) -> bool:
        local = self.session.peer[0] in {"127.0.0.1", "::1"}
        return bool(self.handler.mechanisms) and (local or self.session.tls is not None)

    def _auth(self, words: str) -> None:
        mechanism, _, initial = words.partition(" ")
        mechanism = mechanism.upper()
        if not self._offers_login() or self.session.login is not None or self.session.sender is not None:
            self.wrong(Reply(503, "5.5.1 Not here, or not now"))
        elif mechanism not in self.handler.mechanisms:
            self.wrong(Reply(504, "5.5.4 No such mechanism"))
        else:
            self._login_step(login.Asking(mechanism), initial.encode() or None)

    def _login_step(self, asking: login.Asking, response: bytes | None) -> None:
        self._take_line = self._command
        match asking.next(response):
            case Login() as complete:
                self.ask(lambda reply: self._logged_in(complete, reply), self.handler.log_in, complete)
            case str() as challenge:
                self._take_line = lambda line: self._login_step(asking, line)
                self.say(Reply(334, challenge))
            case None:
                self.wrong(Reply(501, "5.5.2 That is no answer to the challenge"))

    def _logged_in(self, complete: Login, reply: Reply) -> None:
        if reply.accepts:
            self.session.login = complete
        self.say(reply)

    _verbs: ClassVar[dict[bytes, Callable[[Self, str], None]]] = {
        b"HELO": _helo,
        b"EHLO": _ehlo,
        b"MAIL": _mail,
        b"RCPT": _rcpt,
        b"DATA": _data,
        b"BDAT": _bdat,
        b"RSET": _rset,
        b"NOOP": _noop,
        b"VRFY": _vrfy,
        b"HELP": _help,
        b"QUIT": _quit,
        b"STARTTLS": _starttls,
        b"AUTH": _auth,
    }
