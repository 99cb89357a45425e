"""Pipes from PostgreSQL's lines to DuckDB, which reads them one after the other.

DuckDB 2.0 keeps what it has read of a pipe until the pipe ends: of 12 million events in a single one all
memory and, beyond that, 6 GB of disk. So each pipe ends after some rows.
"""

import os
from typing import Final

PART: Final = 200_000
"""Rows after which a pipe ends: about 100 MB."""
_MOST: Final = 100


class Pipes:
    """So many as these rows take; if there are more, the last one takes them."""

    def __init__(self, rows: int) -> None:
        count = min(-(-rows // PART), _MOST)
        ends = [os.pipe() for _ in range(count)]
        self.readers: Final = [reader for reader, _ in ends]
        self._writers: Final = [writer for _, writer in ends]
        self._part = -(-rows // count)
        self._taken = 0

    def write(self, lines: list[bytes]) -> None:
        """Blocks until they are read, but for some. Raises `BrokenPipeError` where nobody reads on."""
        if self._taken >= self._part and len(self._writers) > 1:
            os.close(self._writers.pop(0))
            self._taken = 0
        self._taken += len(lines)
        view = memoryview(b"".join(lines))
        while view:
            view = view[os.write(self._writers[0], view) :]

    def end(self) -> None:
        """No more lines come."""
        while self._writers:
            os.close(self._writers.pop())

    def abandon(self) -> None:
        """Nobody reads on."""
        while self.readers:
            os.close(self.readers.pop())
