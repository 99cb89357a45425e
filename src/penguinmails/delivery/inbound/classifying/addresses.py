"""Addresses in running text, where anything may stand beside them."""

import re
from typing import Final

_SIGN: Final = r"""(?:[^\s@<>(),;:"'\[\]\\]|(?<=[A-Za-z])'(?=[A-Za-z]))"""
"""An apostrophe belongs to an address only between letters (o'brien); else it quotes one."""
EMAIL: Final = re.compile(rf"""{_SIGN}+@[^\s@<>(),;:"'\[\]\\]+""")
