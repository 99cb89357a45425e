"""The spool: hits on disk before they are answered, and until the ledger has them.

Each worker of the tracking process writes into a place of its own (`spool/PLACE/NNN.hits`), many hits to one
fdatasync; whoever ships reads all places. A worker that died leaves its place to the next one, which begins
a new segment and never touches the old ones.
"""
