"""Who looks at what a long list would do keeps nobody waiting who writes."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from time import sleep

from sqlalchemy.orm import Session

from app.edge.pieces import HELD, in_pieces
from app.kernel.limits import note
from tests.shop import Shop


def test_others_write_before_a_long_list_is_tried(sqlite_shop: Shop) -> None:
    """On SQLite there is one lock: a list tried under it as a whole would keep the dock standing."""
    under_way: list[Future[None]] = []
    at = sqlite_shop.clock()

    def writes() -> None:
        with sqlite_shop.database.transaction() as session:
            note(session, "somebody else", now=at)

    with ThreadPoolExecutor(1) as other, sqlite_shop.app.app_context():

        def trial(session: Session, left: Iterator[int], before: list[bool]) -> list[bool]:
            note(session, "the list", now=at)
            if not under_way:
                under_way.append(other.submit(writes))
            found = []
            for _ in left:
                found.append(under_way[0].done())
                sleep(HELD)
            return found

        came_in = in_pieces(range(60), trial)
    assert len(came_in) == 60
    assert not came_in[0]
    assert came_in[-1]


def test_each_is_tried_once_and_in_its_order(shop: Shop) -> None:
    def trial(session: Session, left: Iterator[int], before: list[int]) -> list[int]:
        assert before == list(range(len(before)))
        return [next(left)]

    with shop.app.app_context():
        assert in_pieces(range(3), trial) == [0, 1, 2]
        assert in_pieces([], trial) == []
