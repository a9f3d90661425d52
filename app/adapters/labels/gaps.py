"""What a label cannot say: letters that its typeface lacks, named to whoever prints instead of printed as boxes only."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from app.adapters.labels import typeface
from app.adapters.labels.typeface import readable
from app.documents.labels.content import BoxLabel, Label

_NOT_SET = frozenset({"qr_text", "language", "leg", "words"})  # never set in type, or ours in every letter
MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Gap:
    """A label with the letters that it shows as □, each once."""

    code: str
    letters: str


def gaps_of(labels: Sequence[Label]) -> tuple[Gap, ...]:
    """The labels that show at least one □ for a letter, in their order, each code once."""
    typeface.ready()
    found = {label.code: letters for label in labels if (letters := _lacking(label))}
    return tuple(Gap(code, letters) for code, letters in found.items())


def named(gaps: Sequence[Gap]) -> tuple[str, ...]:
    """Each code with its letters, `K9GN-Z9PP-TWVM: 张 伟`; of many labels the first and an ellipsis."""
    lines = [f"{gap.code}: {' '.join(gap.letters)}" for gap in gaps[:MOST_NAMED]]
    return (*lines, *(["…"] if len(gaps) > MOST_NAMED else []))


def _lacking(label: Label) -> str:
    if isinstance(label, BoxLabel):
        to, from_ = (
            readable(label.to_name, label.to_latin),
            readable(label.from_name, label.from_latin),
        )
        label = replace(label, to_name=to, from_name=from_, to_latin="", from_latin="")
    texts = [value for name, value in asdict(label).items() if name not in _NOT_SET and value]
    lines = [line for text in texts for line in ([text] if isinstance(text, str) else text)]
    return typeface.lacking("".join(lines))
