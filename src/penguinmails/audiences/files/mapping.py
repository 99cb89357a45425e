"""Which column of a file is which field of a lead, guessed from headings and cells."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from penguinmails.audiences.addresses import read_address
from penguinmails.audiences.errors import AddressInvalid
from penguinmails.audiences.fields import Field, FieldType, guess_type, key_for
from penguinmails.audiences.files.opening import LeadFile

SAMPLE: Final = 200

# As headings are spelt, without case, accents, blanks and signs; in the order in which they are looked for.
_SPELLINGS: Final[Mapping[str, str]] = {
    "email": """
        email emailaddress mail mailaddress emailid emails email1 email1value workemail businessemail
        primaryemail contactemail corporateemail useremail emailadresse mailadresse emailadres courriel
        adressemail adresseemail adresseelectronique correo correoelectronico emailcontacto indirizzoemail
        postaelettronica epost epostadress epostadresse sahkoposti eposta enderecodeemail adresemail почта
        электроннаяпочта メール メールアドレス 邮箱 电子邮件 電子郵件 이메일
    """,
    "first_name": """
        firstname first givenname forename fname contactfirstname vorname rufname prenom nombre nombres
        nome voornaam fornavn fornamn etunimi imie jmeno primeironome имя 名
    """,
    "last_name": """
        lastname last surname familyname lname contactlastname nachname familienname zuname nomdefamille
        apellido apellidos cognome sobrenome achternaam etternavn efternamn efternavn sukunimi nazwisko
        prijmeni фамилия 姓
    """,
    "name": """
        name fullname contact contactname personname leadname displayname vollername ansprechpartner
        kontakt nom nomcomplet nombrecompleto nomecompleto nomecognome naam namn navn 姓名 氏名 お名前
    """,
    "company": """
        company companyname organization organisation organizationname organisationname organization1name
        account accountname employer business businessname firm firma firmenname unternehmen betrieb
        entreprise societe raisonsociale empresa compania azienda societa ragionesociale bedrijf
        bedrijfsnaam foretag virksomhed компания 会社 会社名 公司
    """,
    "title": """
        title jobtitle position role jobrole jobposition function occupation designation headline
        organization1title jobtitel funktion stelle berufsbezeichnung poste fonction cargo puesto ruolo
        posizione functie должность 役職 职位
    """,
    "phone": """
        phone phonenumber phoneno telephone telephonenumber tel telno telefon telefonnummer telefonnr
        mobile mobilephone mobilenumber cell cellphone workphone directphone businessphone phone1value
        mobil mobilnummer handy handynummer rufnummer telefono celular movil cellulare numeroditelefono
        portable telefoon телефон 電話 電話番号 电话
    """,
    "tags": """
        tags tag labels label keywords schlagworte schlagworter stichworte etiquetas etiquettes etichette
    """,
    "timezone": """
        timezone tz zeitzone fuseauhoraire zonahoraria fusoorario tijdzone
    """,
    "language": """
        language lang locale preferredlanguage sprache langue idioma lingua taal sprak язык
    """,
    "country": """
        country countryname countrycode land pays pais paese nazione kraj страна 国 国家
    """,
}


def _spelling(heading: str) -> str:
    plain = unicodedata.normalize("NFKD", heading.casefold())
    return "".join(sign for sign in plain if sign.isalnum())


_TARGETS: Final = {
    _spelling(text): target for target, spellings in _SPELLINGS.items() for text in spellings.split()
}
_FAMILY_TOO: Final = frozenset({"name", "nom", "naam", "namn", "navn"})
"""Beside a first name these mean the family's."""
_TITLES: Final = "mr mrs ms miss dr prof herr frau m mme mlle sr sra srta sig"
_SALUTATIONS: Final = frozenset(_TITLES.split())


@dataclass(frozen=True)
class FieldSuggestion:
    """A custom field that would hold a column which goes nowhere."""

    column: str
    key: str
    label: str
    type: FieldType


def suggest_mapping(file: LeadFile, fields: Sequence[Field] = ()) -> dict[str, str]:
    """Where the columns of a file seem to go: {column: "email" | "first_name" | … | "custom_fields.KEY"}.

    By their headings, in the usual spellings of several languages; the address also by what is in the cells.
    A column that says nothing is not in it, and no field is there twice. Reads the first rows of the file.
    """
    cells = _samples(file)
    names = {column: _spelling(column) for column in file.layout.columns}
    mapping: dict[str, str] = {}
    email = _email_column(names, cells)
    if email is not None:
        mapping[email] = "email"
    for column, name in names.items():
        target = _TARGETS.get(name) or _TARGETS.get(_spelling(column.rpartition(".")[2]))
        if column in mapping or target in {None, "email", *mapping.values()}:
            continue
        if target == "title" and _are_salutations(cells[column]):
            continue
        mapping[column] = str(target)
    _tell_family_names(mapping, names)
    custom = {_spelling(text): field for field in fields for text in (field.label, field.key)}
    for column, name in names.items():
        field = custom.get(name)
        if field and column not in mapping and f"custom_fields.{field.key}" not in mapping.values():
            mapping[column] = f"custom_fields.{field.key}"
    return mapping


def suggest_fields(file: LeadFile, mapping: Mapping[str, str]) -> list[FieldSuggestion]:
    """For each column that goes nowhere and is not empty, the custom field that would hold it."""
    cells = _samples(file)
    return [
        FieldSuggestion(column, key_for(column), column, guess_type(cells[column]))
        for column in file.layout.columns
        if cells[column] and not mapping.get(column)
    ]


def _samples(file: LeadFile) -> dict[str, list[str]]:
    columns = file.layout.columns
    cells: dict[str, list[str]] = {column: [] for column in columns}
    for row in islice(file.rows(), SAMPLE):
        if row.fault is None:
            for column, cell in zip(columns, row.cells, strict=True):
                if cell and not cell.isspace():
                    cells[column].append(cell)
    return cells


def _email_column(names: Mapping[str, str], cells: Mapping[str, Sequence[str]]) -> str | None:
    # The heading decides among columns that hold addresses; where no row is there yet, alone.
    shares = {column: _share_of_addresses(cells[column]) for column in names}
    named = [column for column, name in names.items() if _is_email(column, name)]
    best = max(named, key=lambda column: (shares[column], len(cells[column])), default=None)
    if best is not None and (shares[best] > 0.5 or not any(cells.values())):  # noqa: PLR2004 - most
        return best
    other = max(names, key=lambda column: (shares[column], len(cells[column])), default=None)
    return other if other is not None and shares[other] > 0.5 else best  # noqa: PLR2004 - most


def _is_email(column: str, name: str) -> bool:
    return "email" in (_TARGETS.get(name), _TARGETS.get(_spelling(column.rpartition(".")[2])))


def _share_of_addresses(cells: Sequence[str]) -> float:
    return sum(map(_is_address, cells)) / len(cells) if cells else 0.0


def _is_address(cell: str) -> bool:
    try:
        read_address(cell)
    except AddressInvalid:
        return False
    return True


def _are_salutations(cells: Sequence[str]) -> bool:
    found = sum(_spelling(cell) in _SALUTATIONS for cell in cells)
    return bool(cells) and found > len(cells) / 2


def _tell_family_names(mapping: dict[str, str], names: Mapping[str, str]) -> None:
    targets = set(mapping.values())
    if "first_name" in targets and "last_name" not in targets:
        for column, target in mapping.items():
            if target == "name" and names[column] in _FAMILY_TOO:
                mapping[column] = "last_name"
                return
