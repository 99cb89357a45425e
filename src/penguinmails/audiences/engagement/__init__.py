"""What leads did with what they were sent, as the ledger counts it: a copy, for segments and conditions.

The ledger hands batches of rows over under `ENGAGED`. A row is a whole state with a version, never a
difference: an older one changes nothing, a repeated one neither, so the result depends on no order.
"""
