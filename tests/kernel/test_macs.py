"""The same codes as the standard library's."""

import hmac

from hypothesis import given
from hypothesis import strategies as st

from penguinmails.kernel.macs import Mac


@given(st.binary(max_size=200), st.binary(max_size=100), st.lists(st.binary(max_size=200), max_size=3))
def test_codes_are_those_of_the_standard_library(key: bytes, prefix: bytes, values: list[bytes]) -> None:
    mac = Mac(key, prefix)
    assert [mac.digest(value) for value in values] == [
        hmac.digest(key, prefix + each, "sha256") for each in values
    ]
