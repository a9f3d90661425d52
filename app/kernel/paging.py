"""Which part of a long list is asked for."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select

MOST_PAGES = 100_000  # of one list; no shop of ours has so many repairs
PAGE_SIZE = 100  # rows, where nobody said otherwise


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, the first is 1. `beyond` rows after it are read, too, where no count says whether there are any."""

    number: int = 1
    size: int = PAGE_SIZE
    beyond: int = 0

    def of(self, query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        """The query for this page's rows only; its order must leave no two rows equal."""
        return query.limit(self.size + self.beyond).offset((self.number - 1) * self.size)

    def ends_before(self, total: int) -> bool:
        """Whether rows come after this page."""
        return self.number * self.size < total


FIRST_PAGE = Page()
