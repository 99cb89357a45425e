"""Where hits come from, by a file of the operator's."""

from pathlib import Path
from typing import Any

import pytest
from mmdb_writer import MMDBWriter
from netaddr import IPSet

from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.tracking import Shipper
from penguinmails.tracking.errors import RegionsInvalid
from penguinmails.tracking.shipping.regions import Regions
from penguinmails.tracking.spool.model import Way
from penguinmails.tracking.spool.writing import Spool
from tests.tracking.factories import KEY, LINKS, lead_with, message_to

BERLIN = {"country": {"iso_code": "DE"}, "subdivisions": [{"iso_code": "BE"}]}


def write(file: Path, networks: dict[str, dict[str, Any]]) -> Path:
    writer = MMDBWriter(ip_version=6, ipv4_compatible=True, database_type="GeoLite2-City")
    for network, record in networks.items():
        writer.insert_network(IPSet([network]), record)
    fresh = file.with_suffix(".new")
    writer.to_db_file(str(fresh))
    return fresh.replace(file)


def test_country_and_region(tmp_path: Path) -> None:
    regions = Regions(
        write(
            tmp_path / "city.mmdb",
            {
                "198.51.100.0/24": BERLIN,
                "203.0.113.0/24": {"country": {"iso_code": "FR"}},
                "2001:db8::/32": {"country_code": "US"},
                "192.0.2.0/24": {"city": {"names": {"en": "Somewhere"}}},
            },
        )
    )
    asked = ("198.51.100.77", "203.0.113.9", "2001:db8::1", "192.0.2.1", "10.0.0.1", "nonsense", "")
    assert [regions.of(address) for address in asked] == ["DE-BE", "FR", "US", None, None, None, None]
    assert Regions(None).of("198.51.100.77") is None


def test_a_replaced_file_is_taken_up_and_a_broken_one_is_not(tmp_path: Path) -> None:
    file = write(tmp_path / "city.mmdb", {"198.51.100.0/24": BERLIN})
    regions = Regions(file)
    assert regions.of("198.51.100.77") == "DE-BE"
    write(file, {"198.51.100.0/24": {"country": {"iso_code": "AT"}}})
    regions.refresh()
    assert regions.of("198.51.100.77") == "AT"
    broken = tmp_path / "broken"
    broken.write_bytes(b"not a database")
    broken.replace(file)
    regions.refresh()
    assert regions.of("198.51.100.77") == "AT"
    file.unlink()
    regions.refresh()
    assert regions.of("198.51.100.77") == "AT"


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RegionsInvalid, match=r"none\.mmdb"):
        Regions(tmp_path / "none.mmdb")
    (tmp_path / "text.mmdb").write_text("hello")
    with pytest.raises(RegionsInvalid, match=r"text\.mmdb"):
        Regions(tmp_path / "text.mmdb")


async def test_hits_know_their_region_and_keep_a_short_address(
    databases: Databases, tenant: Scope, tmp_path: Path
) -> None:
    file = write(tmp_path / "city.mmdb", {"198.51.100.77/32": BERLIN})
    ref = message_to(tenant, await lead_with(databases, tenant, "anna@acme.example"))
    spool = tmp_path / "spool"
    async with Spool(spool) as writing:
        token = LINKS.open(ref).rpartition("/")[2].removesuffix(".gif")
        for address in (b"198.51.100.77", b"198.51.100.78"):
            await writing.add(Way.GET, token.encode(), address, b"Mozilla/5.0")
    await Shipper(databases, spool, key=KEY, regions=file).drain()
    async with databases.worker(Tier.OLAP) as tx:
        cursor = await tx.connection.execute(
            "SELECT location, text(ip_address) FROM olap.email_events WHERE tenant_id = %s ORDER BY location",
            (tenant.tenant_id,),
        )
        assert await cursor.fetchall() == [("DE-BE", "198.51.100.0/24"), (None, "198.51.100.0/24")]
