"""What becomes of addresses that are there more than once does not depend on where batches end."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from penguinmails.audiences.imports.columns import SEPARATOR, as_array, as_json, packed
from penguinmails.audiences.imports.folding import change, first_of_each, fold, merged, restored
from penguinmails.audiences.imports.mapping import complete
from penguinmails.audiences.imports.model import FIELDS, LeadState, Row
from penguinmails.kernel import clock

words = st.sampled_from(["", "a", "b"])
values = st.sampled_from([True, False, 0, 1, 1.5, "x", "y"])
tags = st.lists(st.sampled_from(["t", "u", "v"]), unique=True, max_size=3).map(tuple)


@st.composite
def rows(draw: st.DrawFn) -> list[Row]:
    count = draw(st.integers(0, 12))
    return [
        Row(
            line=number + 2,
            id=UUID(int=number).hex,
            email=draw(st.sampled_from(["a@x.org", "b@x.org", "c@x.org"])),
            fields=(draw(words), draw(words), *[""] * (len(FIELDS) - 2)),
            custom=draw(st.dictionaries(st.sampled_from(["k", "l"]), values)),
            tags=draw(tags),
        )
        for number in range(count)
    ]


def there(draw: list[Row]) -> dict[str, Row]:
    return {row.email: row._replace(id=UUID(int=99 + n).hex) for n, row in enumerate(first_of_each(draw))}


def taken(file: list[Row], size: int, before: dict[str, Row]) -> tuple[dict[str, Row], int, int, int]:
    """The file in batches of a size, into leads that a dictionary keeps."""
    leads = dict(before)
    created = updated = skipped = 0
    for start in range(0, len(file), size):
        folded = fold(file[start : start + size], leads)
        leads |= {row.email: row for row in folded.created}
        leads |= {after.email: after for _, after in folded.changed}
        created, updated = created + len(folded.created), updated + folded.updated
        skipped += folded.skipped
    return leads, created, updated, skipped


def plain(leads: dict[str, Row]) -> dict[str, str]:
    return {email: f"{row.id} {row.fields} {as_json(row.custom)} {row.tags}" for email, row in leads.items()}


@given(rows(), rows(), st.integers(1, 12))
def test_where_batches_end_changes_nothing(file: list[Row], before: list[Row], size: int) -> None:
    whole, *whole_counts = taken(file, len(file) + 1, there(before))
    parts, *part_counts = taken(file, size, there(before))
    assert plain(parts) == plain(whole)
    assert part_counts == whole_counts
    assert sum(whole_counts) == len(file)


@given(rows(), rows(), st.integers(1, 12))
def test_the_last_state_of_a_file_is_not_changed_by_its_last_rows(
    file: list[Row], before: list[Row], size: int
) -> None:
    leads, *_ = taken(file, size, there(before))
    last = {row.email: row for row in file}
    for email, row in last.items():
        assert merged(leads[email], row) is leads[email]


@given(rows(), rows())
def test_what_nobody_changed_since_gets_back_what_it_had(file: list[Row], before: list[Row]) -> None:
    for old, new in fold(file, there(before)).changed:
        lead = LeadState(
            UUID(hex=new.id),
            new.email,
            "active",
            *(field or None for field in new.fields),
            custom_fields=new.custom,
            tags=list(new.tags),
            updated=clock.now(),
        )
        back = restored(lead, change(old, new))
        assert set(back.tags) == set(old.tags)
        assert back.fields == old.fields
        assert as_json(dict(sorted(back.custom.items()))) == as_json(dict(sorted(old.custom.items())))


@given(st.lists(st.text(), min_size=1))
def test_packed_values_come_apart_again(texts: list[str]) -> None:
    text = packed(texts)
    if text is None:
        assert not any(texts)
        return
    assert text.count(SEPARATOR) == len(texts) - 1
    assert "\0" not in text
    text.encode("utf-8")


def test_arrays_are_quoted() -> None:
    assert as_array(['a"b', "c\\d", "e,f"]) == '{"a\\"b","c\\\\d","e,f"}'
    assert as_array([]) == ""


def test_what_is_said_goes_before_what_is_guessed() -> None:
    columns = ["Mail", "Name", "Job", "Other"]
    guessed = {"Mail": "email", "Name": "name", "Job": "title"}
    said = {"Other": "title", "Name": ""}
    assert complete(columns, guessed, said, [], required=True) == {"Mail": "email", "Other": "title"}
