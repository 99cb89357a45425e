"""The linter of templates: what is wrong, on which line, and what to write instead.

`lint` reads a template as rendering takes it, without a database, and raises nothing. A fault is an error
where recipients would see it or a rule is broken, else a warning.

Where things are: `tags`, `expressions` and `markup` read a template language's tags, the fields in them, and
HTML; `fields`, `leftovers`, `links`, `images`, `elements`, `wording` and `whole` check; `checking` calls all.
"""

from penguinmails.content.linting.checking import has_errors, lint
from penguinmails.content.linting.fields import STANDARD
from penguinmails.content.linting.model import Fault, Severity
from penguinmails.content.linting.sample import AROUND, SAMPLE

__all__ = ["AROUND", "SAMPLE", "STANDARD", "Fault", "Severity", "has_errors", "lint"]
