"""What the auditor found: a truth that did not hold, of which repair, when, and by which sentence."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Breach:
    """One truth broken once; `ticket` is empty where it is of no single repair, `sentence` what was read there."""

    ticket: str
    truth: str
    moment: datetime
    sentence: str
    why: str

    def __str__(self) -> str:
        moment = self.moment.astimezone(UTC)
        return f"{self.truth} {self.ticket or '-'} {moment:%Y-%m-%d %H:%M}Z {self.why}: {self.sentence}"
