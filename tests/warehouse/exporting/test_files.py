"""Reports as files: what is in them, and that they are whole."""

import csv
import json
from collections.abc import AsyncIterator
from dataclasses import fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, get_type_hints
from uuid import UUID
from xml.etree import ElementTree as ET

import duckdb
import pytest

from penguinmails.kernel.db import Databases, Scope
from penguinmails.warehouse.exporting import theme
from penguinmails.warehouse.exporting.charts import CHARTS, chart
from penguinmails.warehouse.exporting.errors import ReportNotWritten
from penguinmails.warehouse.exporting.files import Form, write
from penguinmails.warehouse.exporting.pages import as_png, as_svg
from penguinmails.warehouse.reports.catalogue import CAMPAIGNS as REPORT
from penguinmails.warehouse.reports.catalogue import REPORTS
from penguinmails.warehouse.reports.model import Answer, Report
from penguinmails.warehouse.reports.rows import CampaignRow
from penguinmails.warehouse.reports.service import run_report
from tests.warehouse.reports.history import asked, live
from tests.warehouse.worlds import CAMPAIGNS

FORMULA = '=HYPERLINK("http://evil.example","Prize")'


@pytest.fixture
async def answer(databases: Databases, tenant: Scope) -> Answer[CampaignRow]:
    """Three campaigns, the first of which somebody named as an attack, the last not at all."""
    await live(databases, tenant, messages=60)
    found = await run_report(databases, tenant, REPORT, asked())
    first, *middle, last = found.rows
    unsent = replace(last, name=None, sent=0, delivered=0, open_rate=None)
    return replace(found, rows=(replace(first, name=FORMULA), *middle, unsent))


async def test_csv_is_whole_and_safe_in_spreadsheets(answer: Answer[CampaignRow], tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    size = write(REPORT, answer, Form.CSV, path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))

    assert size == path.stat().st_size
    assert list(rows[0]) == [field.name for field in fields(CampaignRow)]
    assert rows[0]["name"] == "'" + FORMULA
    assert [int(row["sent"]) for row in rows] == [row.sent for row in answer.rows]
    assert float(rows[0]["open_rate"]) == answer.rows[0].open_rate
    assert (rows[-1]["open_rate"], rows[-1]["name"]) == ("", "")


async def test_json_is_what_the_command_prints(answer: Answer[CampaignRow], tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    write(REPORT, answer, Form.JSON, path)
    told = json.loads(path.read_text("utf-8"))

    assert told["rows"][0]["name"] == FORMULA
    assert told["rows"][-1]["open_rate"] is None
    assert (told["since"], told["is_current"]) == (answer.since.isoformat(), True)
    assert datetime.fromisoformat(told["as_of"]) == answer.as_of


async def everything(databases: Databases, scope: Scope) -> AsyncIterator[tuple[Report[Any], Answer[Any]]]:
    """Every report, answered."""
    await live(databases, scope, messages=60)
    for report in REPORTS.values():
        wanted = report.campaigns[0] if report.campaigns else 0
        campaigns = tuple(campaign for campaign, _ in CAMPAIGNS)[:wanted]
        yield report, await run_report(databases, scope, report, asked(campaigns=campaigns))


async def test_every_report_comes_back_from_parquet_as_it_was(
    databases: Databases, tenant: Scope, tmp_path: Path
) -> None:
    path = tmp_path / "it's a report.parquet"
    async for report, found in everything(databases, tenant):
        write(report, found, Form.PARQUET, path)
        names = [field.name for field in fields(report.row)]
        hints = get_type_hints(report.row)
        wanted = ", ".join(f"epoch_us({each})" if hints[each] is datetime else each for each in names)
        with duckdb.connect() as connection:
            back = connection.execute(f"SELECT {wanted} FROM read_parquet(?)", [str(path)]).fetchall()

        assert [tuple(plain(value) for value in row) for row in back] == [
            tuple(plain(getattr(row, each)) for each in names) for row in found.rows
        ], report.name


def plain(value: Any) -> Any:
    match value:
        case datetime():
            return round(value.timestamp() * 1e6)
        case date() | UUID():
            return str(value)
        case str():
            return str(value)
        case _:
            return value


async def test_a_page_has_the_table_behind_its_chart(answer: Answer[CampaignRow]) -> None:
    page = ET.fromstring(as_svg(REPORT, answer))  # noqa: S314 - our own
    words = [text.text or "" for text in page.iter("{http://www.w3.org/2000/svg}text")]

    assert page.attrib["width"] == "842"
    assert FORMULA[:10] in " ".join(words)
    for row in answer.rows:
        assert f"{row.sent:,}" in words
    assert "—" in words
    assert any(word.startswith("As of ") for word in words)
    assert "Share of what was delivered that a person opened or clicked in." in words
    assert as_png(REPORT, answer, 1).startswith(b"\x89PNG")


async def test_pdf(answer: Answer[CampaignRow], tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    write(REPORT, answer, Form.PDF, path)
    assert path.read_bytes().startswith(b"%PDF-")
    nothing = replace(answer, rows=())
    assert "Nothing was sent" in as_svg(REPORT, nothing)
    write(REPORT, nothing, Form.PDF, path)
    assert path.read_bytes().startswith(b"%PDF-")


async def test_people_are_in_the_accent_and_machines_hatched(answer: Answer[CampaignRow]) -> None:
    spec = chart(REPORT, answer, 700)
    assert spec
    scale = spec["spec"]["encoding"]["color"]["scale"]
    colours = dict(zip(scale["domain"], scale["range"], strict=True))
    assert colours == {
        "people": theme.ACCENT,
        "machines": theme.HATCH,
        "bounces and complaints": theme.STOP,
    }
    page = as_svg(REPORT, answer)
    assert f'fill="{theme.HATCH}"' in page
    assert page.count('<pattern id="machines"') == 1


async def test_every_chart_is_drawn(databases: Databases, tenant: Scope) -> None:
    async for report, found in everything(databases, tenant):
        page = as_svg(report, found)
        assert ('class="marks"' in page) == (report.name in CHARTS), report.name
        ET.fromstring(page)  # noqa: S314 - our own


async def test_what_cannot_be_written_is_told_and_nothing_is_left(
    answer: Answer[CampaignRow], tmp_path: Path
) -> None:
    with pytest.raises(ReportNotWritten, match="No such file"):
        write(REPORT, answer, Form.CSV, tmp_path / "missing" / "report.csv")
    with pytest.raises(ReportNotWritten):
        write(REPORT, answer, Form.PDF, tmp_path)
    assert left_in(tmp_path) == []


def left_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())
