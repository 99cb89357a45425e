"""Eta, the template language of JavaScript: read by our own compiler, run where it can do nothing else.

`EtaEngine` renders. A template is a stranger's program: it runs in quickjs, with limits of time, memory and
stack, in a fresh engine for each render, inside a process without files, network, children or privileges.
"""

from penguinmails.content.eta.engine import EtaEngine
from penguinmails.content.eta.errors import Cause, EtaBroken, EtaStopped, EtaUnavailable
from penguinmails.content.eta.process import Isolation, Limits

__all__ = ["Cause", "EtaBroken", "EtaEngine", "EtaStopped", "EtaUnavailable", "Isolation", "Limits"]
