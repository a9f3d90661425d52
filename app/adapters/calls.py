"""Calls to anybody outside: one time limit for the whole answer, one outcome, one line in the log, one counter.

No vendor's client limits a call as a whole, only each silence, so an answer that drips in would hold a worker
for hours. Here the work goes on a thread of its own, and who waits for it waits for so long and no longer;
decision 29 says what becomes of the thread.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from threading import Thread
from typing import TypeVar

from app.adapters.counters import COUNTERS, Counters, Ended
from app.kernel.db import in_transaction

log = logging.getLogger("mendpost.calls")
T = TypeVar("T")


class CalledInTransaction(RuntimeError):
    """A mistake of ours: rows would stay locked, and a connection taken, for as long as somebody else likes."""


class Call:
    """One call while it is made; `ended` is how it went, set by the adapter or read from what it raises."""

    def __init__(self, name: str, within: float, counters: Counters) -> None:
        self.ended = Ended.OK
        self._name = name
        self._within = within
        self._end = time.monotonic() + within
        self._counters = counters

    def left(self) -> float:
        """Seconds until the whole answer must be there; never less than 0."""
        return max(self._end - time.monotonic(), 0.0)

    def run(self, work: Callable[[], T]) -> T:
        """What `work` returns or raises, or TimeoutError when the time of the call is up.

        What is too slow goes on unseen and keeps no process alive.
        """
        answer: Future[T] = Future()

        def working() -> None:
            try:
                answer.set_result(work())
            except BaseException as error:
                answer.set_exception(error)
            finally:
                self._counters.over(self._name)

        self._counters.under_way(self._name)
        Thread(target=copy_context().run, args=(working,), name=self._name, daemon=True).start()
        try:
            return answer.result(timeout=self.left())
        except TimeoutError as late:
            if answer.done() and answer.exception() is late:
                raise  # of the work itself
            raise TimeoutError(f"not done within {self._within:g} seconds") from None


_at_hand: ContextVar[Call] = ContextVar("the call at hand")


def call_at_hand() -> Call:
    """The call this thread works for, for a transport that can cut its own connection; LookupError outside one."""
    return _at_hand.get()


class Calls:
    """The calls of one adapter: whom it speaks to, and what its exceptions say of the outcome.

    An exception that `meaning` does not know is an outcome nobody knows. What is `at_home` (a folder, the demo's
    phone) is logged only when it goes wrong.
    """

    def __init__(
        self,
        party: str,
        meaning: Mapping[type[Exception], Ended],
        *,
        at_home: bool = False,
        counters: Counters = COUNTERS,
    ) -> None:
        self.party = party
        self._meaning = dict(meaning)
        self._usual = logging.DEBUG if at_home else logging.INFO
        self._counters = counters

    @contextmanager
    def measured(self, act: str, *, within: float) -> Iterator[Call]:
        """Around one call, its errors already in the words of the port; raises CalledInTransaction at once.

        The log gets neither numbers nor words of anybody: party, act, outcome, seconds, and the kind of error.
        """
        if in_transaction():
            raise CalledInTransaction(f"{self.party} {act} while a transaction is open")
        call, begun, kind = Call(self.party, within, self._counters), time.monotonic(), ""
        before = _at_hand.set(call)
        try:
            yield call
        except BaseException as error:
            call.ended, kind = self._meant(error), f" error={type(error).__name__}"
            raise
        finally:
            _at_hand.reset(before)
            seconds = time.monotonic() - begun
            self._counters.count(self.party, act, call.ended, seconds)
            level = self._usual if call.ended in (Ended.OK, Ended.REFUSED) else logging.WARNING
            log.log(level, "call=%s.%s ended=%s seconds=%.3f%s", self.party, act, call.ended, seconds, kind)

    def _meant(self, error: BaseException) -> Ended:
        known = [ended for kind, ended in self._meaning.items() if isinstance(error, kind)]
        return known[0] if known else Ended.UNKNOWN
