"""A promise that may slip is somebody's task: its owner is asked first, and where no text can tell, a person calls."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, CursorResult, ForeignKey, String, UniqueConstraint, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.db import Base, UtcDateTime, enum_column, insert_new
from app.kernel.errors import Conflict
from app.kernel.i18n import text
from app.kernel.ids import new_row_id
from app.promises.kinds import PARTY, PromiseKind
from app.promises.models import Promise

K = PromiseKind
# A trip has a ladder of its own (decision 49), and the follow-up is the clock's.
ASKED_ABOUT = frozenset({K.ANSWER, K.PART, K.ARRIVAL, K.LOOK, K.RESULT, K.REPAIR, K.TEST, K.WORD, K.REPLY})
WHO_KNOWS = {kind: PARTY[kind] for kind in ASKED_ABOUT} | {K.ARRIVAL: Role.DISPATCHER}
ASKED_BEFORE = timedelta(hours=9)  # in the morning of its day
SPOKEN_BEFORE, A_MINUTE = timedelta(hours=1), timedelta(minutes=1)
TIME_TO_ANSWER = timedelta(minutes=10)  # where the machine stood still, and asks late
ROOM = 500  # characters of a note


class SlipKind(StrEnum):
    """What somebody is to do."""

    ASK = "ask"  # say whether it will be in time
    CALL = "call"  # call the customer: no text can tell, or one has told of a delay before


class SlipOutcome(StrEnum):
    """How it was settled; a task whose promise has ended is over without one."""

    WILL_MAKE_IT = "will_make_it"
    NEW_TIME = "new_time"
    SPOKEN = "spoken"  # nobody answered, so a text told it
    TO_CALL = "to_call"  # nobody answered, and it takes a call
    CALLED = "called"


class SlipTask(Base):
    """One question or one call about one promise."""

    __tablename__ = "slip_tasks"
    __table_args__ = (
        UniqueConstraint("promise_id", "kind"),
        CheckConstraint("(outcome IS NULL) = (settled_at IS NULL)", name="settled_as_a_whole"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    promise_id: Mapped[UUID] = mapped_column(ForeignKey("promises.id"))
    kind: Mapped[SlipKind] = mapped_column(enum_column(SlipKind, "slip_kind"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime())
    answer_by: Mapped[datetime] = mapped_column(
        UtcDateTime()
    )  # then a text speaks; of a call, when it is broken
    outcome: Mapped[SlipOutcome | None] = mapped_column(enum_column(SlipOutcome, "slip_outcome"))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    settled_by: Mapped[str] = mapped_column(String(80), default="")
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff_accounts.id"))
    note: Mapped[str] = mapped_column(String(ROOM), default="")  # what was said


def ask_at(row: Promise) -> datetime:
    """When its owner is asked: in the morning of its day, at most half of its whole time before."""
    return row.due_at - min(ASKED_BEFORE, (row.due_at - row.made_at) / 2)


def speak_at(row: Promise, *, asked_at: datetime) -> datetime:
    """By when he answers, else a text tells: an hour before, at most a quarter of its time. A parcel may arrive till the last."""
    ahead = -A_MINUTE if row.kind is K.ARRIVAL else min(SPOKEN_BEFORE, (row.due_at - row.made_at) / 4)
    return max(row.due_at - ahead, asked_at + TIME_TO_ANSWER)


def open_task(session: Session, row: Promise, kind: SlipKind, *, now: datetime, answer_by: datetime) -> bool:
    """Put it on the list once; False where it was."""
    return insert_new(
        session,
        SlipTask,
        id=new_row_id(),
        promise_id=row.id,
        kind=kind,
        opened_at=now,
        answer_by=answer_by,
        settled_by="",
        note="",
    )


def settle(session: Session, task_id: UUID, outcome: SlipOutcome, act: Act, *, note: str = "") -> None:
    """Raises Conflict where a colleague, or the clock, was faster."""
    done = session.execute(
        update(SlipTask)
        .where(SlipTask.id == task_id, SlipTask.outcome.is_(None))
        .values(
            outcome=outcome,
            settled_at=act.now,
            settled_by=act.actor.name,
            staff_id=act.actor.staff_id,
            note=note,
        )
        .execution_options(synchronize_session=False)
    )
    assert isinstance(done, CursorResult)
    if done.rowcount != 1:
        raise Conflict(
            text("This is settled already; a colleague was faster. Look at the list."), code="handled"
        )
