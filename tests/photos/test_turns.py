"""One decode at a time in a process, a few wait, and who sends too many at once is told to come again."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from app.kernel.errors import FieldRefused
from app.photos.intake import take_in
from app.photos.ports import PicturesAway, PicturesBusy
from app.photos.turns import Turns
from tests.patience import HANGS
from tests.photos.taken import case, encoded, half_red


class Visitor(Thread):
    """Somebody whose pictures are decoded until he is let go."""

    def __init__(self, turns: Turns, sender: str) -> None:
        super().__init__(daemon=True)
        self.turns, self.sender = turns, sender
        self.let_go, self.has_it, self.refused = Event(), Event(), False
        self.start()

    def run(self) -> None:
        try:
            with self.turns.of(self.sender):
                self.has_it.set()
                assert self.let_go.wait(HANGS)
        except PicturesBusy:
            self.refused = True


def until(turns: Turns, count: int) -> None:
    """So many are there, at work or waiting."""
    while len(turns._here) < count:
        Event().wait(0.01)


def test_the_second_waits_for_the_first() -> None:
    turns = Turns(patience=HANGS)
    first = Visitor(turns, "one")
    assert first.has_it.wait(HANGS)
    second = Visitor(turns, "another")
    until(turns, 2)
    assert not second.has_it.is_set()
    first.let_go.set()
    assert second.has_it.wait(HANGS)
    second.let_go.set()
    second.join(HANGS)
    assert turns._here == []


def test_a_flood_from_one_place_leaves_a_place_to_somebody_else() -> None:
    turns = Turns(places=3, of_one=2, patience=HANGS)
    flood = [Visitor(turns, "flooder"), Visitor(turns, "flooder")]
    until(turns, 2)
    with pytest.raises(PicturesBusy, match="Many photos are coming in"), turns.of("flooder"):
        pass
    honest = Visitor(turns, "customer")
    until(turns, 3)
    with pytest.raises(PicturesBusy), turns.of("a fourth"):
        pass
    for one in (*flood, honest):
        one.let_go.set()
    assert honest.has_it.wait(HANGS)
    for one in (*flood, honest):
        one.join(HANGS)
        assert not one.refused


def test_a_turn_that_does_not_come_is_given_up() -> None:
    turns = Turns(patience=0.01)
    first = Visitor(turns, "one")
    assert first.has_it.wait(HANGS)
    with pytest.raises(PicturesBusy), turns.of("another"):
        pass
    first.let_go.set()
    first.join(HANGS)
    with turns.of("another"):
        assert turns._here == ["another"]


def decoders() -> list[int]:
    """The processes this one has started and not seen end, in whichever thread."""
    named = [path.read_text().split() for path in Path("/proc/self/task").glob("*/children")]
    every = [int(pid) for pids in named for pid in pids]
    return [pid for pid in every if b"app.photos.decoder" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def test_a_decoder_that_is_ended_by_others_is_our_fault_and_the_next_picture_is_taken(
    caplog: pytest.LogCaptureFixture,
) -> None:
    good = encoded(half_red(), "JPEG")

    def sent() -> Iterator[bytes]:
        yield good
        (pid,) = decoders()
        os.kill(pid, signal.SIGTERM)
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        yield good
        yield case("p3.jpg")

    first, second, third = take_in(sent(), sender="a test")
    assert isinstance(first, list)
    assert isinstance(second, PicturesAway), "a shop that is being stopped refuses no picture for good"
    assert isinstance(third, list)
    assert "ended by itself" in caplog.text
    assert decoders() == []


def test_a_picture_over_which_a_decoder_falls_is_refused(caplog: pytest.LogCaptureFixture) -> None:
    def sent() -> Iterator[bytes]:
        yield encoded(half_red(), "JPEG")
        (pid,) = decoders()
        os.kill(pid, signal.SIGSEGV)
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        yield encoded(half_red(), "PNG")

    _, second = take_in(sent(), sender="a test")
    assert isinstance(second, FieldRefused)
    assert second.code == "photo_heavy"
    assert "SIGSEGV" in caplog.text


def test_the_decoder_knows_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "not for a decoder")

    def sent() -> Iterator[bytes]:
        yield encoded(half_red(), "JPEG")
        (pid,) = decoders()
        assert b"SECRET_KEY" not in Path(f"/proc/{pid}/environ").read_bytes()

    assert len(take_in(sent(), sender="a test")) == 1
