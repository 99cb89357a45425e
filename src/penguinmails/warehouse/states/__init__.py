"""States: all events of a message become one row, `message_states`. `fold.sql` alone says how."""

from penguinmails.warehouse.states.fold import COUNTERS, DIMENSIONS, FLAGS, STATE, fold

__all__ = ["COUNTERS", "DIMENSIONS", "FLAGS", "STATE", "fold"]
