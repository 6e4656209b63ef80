"""A local order book kept by the documented procedure, and its comparison with REST snapshots."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Side = dict[Decimal, Decimal]


class ChainBroken(AssertionError):
    """Two events of one stream do not follow each other."""


def parse(levels: list[list[str]]) -> Side:
    return {Decimal(price): Decimal(quantity) for price, quantity in levels}


@dataclass
class LocalBook:
    """Steps 4 to 9 of "How to manage a local order book correctly". Events go in with `receive`, in order."""

    bids: Side = field(default_factory=dict)
    asks: Side = field(default_factory=dict)
    last_update: int | None = None
    waiting: list[Any] = field(default_factory=list)
    applied: int = 0
    previous_u: int | None = None
    covered_from: int | None = None
    touched_bids: set[Decimal] = field(default_factory=set)
    touched_asks: set[Decimal] = field(default_factory=set)

    def receive(self, event: Any) -> None:
        self.follow(event)
        if self.last_update is None:
            self.waiting.append(event)
        else:
            self.apply(event)

    def follow(self, event: Any) -> None:
        """Step 6, asserted on every event of the stream, also on those before the snapshot."""
        if self.previous_u is not None and event["pu"] != self.previous_u:
            raise ChainBroken(f"pu {event['pu']} does not follow u {self.previous_u}")
        if not event["U"] <= event["u"]:
            raise ChainBroken(f"U {event['U']} after u {event['u']}")
        self.previous_u = event["u"]

    def begin(self, snapshot: Any) -> bool:
        """Steps 3 to 5. False when no event reaches the snapshot yet: wait for more events and ask again."""
        limit = snapshot["lastUpdateId"]
        usable = [event for event in self.waiting if event["u"] >= limit]
        if not usable or not usable[0]["U"] <= limit:
            return False
        self.bids, self.asks = parse(snapshot["bids"]), parse(snapshot["asks"])
        self.last_update = limit
        self.waiting = []
        for event in usable:
            self.apply(event)
        return True

    def apply(self, event: Any) -> None:
        """Steps 7 to 9: quantities are absolute, zero removes, removing what is not there is normal."""
        self.touched_bids = self.put(self.bids, event["b"])
        self.touched_asks = self.put(self.asks, event["a"])
        self.covered_from = event["U"]
        self.last_update = event["u"]
        self.applied += 1

    @staticmethod
    def put(side: Side, changes: list[list[str]]) -> set[Decimal]:
        for price, quantity in changes:
            if Decimal(quantity) == 0:
                side.pop(Decimal(price), None)
            else:
                side[Decimal(price)] = Decimal(quantity)
        return {Decimal(price) for price, _ in changes}

    def is_crossed(self) -> bool:
        return bool(self.bids and self.asks) and max(self.bids) >= min(self.asks)


@dataclass
class Comparison:
    """Whether a snapshot was met exactly, and every level on which the two books differ."""

    exact: bool
    levels: int
    differences: list[str]


def compare(book: LocalBook, snapshot: Any, limit: int, at_rest: bool = False) -> Comparison | None:
    """Compares a book with a later snapshot; None while the book has not reached it, or has passed it.

    With `at_rest` the caller knows that nothing changed between the book and the snapshot.

    An event covers the updates U to u. A snapshot taken at u is compared level by level. A snapshot taken inside the event is
    compared on every level that the event does not touch: on those, the book before and the book after the event agree, so
    the snapshot in between has to agree with both. A snapshot that shows fewer than `limit` levels of a side shows all of it.
    """
    at = snapshot["lastUpdateId"]
    if book.last_update is None or (book.last_update < at and not at_rest):
        return None
    exact = book.last_update == at or at_rest
    if not exact and not (book.covered_from is not None and book.covered_from <= at):
        return None
    differences: list[str] = []
    levels = 0
    for name, ours, theirs, touched, is_bid in (
        ("bid", book.bids, parse(snapshot["bids"]), book.touched_bids, True),
        ("ask", book.asks, parse(snapshot["asks"]), book.touched_asks, False),
    ):
        ignored = set() if exact else touched
        prices = (set(ours) | set(theirs)) - ignored
        if theirs and len(theirs) >= limit:
            edge = min(theirs) if is_bid else max(theirs)
            prices = {price for price in prices if (price >= edge if is_bid else price <= edge)}
        for price in sorted(prices):
            levels += 1
            if ours.get(price, Decimal(0)) != theirs.get(price, Decimal(0)):
                differences.append(f"{name} {price}: local {ours.get(price, 0)}, snapshot {theirs.get(price, 0)}")
    return Comparison(exact, levels, differences)


class Checkpoints:
    """Snapshots that wait for the local book to come to them, and the comparisons made so far."""

    def __init__(self, book: LocalBook, limit: int):
        self.book = book
        self.limit = limit
        self.pending: list[Any] = []
        self.done: list[Comparison] = []
        self.missed = 0

    def add(self, snapshot: Any) -> None:
        self.pending.append(snapshot)
        self.pending.sort(key=lambda taken: taken["lastUpdateId"])
        self.settle()

    def receive(self, event: Any) -> None:
        """Snapshots that the event begins after are of the book as it stands: ids may jump where nothing changed."""
        while self.pending and self.book.last_update is not None and self.pending[0]["lastUpdateId"] < event["U"]:
            made = compare(self.book, self.pending.pop(0), self.limit, at_rest=True)
            if made is not None:
                self.done.append(made)
        self.book.receive(event)
        self.settle()

    def settle(self) -> None:
        while self.pending and self.book.last_update is not None:
            at = self.pending[0]["lastUpdateId"]
            if self.book.last_update < at:
                return
            made = compare(self.book, self.pending[0], self.limit)
            self.pending.pop(0)
            if made is None:
                self.missed += 1
            else:
                self.done.append(made)

    def differences(self) -> list[str]:
        return [difference for made in self.done for difference in made.differences]

    def exact(self) -> int:
        return sum(made.exact for made in self.done)
