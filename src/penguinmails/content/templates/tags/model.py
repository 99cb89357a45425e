"""Labels of templates."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Tag:
    """A tag: what is compared, what people see, and how many live templates carry it."""

    id: int
    company_id: UUID | None
    value: str
    name: str
    description: str | None
    templates: int
