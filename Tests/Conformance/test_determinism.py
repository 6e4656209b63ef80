"""Same seed, manual clock, same calls: the same journal, byte for byte; same journal: the same state."""

import shutil
from decimal import Decimal

from harness import journal
from harness.furnish import furnish
from harness.market import Market
from harness.process import verify
from harness.rest import ApiError

SEED = 11


def play(exchange) -> dict:
    """A fixed sequence of calls that touches orders, fills, amendments, refusals, money, pins and time."""
    operator = exchange.operator
    alice, bob = exchange.rest("alice"), exchange.rest("bob")
    operator.advance(5_000)
    market = Market.read(alice)
    alice.signed("POST", "/fapi/v1/leverage", symbol="BTCUSDT", leverage=25)
    for step in range(8):
        resting = alice.order("BUY", market.quantity(600), market.price(Decimal("0.97") - step * Decimal("0.001")), newClientOrderId=f"r-{step}")
        bob.order("BUY" if step % 2 else "SELL", market.quantity(900 + 100 * step))
        # An id that the exchange makes up has to be the same as well.
        alice.order("SELL", market.quantity(500), market.price("1.03"))
        if step % 3 == 0:
            alice.signed("PUT", "/fapi/v1/order", symbol="BTCUSDT", side="BUY", orderId=resting["orderId"], quantity=resting["origQty"],
                         price=market.price("0.95"))
        if step % 3 == 1:
            alice.cancel(orderId=resting["orderId"])
        try:
            bob.order("BUY", market.quantity(5_000_000))
        except ApiError as refused:
            assert refused.code == -2019
        operator.advance(700)
    furnish(exchange, market)
    operator.advance(2_000)
    operator.open_account("erin")
    operator.deposit("erin", "1234.5")
    operator.withdraw("alice", "10")
    operator.pin_index("BTCUSDT", market.price("1.01"))
    operator.advance(3_000)
    operator.unpin_index("BTCUSDT")
    operator.set_makers("usdm:LINKUSDT", False)
    operator.advance(60_000)
    operator.assert_sound()
    return operator.digest() | {"depth": alice.get("/fapi/v1/depth", symbol="BTCUSDT", limit=1000)}


def test_the_same_calls_give_the_same_journal(exchanges, tmp_path):
    endings, stored = [], []
    for run in ("first", "second"):
        data = tmp_path / run
        exchange = exchanges.start(data=data, clock="manual", seed=SEED)
        endings.append(play(exchange))
        assert exchange.server.stop() == 0
        stored.append(journal.batches(data))
    assert endings[0] == endings[1]
    assert len(stored[0]) > 20, "nothing was journaled"
    for ours, theirs in zip(*stored):
        assert ours.payload == theirs.payload, f"the commands from {ours.first_sequence} on differ"
        # The chain stands on everything before it: first sequence, count, time, digest.
        assert ours == theirs
    assert len(stored[0]) == len(stored[1])
    (first_code, first), (second_code, second) = verify(tmp_path / "first"), verify(tmp_path / "second")
    assert first_code == second_code == 0, (first, second)
    assert endings[0]["digest"] in first and endings[0]["digest"] in second


def test_another_seed_gives_another_market(exchanges):
    books = []
    for seed in (SEED, SEED + 1):
        exchange = exchanges.start(clock="manual", seed=seed)
        exchange.operator.advance(10_000)
        books.append(exchange.rest().get("/fapi/v1/depth", symbol="BTCUSDT", limit=20)["bids"])
    assert books[0] != books[1]


def test_the_same_journal_gives_the_same_state_in_every_process(exchanges, tmp_path):
    data = tmp_path / "original"
    exchange = exchanges.start(data=data, clock="manual", seed=SEED)
    ending = play(exchange)
    exchange.server.kill()
    copies = [tmp_path / name for name in ("one", "two")]
    for copy in copies:
        shutil.copytree(data, copy)
    results = [verify(copy) for copy in copies]
    assert [code for code, _ in results] == [0, 0], results
    assert all(ending["digest"] in text for _, text in results), (ending["digest"], results)
    # And in a process that serves: the state is the one that was killed.
    again = exchanges.start(data=copies[0], clock="manual", seed=SEED)
    assert again.rest().get("/fapi/v1/depth", symbol="BTCUSDT", limit=1000)["bids"] != []
    again.operator.assert_sound()
