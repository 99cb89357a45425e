"""Columns are recognised by how people name them, and by what is in them."""

from pathlib import Path

import pytest

from penguinmails.audiences.fields import Field
from penguinmails.audiences.files import open_file, suggest_fields, suggest_mapping


def mapping_of(folder: Path, text: str, *fields: Field) -> dict[str, str]:
    path = folder / "leads.csv"
    path.write_text(text, "utf-8")
    return suggest_mapping(open_file(path), fields)


@pytest.mark.parametrize(
    ("heading", "targets"),
    [
        (
            "Email,First Name,Last Name,Company,Job Title,Phone",
            "email first_name last_name company title phone",
        ),
        (
            "E-Mail-Adresse,Vorname,Nachname,Firma,Funktion,Telefon",
            "email first_name last_name company title phone",
        ),
        ("E-Mail,Vorname,Name,Firma", "email first_name last_name company"),
        ("Adresse e-mail,Prénom,Nom,Société,Poste", "email first_name last_name company title"),
        ("Correo electrónico,Nombre,Apellidos,Empresa,País", "email first_name last_name company country"),
        ("indirizzo e-mail,nome,cognome,azienda,telefono", "email first_name last_name company phone"),
        ("EMAIL,NAME,ORGANISATION,Mobile Phone,Tags", "email name company phone tags"),
        (
            "email_address,firstName,last_name,time zone,Locale",
            "email first_name last_name timezone language",
        ),
        ("contact.email,contact.first_name,company.name", "email first_name company"),
        ("メールアドレス,姓,名,会社名", "email last_name first_name company"),
        ("Электронная почта,Имя,Фамилия", "email first_name last_name"),
    ],
)
def test_usual_headings_are_known(tmp_path: Path, heading: str, targets: str) -> None:
    columns = heading.split(",")
    assert mapping_of(tmp_path, heading + "\n") == dict(zip(columns, targets.split(), strict=True))


def test_the_address_is_found_by_what_is_in_the_cells(tmp_path: Path) -> None:
    rows = "\n".join(f"Jane,lead{number}@b.example,1" for number in range(5))
    assert mapping_of(tmp_path, f"Email,Login,Number\n{rows}\n")["Login"] == "email"
    assert mapping_of(tmp_path, f"{rows}\n") == {"column 2": "email"}


def test_of_two_addresses_the_one_that_is_there_more_often_counts(tmp_path: Path) -> None:
    text = "Email,Work Email\n,a@b.example\n,c@d.example\ne@f.example,\n"
    assert mapping_of(tmp_path, text) == {"Work Email": "email"}


def test_a_form_of_address_is_no_job_title(tmp_path: Path) -> None:
    assert mapping_of(tmp_path, "email,title\na@b.example,Mr.\nc@d.example,Dr\n") == {"email": "email"}


def test_a_field_is_there_once(tmp_path: Path) -> None:
    found = mapping_of(tmp_path, "email,phone,mobile,email 2\na@b.example,1,2,c@d.example\n")
    assert found == {"email": "email", "phone": "phone"}


def test_custom_fields_are_found_by_label_and_key(tmp_path: Path) -> None:
    fields = [Field("size", "Number of staff", "number"), Field("branch", "Branch", "text")]
    found = mapping_of(tmp_path, "email,Number Of Staff,BRANCH,Size,Other\n", *fields)
    assert found == {
        "email": "email",
        "Number Of Staff": "custom_fields.size",
        "BRANCH": "custom_fields.branch",
    }


def test_columns_that_go_nowhere_could_be_fields(tmp_path: Path) -> None:
    path = tmp_path / "leads.csv"
    path.write_text("email,Since,Staff,Empty,Skip\na@b.example,31.01.2026,12,,x\nc@d.example,,7,,\n", "utf-8")
    file = open_file(path)
    suggestions = suggest_fields(file, {"email": "email", "Skip": "custom_fields.skip"})
    assert [(each.column, each.key, each.type) for each in suggestions] == [
        ("Since", "since", "date"),
        ("Staff", "staff", "number"),
    ]
