"""What the head of a letter shows: patient, scan, clinic, reviewer. It comes from a file and goes to no model."""

from __future__ import annotations

from pathlib import Path

import rtoml
from pydantic import BaseModel, ConfigDict, ValidationError

from explainer.errors import FieldsError


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Patient(_Table):
    """Who the letter is for."""

    name: str | None = None
    birth_date: str | None = None
    id: str | None = None


class Scan(_Table):
    """What was done and when."""

    title: str | None = None
    date: str | None = None


class Clinic(_Table):
    """Whom to call."""

    name: str | None = None
    phone: str | None = None


class Reviewer(_Table):
    """Who checked the letter."""

    name: str | None = None
    role: str | None = None
    date: str | None = None


class Fields(_Table):
    """The ``--fields`` file. Every value may be missing; a missing one is shown as a marked blank."""

    patient: Patient = Patient()
    scan: Scan = Scan()
    clinic: Clinic = Clinic()
    reviewer: Reviewer = Reviewer()
    emergency_number: str | None = None

    def values(self) -> tuple[str, ...]:
        """Every value given, for the guard: these may stand in a letter."""
        tables = (self.patient, self.scan, self.clinic, self.reviewer)
        given = [v for table in tables for v in table.model_dump().values() if v]
        return tuple(given + ([self.emergency_number] if self.emergency_number else []))


def load_fields(path: Path) -> Fields:
    """Read a fields file.

    Raises:
        FieldsError: Not readable, not TOML, or a field that is not known.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FieldsError(f"{path}: the fields file cannot be read as UTF-8 text") from error
    try:
        return Fields.model_validate(rtoml.loads(text))
    except rtoml.TomlParsingError as error:
        raise FieldsError(f"{path}: not valid TOML ({error})") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(p) for p in first["loc"])
        raise FieldsError(f"{path}: field {where!r}: {first['msg']}") from error
