"""Make `examples/leads.*`: files of leads with the dirt that real ones have, and what reading them must give.

    python -m scripts.example_leads [FOLDER]

Every run makes the same files. All names are made up; all domains are reserved (RFC 2606) and reach nobody.
"""

# ruff: noqa: PLR2004 - how often which dirt comes says no more by a name
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
# xlsxwriter has no complete types.

import csv
import io
import json
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

import xlsxwriter

FOLDER: Final = Path(__file__).parent.parent / "examples"

_SEED: Final = 20260101
_FIRST_NAMES: Final = (
    "Jane Ana Chloé Jürgen Zoë Søren Łukasz Aiko Omar Priya Siobhán André Jiří Ngozi Mateo Ingrid Wei Fatima"
    " O'Neil Anne-Marie Дмитрий 太郎 Renée Björn Luís"
)
_LAST_NAMES: Final = (
    "Doe Müller García Nowak O'Brien Smith-Jones Ångström Lefèvre Dvořák Rossi Tanaka Haddad Okafor Silva"
    " Petrov Größer Kowalska Nguyễn Hansen"
)
_COMPANIES: Final = (
    "Acme, Inc.",
    "Globex GmbH & Co. KG",
    'Bob "The Builder" Ltd',
    "Initech",
    "Müller & Söhne",
    "Café Société",
    "Umbrella; Partners",
    "株式会社サンプル",
    "Stark | Sons",
)
_TITLES: Final = ("Head of Sales", "CEO", "Geschäftsführer", "VP, Marketing", "Buyer", "IT-Leiter", "")
_COUNTRIES: Final = ("Germany", "DE", "France", "United Kingdom", "España", "Polska", "")
_DOMAINS: Final = (
    "example.com",
    "example.org",
    "example.net",
    "acme.example",
    "globex.example",
    "mail.initech.test",
    "bücher.example",
)
_READERS_AT: Final = (
    "gmail.example", "gmail.example", "outlook.example", "yahoo.example", "icloud.example",
    "northwind.example", "contoso.example", "fabrikam.example", "tailspin.example", "wingtip.example",
    "lamna.example", "adatum.example",
)  # fmt: skip
_FORMULAS: Final = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1,2)*cmd",
    '=HYPERLINK("http://evil.test","x")',
)
_MOJIBAKE: Final = ("MÃ¼ller & SÃ¶hne", "CafÃ© SociÃ©tÃ©", "Itâ€™s")
_BROKEN: Final = (
    "{0}",
    "{0}@",
    "@{1}",
    "{0}@@{1}",
    "{0} at {1}",
    "{0}@{1}.",  # taken: a trailing full stop is left out
    "{0} {0}@{1}",
    "{0}@localhost",
    "{0}@192.0.2.1",
    "{0}..x@{1}",
    ".{0}@{1}",
    "{0}@-{1}",
    "{0}@{1}; other.{0}@{1}",
    "jürgen.{0}@{1}",
    "\u212aelvin.{0}@{1}",
    "{0}\u200b{0}@{1}",
    "n/a",
    "{0}@exa mple.com",
    "{0}@example,com",
)
_TAKEN: Final = "{0}@{1}."
_DRESSED: Final = (
    "{}",
    " {} ",
    "\u00a0{}",
    "{}\u200b",
    "<{}>",
    "Jane Doe <{}>",
    '"Doe, Jane" <{}>',
    "mailto:{}",
    "{};",
    "'{}'",
)
_DATES: Final[tuple[Callable[[date], str], ...]] = (
    date.isoformat,
    lambda day: f"{day:%d.%m.%Y}",
    lambda day: f"{day:%m/%d/%Y}",
    lambda day: f"{day.day} {day:%b} {day.year}",
    lambda _: "",
    lambda _: "soon",
)
_HEADING: Final = (
    "E-Mail Address",
    "First Name",
    "Last Name",
    "Company",
    "Job Title",
    "Phone",
    "Country",
    "Signed up",
    "Revenue",
    "Newsletter",
    "Website",
    "Tags",
    "Notes",
    "",
)

_NO_OBJECTS: Final = {
    100: '{"email": "cut.off@exam',
    200: '["a", "list"]',
    300: "{'email': 'x@example.com'}",
}


@dataclass
class Expected:
    """What reading a file must give."""

    name: str
    format: str
    encoding: str | None
    columns: int
    rows: int = 0
    """Rows that are not blank, faulty ones too."""
    faults: dict[str, int] = field(default_factory=dict[str, int])
    """By code: rows that could not be read."""
    missing: int = 0
    """Rows without an address."""
    invalid: int = 0
    """Rows whose address is none."""
    addresses: list[str] = field(default_factory=list[str])
    """The others, as they are stored, in the order of the file, each as often as it is there."""

    def fault(self, code: str) -> None:
        """One more row that cannot be read."""
        self.rows += 1
        self.faults[code] = self.faults.get(code, 0) + 1


class _People:
    """Made-up people, the same in every run."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311 - must be the same each time
        self._number = 0

    def address(self) -> tuple[str, str]:
        """As it is written and as it is stored."""
        self._number += 1
        local = self.dice.choice(("lead", "Jane.Doe", "j.smith", "o'brien", "Sales+x", "a_b")) + str(
            self._number
        )
        domain = self.dice.choice(_DOMAINS)
        stored = f"{local}@{domain}".lower().replace("bücher", "xn--bcher-kva")
        return f"{local}@{domain}", stored

    def row(self, address: str) -> list[str]:
        pick = self.dice.choice
        first, last = pick(_FIRST_NAMES.split()), pick(_LAST_NAMES.split())
        day = date(2020, 1, 1) + timedelta(days=self.dice.randrange(2000))
        revenue = self.dice.randrange(1_000, 9_000_000)
        return [
            address,
            first,
            last,
            pick(_COMPANIES) if self.dice.random() < 0.95 else pick(_FORMULAS + _MOJIBAKE),
            pick(_TITLES),
            pick(("", f"+49 30 {revenue}", f"(0)89/{revenue}", f"001-{revenue}")),
            pick(_COUNTRIES),
            pick(_DATES)(day),
            pick(
                (str(revenue), f"{revenue:,}.50", f"{revenue:,}".replace(",", ".") + ",50", "€ 1 234,50", "")
            ),
            pick(("yes", "No", "TRUE", "0", "ja", "")),
            pick(("https://www.example.com/a?b=c", "acme.example", "")),
            pick(("", "customer", "customer, vip", "trade fair; 2026")),
            pick(("", "", "", "Likes\ncoffee", 'Said "call me"', "x" * 120, "\U0001f427", *_FORMULAS)),
            "",
        ]

    def invalid(self) -> str:
        """An address that is none."""
        while (kind := self.dice.choice(_BROKEN)) == _TAKEN:
            pass
        return kind.format(f"bad{self.dice.randrange(1000)}", "example.com")


def leads_csv() -> tuple[bytes, Expected]:
    """5,000 rows with everything that goes wrong: UTF-8 with a mark, commas, two kinds of line ends."""
    people = _People(_SEED)
    dice = people.dice
    expected = Expected("leads.csv", "csv", "utf-8-sig", len(_HEADING))
    known: list[str] = []
    out: list[bytes] = ["\ufeff".encode(), _line(_HEADING)]
    while expected.rows < 5_000:
        number = expected.rows
        if number % 97 == 5:
            out.append(dice.choice((b"\r\n", b",,,,,,,,,,,,,\r\n", b"  ,,,\n")))
        if number % 251 == 17:
            expected.rows += 1
            expected.missing += 1
            out.append(_line(people.row(dice.choice(("", " ")))))
        elif number % 61 == 11:
            expected.rows += 1
            expected.invalid += 1
            out.append(_line(people.row(people.invalid())))
        elif number % 499 == 23:
            expected.fault("too_many_cells")
            out.append(_line([*people.row(people.address()[0]), "one", "more"]))
        elif number % 1000 == 41:
            expected.fault("unclosed_quote")
            out.append(f'{people.address()[0]},"Jane,Doe,Acme\r\n'.encode())
        elif number % 1000 == 57:
            expected.fault("encoding")
            out.append(b"latin" + str(number).encode() + b"@example.com,J\xfcrgen,M\xfcller\r\n")
        else:
            if known and number % 50 == 7:
                written = dice.choice(known)
                stored = written
                written = dice.choice((str.upper, str.title, str))(written)
            else:
                written, stored = people.address()
                known.append(stored)
            row = people.row(dice.choice(_DRESSED).format(written) if number % 9 == 3 else written)
            if number % 31 == 4:
                row = row[: dice.randrange(1, len(row))]
            expected.rows += 1
            expected.addresses.append(stored)
            quoted = dice.random() < 0.2
            out.append(_line(row, quoted=quoted, end=dice.choice(("\r\n", "\r\n", "\n"))))
    return b"".join(out), expected


def leads_latin1_csv() -> tuple[bytes, Expected]:
    """200 rows as a German spreadsheet writes them: semicolons, Windows-1252, decimal commas."""
    people = _People(_SEED + 1)
    heading = ("E-Mail", "Vorname", "Name", "Firma", "Funktion", "Telefon", "Geburtstag", "Umsatz in €")
    expected = Expected("leads-latin1.csv", "csv", "cp1252", len(heading))
    out = [_line(heading, delimiter=";", encoding="cp1252")]
    for number in range(200):
        expected.rows += 1
        if number % 40 == 9:
            expected.invalid += 1
            written = people.invalid().replace("\u212a", "K").replace("\u200b", " ") + "@"
        else:
            written, stored = people.address()
            expected.addresses.append(stored)
        first = people.dice.choice(("Jürgen", "Zoë", "André", "Anna", "Bärbel", "Günther", "Karl"))
        last = people.dice.choice(("Müller", "Groß", "Schmidt", "Lefèvre", "Weiß", "Jäger"))
        company = people.dice.choice(
            ("Müller & Söhne", "Bäckerei „Zum Löwen“", "Globex GmbH", "Café Größer; Köln")
        )
        day = date(1960, 1, 1) + timedelta(days=people.dice.randrange(15000))
        revenue = _german(people.dice.randrange(1000, 99999))
        row = [written, first, last, company, "Geschäftsführer", f"0221/{number}", f"{day:%d.%m.%Y}", revenue]
        out.append(_line(row, delimiter=";", encoding="cp1252"))
    return b"".join(out), expected


def leads_jsonl() -> tuple[bytes, Expected]:
    """500 objects, some with objects and lists in them; three lines are none."""
    people = _People(_SEED + 2)
    expected = Expected("leads.jsonl", "json", "utf-8", 10)
    lines: list[str] = []
    for number in range(500):
        if number in _NO_OBJECTS:
            expected.fault("json_no_object" if number == 200 else "json_invalid")
            lines.append(_NO_OBJECTS[number])
            continue
        written, stored = people.address()
        expected.rows += 1
        row = people.row(written)
        lead: dict[str, object] = {
            "email": written,
            "name": {"first": row[1], "last": row[2]},
            "company": {"name": row[3], "address": {"country": row[6] or None}},
            "phone": row[5] or None,
            "newsletter": people.dice.choice((True, False, None)),
            "revenue": people.dice.choice((1234, 1234.5, None)),
            "tags": people.dice.choice((["customer"], ["customer", "vip"], [])),
        }
        if number % 7 == 0:
            lead["note"] = row[12]
        if number % 90 == 45:
            del lead["email"]
            expected.missing += 1
        else:
            expected.addresses.append(stored)
        lines.append(json.dumps(lead, ensure_ascii=number % 2 == 0))
        if number % 100 == 50:
            lines.append("")
    return ("\n".join(lines) + "\n").encode(), expected


def leads_xlsx(path: Path) -> Expected:
    """500 rows below two empty ones, dates and numbers as Excel keeps them."""
    people = _People(_SEED + 3)
    heading = ("Email", "Full name", "Company", "Since", "Employees", "Subscribed", "Score")
    expected = Expected("leads.xlsx", "xlsx", None, len(heading))
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        # The time it was made is written into the file.
        book.set_properties({"created": datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
        days = book.add_format({"num_format": "dd.mm.yyyy"})
        book.add_worksheet("About").write(20, 3, None)
        sheet = book.add_worksheet("Leads")
        sheet.write_row(2, 0, heading)
        for number in range(500):
            line = 3 + number + number // 100
            written, stored = people.address()
            if number % 50 == 13:
                written = people.invalid()
                expected.invalid += 1
            else:
                expected.addresses.append(stored)
            expected.rows += 1
            row = people.row(written)
            sheet.write_string(line, 0, written)
            sheet.write_string(line, 1, f"{row[1]} {row[2]}")
            sheet.write_string(line, 2, row[3])
            day = date(2020, 1, 1) + timedelta(days=people.dice.randrange(2000))
            sheet.write_datetime(line, 3, datetime.combine(day, datetime.min.time()), days)
            sheet.write_number(line, 4, people.dice.randrange(1, 5000))
            sheet.write_boolean(line, 5, people.dice.random() < 0.5)
            sheet.write_formula(line, 6, "=1/0" if number % 70 == 0 else "=1+1", None, 2)
    return expected


def make(folder: Path) -> list[Expected]:
    """Write all files; what each must give."""
    folder.mkdir(parents=True, exist_ok=True)
    expectations: list[Expected] = []
    for content, expected in (leads_csv(), leads_latin1_csv(), leads_jsonl()):
        (folder / expected.name).write_bytes(content)
        expectations.append(expected)
    expectations.append(leads_xlsx(folder / "leads.xlsx"))
    (folder / "demo").mkdir(exist_ok=True)
    (folder / "demo" / "readers.csv").write_bytes(readers_csv())
    return expectations


def readers_csv() -> bytes:
    """900 clean rows: whom the demo's history was sent to, at several providers and companies."""
    pick = random.Random(_SEED + 9).choice  # noqa: S311 - must be the same each time
    out = [_line(("Email", "First name", "Last name", "Company", "Country"))]
    for number in range(900):
        first, last = pick(_FIRST_NAMES.split()), pick(_LAST_NAMES.split())
        address = f"reader{number + 1}@{pick(_READERS_AT)}"
        out.append(_line((address, first, last, pick(_COMPANIES), pick(_COUNTRIES))))
    return b"".join(out)


def _line(
    cells: list[str] | tuple[str, ...],
    *,
    delimiter: str = ",",
    quoted: bool = False,
    end: str = "\r\n",
    encoding: str = "utf-8",
) -> bytes:
    text = io.StringIO(newline="")
    style = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    csv.writer(text, delimiter=delimiter, quoting=style).writerow(cells)
    return (text.getvalue().removesuffix("\r\n") + end).encode(encoding)


def _german(number: int) -> str:
    return f"{number:,}".replace(",", ".") + ",50"


if __name__ == "__main__":
    for made in make(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER):
        print(f"{made.name}: {made.rows} rows, {len(made.addresses)} addresses, {made.invalid} invalid")  # noqa: T201
