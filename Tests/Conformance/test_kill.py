"""The exchange is killed again and again while it is traded on; what it acknowledged, it keeps."""

import os
import random
import shutil
import time
from decimal import Decimal

import pytest

from harness import journal
from harness.accounts import DEMO_NAMES
from harness.furnish import furnish, furniture
from harness.load import Memory, Trader, recheck
from harness.market import Market
from harness.process import StartFailed, verify

KILLS = int(os.environ.get("CONTANGO_KILLS", "50"))
SEED = int(os.environ.get("CONTANGO_SEED", "1"))


def trade_for_a_moment(exchange, memories, market, seed: int, seconds: float) -> None:
    """Traders on every account, then SIGKILL in the middle of it."""
    traders = [Trader(exchange.rest(memory.name, polite=False), memory, market, seed + at) for at, memory in enumerate(memories)]
    for trader in traders:
        trader.start()
    time.sleep(seconds)
    exchange.server.kill()
    for trader in traders:
        trader.stopping.set()
        trader.join(timeout=30)
        assert not trader.is_alive()
        if trader.failure:
            raise trader.failure


@pytest.mark.kills
@pytest.mark.timeout(60 + KILLS * 15)
def test_nothing_acknowledged_is_lost_and_nothing_happens_twice(exchanges, tmp_path):
    """Every life: what was acknowledged in the life before is checked, then the accounts trade on until the next kill."""
    chance = random.Random(SEED)
    data = tmp_path / "exchange"
    memories = [Memory(name) for name in DEMO_NAMES]
    first_of_life = {name: 0 for name in DEMO_NAMES}
    acknowledged = 0
    for life in range(KILLS + 1):
        exchange = exchanges.start(data=data, seed=SEED)
        market = Market.read(exchange.rest())
        for memory in memories:
            rest = exchange.rest(memory.name)
            wrong = recheck(rest, memory, first_of_life[memory.name])
            assert not wrong, f"seed {SEED}, life {life}: " + "; ".join(wrong[:10])
            # Orders that stay open are held to what they are from one life to the next.
            numbers = [order["orderId"] for order in memory.orders.values() if order["status"] in ("NEW", "PARTIALLY_FILLED")]
            newest = max((order["orderId"] for order in memory.orders.values()), default=0)
            first_of_life[memory.name] = min(numbers, default=newest)
            older = [order for order in memory.orders.values() if order["orderId"] < first_of_life[memory.name]]
            for told in chance.sample(older, min(3, len(older))):
                found = rest.signed("GET", "/fapi/v1/order", symbol="BTCUSDT", origClientOrderId=told["clientOrderId"], orderId=told["orderId"])
                assert (found["status"], Decimal(found["executedQty"])) == (told["status"], Decimal(told["executedQty"])), told
        exchange.operator.assert_sound()
        if life == KILLS:
            break
        lucky = chance.choice(memories)
        exchange.operator.deposit(lucky.name, "10")
        lucky.wallet += 10
        before = sum(len(memory.orders) for memory in memories)
        trade_for_a_moment(exchange, memories, market, seed=SEED * 1000 + life * 10, seconds=chance.uniform(0.1, 0.7))
        acknowledged += sum(len(memory.orders) for memory in memories) - before
    assert acknowledged >= KILLS * 4, f"only {acknowledged} orders were acknowledged: this proves nothing"
    print(f"{KILLS} kills, {acknowledged} orders acknowledged, {sum(memory.refused for memory in memories)} refused")
    exchange.server.kill()
    code, text = verify(data)
    assert code == 0, text


def fill_a_journal(exchanges, data, seconds: float = 1.0) -> list[Memory]:
    """A life that ends with a kill, so that its last commands are still in the write-ahead log."""
    exchange = exchanges.start(data=data, seed=SEED)
    memories = [Memory(name) for name in DEMO_NAMES[:2]]
    trade_for_a_moment(exchange, memories, Market.read(exchange.rest()), seed=SEED, seconds=seconds)
    return memories


def test_verify_agrees_with_the_running_exchange(exchanges, tmp_path):
    """The digest that a replay from nothing comes to is the one the exchange had."""
    data = tmp_path / "exchange"
    exchange = exchanges.start(data=data, clock="manual", seed=SEED)
    alice = exchange.rest("alice")
    market = Market.read(alice)
    for step in range(10):
        alice.order("BUY", market.quantity(500), market.price("0.97"))
        alice.order("BUY" if step % 2 else "SELL", market.quantity(500))
        exchange.operator.advance(500)
    running = exchange.operator.digest()
    exchange.server.kill()
    for attempt in ("after a kill", "a second time"):
        code, text = verify(data)
        assert code == 0, (attempt, text)
        assert running["digest"] in text and str(running["sequence"]) in text, (attempt, running, text)
    again = exchanges.start(data=data, clock="manual", seed=SEED)
    assert again.operator.digest()["sequence"] >= running["sequence"]
    again.operator.assert_sound()


def test_a_clean_stop_and_start_changes_nothing(exchanges, tmp_path):
    data = tmp_path / "exchange"
    exchange = exchanges.start(data=data, clock="manual", seed=SEED)
    alice = exchange.rest("alice")
    market = Market.read(alice)
    placed = alice.order("BUY", market.quantity(500), market.price("0.97"), newClientOrderId="kept")
    alice.order("BUY", market.quantity(500))
    balance, position = alice.balance()["balance"], alice.position()
    assert exchange.server.stop() == 0
    again = exchanges.start(data=data, clock="manual", seed=SEED)
    alice = again.rest("alice")
    assert alice.signed("GET", "/fapi/v1/openOrder", symbol="BTCUSDT", origClientOrderId="kept")["orderId"] == placed["orderId"]
    assert alice.balance()["balance"] == balance
    assert (alice.position()["positionAmt"], alice.position()["entryPrice"]) == (position["positionAmt"], position["entryPrice"])
    # Ids go on where they were.
    assert alice.order("BUY", market.quantity(500), market.price("0.97"))["orderId"] > placed["orderId"]


def test_what_waits_and_how_accounts_are_set_outlives_a_kill(exchanges, tmp_path):
    """Conditional orders of both doors, modes, isolated margin and times that are to come: there again, and they still happen."""
    data = tmp_path / "exchange"
    exchange = exchanges.start(data=data, clock="manual", seed=SEED)
    market = Market.read(exchange.rest())
    furnish(exchange, market)
    before = furniture(exchange)
    assert len(before["orders"]["carol"]) == 2 and len(before["algo orders"]) == 2 and len(before["orders"]["alice"]) == 4
    for _ in range(2):
        exchange.server.kill()
        exchange = exchanges.start(data=data, clock="manual", seed=SEED)
        assert furniture(exchange) == before
        exchange.operator.assert_sound()
    exchange.operator.pin_mark("usdm:BTCUSDT", market.price("0.89"))
    exchange.operator.advance(1_000)
    long = next(entry for entry in exchange.rest("carol").signed("GET", "/fapi/v2/positionRisk", symbol="BTCUSDT") if entry["positionSide"] == "LONG")
    assert Decimal(long["positionAmt"]) == 0, "the stop that waited through two kills did not close the long"
    exchange.operator.advance(3_700_000, quiet=True)
    assert exchange.rest("alice").signed("GET", "/fapi/v1/order", symbol="BTCUSDT", origClientOrderId="till-date")["status"] == "EXPIRED"
    exchange.operator.assert_sound()
    exchange.server.kill()
    code, text = verify(data)
    assert code == 0, text


@pytest.mark.parametrize("damage", ["garbage after the end", "half a page after the end", "garbled last bytes", "cut in the last frame"])
def test_a_torn_tail_is_no_obstacle(exchanges, tmp_path, damage):
    """What a crash in the middle of a write leaves at the end of the log.

    Bytes after the last whole commit were never acknowledged: nothing may be missing. Damage in the last commit itself may
    cost that one; the exchange has to start from what is before it, sound.
    """
    data = tmp_path / "exchange"
    memories = fill_a_journal(exchanges, data)
    log = journal.write_ahead_log(data)
    content = log.read_bytes()
    assert len(content) > 8192, "the kill left nothing in the write-ahead log"
    chance = random.Random(SEED)
    if damage == "garbage after the end":
        log.write_bytes(content + chance.randbytes(10_000))
    elif damage == "half a page after the end":
        log.write_bytes(content + bytes(2048))
    elif damage == "garbled last bytes":
        log.write_bytes(content[:-100] + chance.randbytes(100))
    else:
        log.write_bytes(content[:-1000])
    exchange = exchanges.start(data=data, seed=SEED)
    exchange.operator.assert_sound()
    if "after the end" in damage:
        for memory in memories:
            assert recheck(exchange.rest(memory.name), memory, 0) == []
    alice = exchange.rest("alice")
    market = Market.read(alice)
    alice.order("BUY", market.quantity(500), market.price("0.95"))
    assert exchange.server.stop() == 0
    code, text = verify(data)
    assert code == 0, text


def test_a_flipped_bit_stops_the_start_and_names_the_batch(exchanges, tmp_path):
    data = tmp_path / "exchange"
    exchange = exchanges.start(data=data, seed=SEED)
    memories = [Memory(name) for name in DEMO_NAMES[:2]]
    traders = [Trader(exchange.rest(memory.name), memory, Market.read(exchange.rest()), SEED) for memory in memories]
    for trader in traders:
        trader.start()
    time.sleep(1)
    for trader in traders:
        trader.stopping.set()
        trader.join(timeout=30)
    assert exchange.server.stop() == 0
    shutil.copytree(data, tmp_path / "sound")
    assert verify(tmp_path / "sound")[0] == 0

    batch = journal.flip_byte_of_middle_batch(data)
    code, text = verify(data)
    assert code != 0 and f"batch {batch.number}" in text and str(batch.first_sequence) in text, (batch, text)
    with pytest.raises(StartFailed) as caught:
        exchanges.start(data=data, seed=SEED)
    assert caught.value.code != 0
    output = caught.value.output
    assert f"batch {batch.number}" in output and str(batch.first_sequence) in output and "corrupt" in output, output


def test_two_servers_never_share_a_directory(exchanges, tmp_path):
    data = tmp_path / "exchange"
    exchanges.start(data=data, seed=SEED)
    with pytest.raises(StartFailed) as caught:
        exchanges.start(data=data, seed=SEED)
    assert caught.value.code != 0
