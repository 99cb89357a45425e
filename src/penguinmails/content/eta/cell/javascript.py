"""One render in a JavaScript engine of its own, which is thrown away afterwards."""

import importlib.machinery
import importlib.util
import json
import sys
import time
from collections.abc import Callable
from typing import Any, Final, NamedTuple, Protocol

GIVEN: Final = "(it,__eta,include,layout,output,capture,block,includeAsync,captureAsync,blockAsync)"
# A body must not close the function it stands in. One that does goes on, in the first frame, with an operator
# or a colon; in the second with a comma or a brace. No body can do both.
_FRAMES: Final = (("0?function", "}:0"), ("({x", "}})"))
_ASYNC_FRAMES: Final = (("0?async function", "}:0"), ("({async x", "}})"))

_KINDS: Final = ("e", "m", "s")
# What is thrown where a limit is met, and "null" where no memory is left for an error.
_THROWN: Final = {
    "InternalError: out of memory": "m",
    "null": "m",
    "RangeError: Maximum call stack size exceeded": "s",
}


class Context(Protocol):
    """What of quickjs.Context is used."""

    def eval(self, code: str, /) -> Any: ...
    def execute_pending_job(self) -> bool: ...
    def set_memory_limit(self, limit: int, /) -> None: ...
    def set_max_stack_size(self, limit: int, /) -> None: ...
    def set_time_limit(self, limit: float, /) -> None: ...


class Engine(NamedTuple):
    """The extension module, of which there are no types."""

    make: Callable[[], Context]
    exception: type[Exception]
    overflow: type[Exception]


class Bounds(NamedTuple):
    """What one render may use: CPU seconds, bytes of JavaScript's heap and stack, characters of output."""

    seconds: float
    memory: int
    stack: int
    output: int


class Job(NamedTuple):
    """One render: the program, and what its `render` is called with (see runtime.js)."""

    program: str
    entry: str
    data: str
    seed: int


def load(path: str) -> Engine:
    """The engine from its shared library. `import quickjs` would start a thread, which seccomp would miss."""
    loader = importlib.machinery.ExtensionFileLoader("_quickjs", path)
    spec = importlib.util.spec_from_file_location("_quickjs", path, loader=loader)
    module = sys.modules.get("_quickjs")
    if module is None and spec is not None:
        module = importlib.util.module_from_spec(spec)
        loader.exec_module(module)
    if module is None:
        raise ImportError(path)
    return Engine(module.Context, module.JSException, module.StackOverflow)


def render(engine: Engine, job: Job, bounds: Bounds) -> tuple[str, str]:
    """A kind and its text: runtime.js has them, or "t" time, "m" memory, "s" stack, "l" length, "w" waits."""
    started = time.process_time()
    try:
        context = _fresh(engine, bounds)
        run = context.eval(job.program)
        answer = run(job.entry, job.data, job.seed)
        if answer == "p":
            while context.execute_pending_job():
                if time.process_time() - started > bounds.seconds:
                    return "t", ""
            answer = run()
            if answer == "p":
                return "w", ""
    except engine.overflow:
        return "s", ""
    except engine.exception as error:
        return _uncaught(str(error)), str(error)[:500]
    except MemoryError:
        return "m", ""
    except (TypeError, UnicodeDecodeError):  # an answer that is no text, from a runtime the template changed
        return "r", ""
    if not isinstance(answer, str) or not answer:
        return "r", ""
    return _sorted_out(answer[0], answer[1:], bounds)


def check(engine: Engine, body: str, bounds: Bounds, *, awaits: bool) -> tuple[str, str]:
    """Whether a body is sound JavaScript, not running it: "o", or "e" with what the parser says."""
    for before, after in _ASYNC_FRAMES if awaits else _FRAMES:
        try:
            _fresh(engine, bounds).eval(f"{before}{GIVEN}{{\n{body}return __eta\n{after};0")
        except engine.overflow:
            return "s", ""
        except engine.exception as error:
            text = str(error)
            kind = _uncaught(text)
            return kind, json.dumps(text.split("\n", 1)) if kind == "e" else ""
    return "o", ""


def _fresh(engine: Engine, bounds: Bounds) -> Context:
    context = engine.make()
    context.set_memory_limit(bounds.memory)
    context.set_max_stack_size(bounds.stack)
    context.set_time_limit(bounds.seconds)
    return context


def _sorted_out(kind: str, text: str, bounds: Bounds) -> tuple[str, str]:
    """Output that is not too long; what was thrown, told apart."""
    if len(text) > bounds.output:
        return "l", ""
    if kind == "o":
        return kind, text
    try:
        told: Any = json.loads(text)
        if kind == "n" and isinstance(told, str):
            return "o", told
        kind = _THROWN.get(told[0], kind)
    except (ValueError, TypeError, LookupError, RecursionError):  # the template changed JSON.stringify
        return "r", ""
    return (kind, text) if kind in _KINDS else ("r", "")


def _uncaught(text: str) -> str:
    if "InternalError: interrupted" in text:
        return "t"
    if "InternalError: out of memory" in text or text.startswith("null"):
        return "m"
    return "e"
