"""What the archive costs: a month of one tenant's events to Parquet, proven, deleted, and the same funnel back.

`PENGUINMAILS_BENCH_EVENTS` events (a million by default) of campaign mail, made by the server itself: ids of
version 7 and hashed ones as the platform makes them, ten opens and clicks for ten messages, forty user agents,
addresses of 16,000 networks. A month of three years ago leaves; then a campaign's figures, counted from the
ledger before, are counted from the files.
"""

import os
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, LiteralString

from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.settings import KernelSettings
from penguinmails.kernel.tiers import Home, Tier
from penguinmails.postgres import connect
from penguinmails.postgres.partitions import ensure_months
from penguinmails.postgres.session import administrator
from penguinmails.warehouse.archiving import parquet, store
from penguinmails.warehouse.archiving.model import ArchiveRun, TableClass
from penguinmails.warehouse.archiving.restoring import restore
from penguinmails.warehouse.archiving.running import archive_month, month_of, working
from penguinmails.warehouse.archiving.settings import ArchiveSettings
from penguinmails.warehouse.archiving.tables import EVENTS

COUNT: Final = int(os.environ.get("PENGUINMAILS_BENCH_EVENTS", "1000000"))
START: Final = datetime(2023, 3, 1, tzinfo=UTC)
_CHUNK: Final = 100_000

_FILL: Final[LiteralString] = """
WITH mail AS MATERIALIZED (
    SELECT uuidv7(at - now()) AS message_id, at, n FROM (
        SELECT n, %(start)s + n * (interval '29 days' / %(messages)s::float8) AS at
          FROM generate_series(%(first)s::int, %(last)s::int) n) placed
), sent AS (
    INSERT INTO olap.email_events (tenant_id, message_id, event_id, company_id, kind, occurred, received, batch_id, source,
        message_kind, campaign_id, step_id, mailbox_id, sending_domain, receiving_provider, lead_id, smtp_code,
        smtp_enhanced, metadata)
    SELECT %(tenant_id)s, message_id,
           overlay(overlay(h PLACING '8' FROM 13) PLACING translate(substr(h, 17, 1), '0123456789abcdef', '89ab89ab89ab89ab')
                   FROM 17)::uuid,
           md5('company' || n %% 3)::uuid, 'sent', at + random() * interval '9 s',
           date_bin('30 s', at, '2000-01-01') + interval '31 s', md5('sent' || n / 100)::uuid, 'delivery', 'campaign',
           md5('campaign' || n %% 20)::uuid, md5('step' || n %% 60)::uuid, md5('mailbox' || n %% 40)::uuid, 'bikes.example.com',
           (ARRAY['google', 'microsoft', 'yahoo', 'example.net'])[1 + n %% 4], md5('lead' || n %% 300000)::uuid, 250, '2.0.0',
           jsonb_build_object('attempt', 1, 'remote_host', 'mx' || n %% 9 || '.example.net')
      FROM (SELECT *, left(encode(sha256(convert_to('sent' || chr(31) || message_id::text, 'UTF8')), 'hex'), 32) AS h
              FROM mail) hashed
), hits AS (
    INSERT INTO olap.email_events (tenant_id, message_id, event_id, company_id, kind, occurred, received, batch_id, source,
        user_agent, ip_address, location, device_type, client, link_url, link_text, metadata)
    SELECT %(tenant_id)s, message_id, gen_random_uuid(), md5('company' || n %% 3)::uuid, kind,
           at + hour, date_bin('2 s', at + hour, '2000-01-01') + interval '3 s',
           md5('hits' || floor(extract(EPOCH FROM at + hour) / (200 * %(spacing)s)))::uuid, 'tracking',
           'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/' || 100 + n %% 40
               || '.0.0.0 Safari/537.36',
           network(set_masklen('81.0.0.0'::inet + (hashint4(n)::bigint & 4095) * 256 + (n %% 4) * 1048576, 24)),
           (ARRAY['DE', 'FR', 'US-CA', 'US-NY', 'JP'])[1 + n %% 5], (ARRAY['desktop', 'mobile', 'tablet'])[1 + n %% 3],
           (ARRAY['chrome', 'outlook', 'gmail_proxy'])[1 + n %% 3],
           CASE kind WHEN 'clicked' THEN 'https://example.com/offer/' || n %% 6 END,
           CASE kind WHEN 'clicked' THEN 'See the offer' END, '{"method": "get"}'
      FROM (SELECT mail.*, kind, random() * interval '20 hours' AS hour
              FROM mail, unnest(ARRAY['opened', 'opened', 'clicked']) WITH ORDINALITY AS k (kind, place)
             WHERE (n + place) %% 3 = 0) happened
)
SELECT 1
"""
_FUNNEL: Final[LiteralString] = (
    "SELECT count(*) FILTER (WHERE kind = 'sent'), count(*) FILTER (WHERE kind = 'opened'),"
    " count(DISTINCT message_id) FILTER (WHERE kind = 'clicked') FROM {events}"
)


async def main(databases: Databases) -> list[dict[str, object]]:
    """Fill a month, archive it, count it from the file, bring it back."""
    scope = Scope.tenant_wide(ids.uuid7())
    month = month_of(START.date())
    conninfo = connect.administrators(KernelSettings.load())[Home.OLAP]
    async with administrator(conninfo) as connection:
        await ensure_months(connection, [Tier.OLAP], [month.first])
    await _fill(databases, scope)
    rows: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        settings = ArchiveSettings(archive_folder=Path(folder))
        before = await _live(databases, scope)
        async with working(databases, scope, settings, ArchiveRun(scope.tenant_id)) as work:
            clock = _clock()
            await archive_month(work, TableClass.MESSAGES, month)
            figures = clock(work.run.rows)
            assert (work.run.left, work.run.failed) == (0, [])
            async with databases.tenant(Tier.OLAP, scope) as tx:
                (file,) = await store.files(tx)
            path = parquet.path_of(settings.folder, file)
            size = round(file.size_bytes / file.row_count, 1)
            rows.append(_row("archive: write, prove, delete", file.row_count, size, figures))
            clock = _clock()
            relation = parquet.relation(work.tables[EVENTS], path, scope.tenant_id)
            counted = work.duck.execute(_FUNNEL.format(events=f"({relation})")).fetchone()
            rows.append(_row("count a funnel from the file", file.row_count, size, clock(file.row_count)))
            assert counted == before, (counted, before)
        clock = _clock()
        await restore(databases, scope, month, settings=settings)
        rows.append(_row("bring back", file.row_count, size, clock(file.row_count)))
        assert await _live(databases, scope) == before
    return rows


def _row(what: str, events: int, size: float, figures: dict[str, object]) -> dict[str, object]:
    return {"what": what, "events": events, "bytes an event": size, **figures}


async def _fill(databases: Databases, scope: Scope) -> None:
    messages = COUNT // 2
    for first in range(0, messages, _CHUNK):
        async with databases.worker(Tier.OLAP) as tx:
            await tx.connection.execute(
                _FILL,
                {
                    "tenant_id": scope.tenant_id,
                    "start": START,
                    "messages": messages,
                    "first": first,
                    "last": min(first + _CHUNK, messages) - 1,
                    "spacing": 29 * 86400 / messages,
                },
            )


async def _live(databases: Databases, scope: Scope) -> tuple[int, ...]:
    async with databases.tenant(Tier.OLAP, scope) as tx:
        await store.take_time(tx)
        cursor = await tx.connection.execute(_FUNNEL.format(events="olap.email_events"))
        row = await cursor.fetchone()
    assert row
    return tuple(row)


def _clock() -> Callable[[int], dict[str, object]]:
    """Seconds by the clock, and microseconds of this process's work an event."""
    start, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)

    def stop(events: int) -> dict[str, object]:
        now = resource.getrusage(resource.RUSAGE_SELF)
        work = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
        return {
            "seconds": round(time.perf_counter() - start, 1),
            "client us an event": round(work / events * 1e6, 2),
            "peak MiB": now.ru_maxrss // 1024,
        }

    return stop
