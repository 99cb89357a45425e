"""What the platform costs, measured: `make bench`, or `python -m bench NAME …`.

Each module has `async def main(databases) -> list[dict]`: its figures, ratios first, measured against each
other in one run. The results stand in RESULTS.md with date, commit and machine.
"""
