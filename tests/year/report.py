"""What a year prints: endings, what people found nothing to press for, faults, pages, habits never reached."""

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from tests.year.odds import COUNTED, ODDS
from tests.year.phones import at

if TYPE_CHECKING:
    from tests.year.play import Playing

ENDINGS = "SELECT state, disposition, count(*) AS n FROM tickets GROUP BY state, disposition ORDER BY n DESC"


def endings(playing: "Playing") -> dict[str, int]:
    """Repairs by how they stand, or how they ended."""
    rows = playing.year.shop.rows(ENDINGS)
    found = {f"{row['state']} {row['disposition'] or ''}".strip(): int(row["n"]) for row in rows}
    return dict(sorted(found.items()))


def report(playing: "Playing", seconds: float) -> list[str]:
    """The lines."""
    year, notes = playing.year, playing.year.notes
    stand = endings(playing)
    repairs = sum(stand.values())
    lines = [
        f"seed {year.plan.seed}: {repairs} repairs over {year.plan.days} days, {seconds:.0f} s of one core, "
        f"{repairs / max(seconds, 0.01):.2f} repairs a second",
        f"texts: {len(year.phones.arrived)} arrived ({len(year.phones.arrived) / max(repairs, 1):.1f} a repair), "
        f"{sum(map(len, year.phones.answered.values()))} answered by text",
        "pages: " + ", ".join(f"{name} {count}" for name, count in sorted(year.shop.pages.items())),
        "endings:",
        *(f"  {count:5}  {name}" for name, count in sorted(stand.items(), key=lambda one: -one[1])),
        "wanted to, and found nothing to press:",
    ]
    kinds = Counter((one.role, one.wanted, one.page, one.stage) for one in notes.dead_ends)
    first = {(one.role, one.wanted, one.page, one.stage): one for one in reversed(notes.dead_ends)}
    for kind, count in kinds.most_common():
        one = first[kind]
        lines.append(
            f"  {count:4}  {one.role}: {one.wanted} ({one.page} {one.stage}; first {at(one.at)}, {one.who})"
        )
    lines.append("faults of the product:")
    lines += [f"  {at(moment)}  {what}" for moment, what in notes.faults[:40]]
    lines += [
        f"  {count:4}  {kind} (first {at(year.shop.troubles.first[kind][0])})"
        for kind, count in year.shop.troubles.count.most_common()
    ]
    lines.append("what pages asked to be put right:")
    lines += [f"  {count:4}  {words}" for words, count in notes.refusals.most_common(30)]
    lines += _audited(playing)
    lines.append("where the time went:")
    shop = year.shop
    slowest = sorted(shop.seconds.items(), key=lambda one: -one[1])[:25]
    lines += [
        f"  {took:7.1f} s  {shop.counted[name]:6} × {1000 * took / shop.counted[name]:6.1f} ms  {name}"
        for name, took in slowest
    ]
    lines.append("habits that never showed: " + "; ".join(habit for habit in ODDS if not COUNTED[habit]))
    return lines


def _audited(playing: "Playing") -> list[str]:
    """What the auditor found, by truth, the first of each kind with the seed that brings it back."""
    auditor, seed = playing.auditor, playing.year.plan.seed
    if auditor is None:
        return ["not audited"]
    kinds = Counter(_kind(one) for one in auditor.breaches)
    first = {_kind(one): one for one in reversed(auditor.breaches)}
    lines = ["the auditor:", *(f"  {name}: {value}" for name, value in auditor.figures.items())]
    lines.append(f"breaches: {len(auditor.breaches)}" + ("" if auditor.breaches else ", 0 for every truth"))
    for (truth, why), count in sorted(kinds.items(), key=lambda one: (one[0][0], -one[1])):
        lines.append(f"  {count:4}  {truth} {why} (seed {seed}; first {first[truth, why]})")
    lines += [f"  {count:4}  unread: {words}" for words, count in auditor.unknown.most_common(20)]
    return lines


def _kind(breach: Any) -> tuple[str, str]:
    """The truth, and why it was broken with what differs from repair to repair left out."""
    return breach.truth, re.sub(r"[0-9]+", "#", breach.why.split(": ")[0])
