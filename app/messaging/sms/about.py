"""What a text is bound to beside its repair: a version of a quote, a trip, a phone code, or a list of repairs."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self
from uuid import UUID


class Subject(StrEnum):
    """The kinds of thing a text can be bound to."""

    QUOTE = "quote"
    JOB = "job"
    CODE = "code"
    WHICH = "which"


@dataclass(frozen=True, slots=True)
class About:
    """`version` is a quote's, `id` a job's or a phone code's, `codes` the repairs of a list in its order."""

    subject: Subject
    version: int | None = None
    id: UUID | None = None
    codes: tuple[str, ...] = ()

    @classmethod
    def quote(cls, version: int) -> Self:
        """That version of the repair's quote."""
        return cls(Subject.QUOTE, version=version)

    @classmethod
    def job(cls, job_id: UUID) -> Self:
        """That trip."""
        return cls(Subject.JOB, id=job_id)

    @classmethod
    def code(cls, code_id: UUID) -> Self:
        """That phone code."""
        return cls(Subject.CODE, id=code_id)

    @classmethod
    def which(cls, codes: tuple[str, ...]) -> Self:
        """Those repairs, of which one is to be chosen by its letter."""
        return cls(Subject.WHICH, codes=codes)


def columns_of(about: About | None) -> dict[str, Any]:
    """As it is stored in a row of `sms`."""
    return {
        "about_subject": about and about.subject,
        "about_version": about and about.version,
        "about_id": about and about.id,
        "about_codes": list(about.codes) if about else [],
    }


def about_of(row: Any) -> About | None:
    """As it is read from whatever has the columns of `sms`."""
    if row.about_subject is None:
        return None
    return About(row.about_subject, row.about_version, row.about_id, tuple(row.about_codes))
