"""Values sealed for one place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penguinmails.kernel.sealing import SealBroken, Sealer

SEALER = Sealer(b"k" * 32)


@given(st.binary(max_size=200), st.text(max_size=40))
def test_what_is_sealed_opens_where_it_was_sealed(value: bytes, place: str) -> None:
    sealed = SEALER.seal(value, place)
    assert SEALER.open(sealed, place) == value
    assert len(value) < 4 or value not in sealed


@given(st.binary(max_size=50), st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_a_changed_byte_is_noticed(value: bytes, position: int, change: int) -> None:
    sealed = bytearray(SEALER.seal(value, "here"))
    sealed[position % len(sealed)] ^= change
    with pytest.raises(SealBroken):
        SEALER.open(bytes(sealed), "here")


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" + b"0" * 11])
def test_what_was_never_sealed_does_not_open(sealed: bytes) -> None:
    with pytest.raises(SealBroken):
        SEALER.open(sealed, "here")


def test_a_value_moved_elsewhere_or_another_key_does_not_open() -> None:
    sealed = SEALER.seal(b"value", "here")
    with pytest.raises(SealBroken):
        SEALER.open(sealed, "there")
    with pytest.raises(SealBroken):
        Sealer(b"x" * 32).open(sealed, "here")
