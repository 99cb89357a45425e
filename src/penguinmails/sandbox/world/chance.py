"""Chance that can be had again."""

from random import Random


def chances(seed: int, *about: object) -> Random:
    """Random numbers that only the seed and what they are about decide, in any process."""
    return Random(f"{seed} {' '.join(map(str, about))}")  # noqa: S311 - a world, not a secret
