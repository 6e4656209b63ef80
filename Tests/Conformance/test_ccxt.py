"""ccxt and ccxt.pro 4.5.90, unmodified, each run a whole session against the living exchange."""

import asyncio
import itertools
import time
from decimal import Decimal

import ccxt
import pytest

from harness.accounts import demo
from harness.ccxt_session import eventually, in_session, refusal, settings, until
from harness.market import Market, truncated

SYMBOL = "BTC/USDT:USDT"
TAKER_RATE = Decimal("0.0004")
BOOK_SECONDS = 30


@pytest.fixture
def client(live, alice):
    """The synchronous client. `fetchCurrencies` is left on, so that the two `sapi` stubs are called as well."""
    made = ccxt.binanceusdm(settings(live, demo("alice")))
    made.load_markets()
    return made


@pytest.fixture
def market(alice):
    return Market.read(alice)


# Market data.

def test_markets_load_with_rules(client):
    loaded = client.market(SYMBOL)
    assert loaded["active"] and loaded["swap"] and loaded["linear"] and loaded["contractSize"] == 1
    assert Decimal(str(loaded["precision"]["price"])) > 0 and Decimal(str(loaded["precision"]["amount"])) > 0
    for base in ("BTC", "ETH", "BNB", "SOL", "LINK"):
        assert f"{base}/USDT:USDT" in client.markets


def test_order_book_is_two_sided_and_not_crossed(client):
    book = client.fetch_order_book(SYMBOL, 20)
    assert len(book["bids"]) == len(book["asks"]) == 20
    assert book["bids"][0][0] < book["asks"][0][0]
    assert book["bids"] == sorted(book["bids"], reverse=True) and book["asks"] == sorted(book["asks"])


def test_candles_are_whole(client):
    candles = client.fetch_ohlcv(SYMBOL, "1m", limit=10)
    assert candles
    for opened, first, high, low, last, _ in candles:
        assert opened % 60_000 == 0 and low <= min(first, last) <= max(first, last) <= high
    assert [row[0] for row in candles] == sorted({row[0] for row in candles})


def test_tickers_of_all_markets(client):
    tickers = client.fetch_tickers()
    assert len(tickers) >= 5
    ticker = client.fetch_ticker(SYMBOL)
    assert ticker["low"] <= ticker["last"] <= ticker["high"]
    assert client.fetch_bids_asks([SYMBOL])[SYMBOL]["bid"] > 0
    assert client.fetch_funding_rate(SYMBOL)["markPrice"] > 0
    assert client.fetch_open_interest(SYMBOL)["openInterestAmount"] >= 0
    assert client.fetch_trades(SYMBOL, limit=5)


# An account's whole session.

def test_leverage_is_set_and_read_back(client):
    try:
        assert client.set_leverage(10, SYMBOL)["leverage"] in (10, "10")
        assert client.fetch_leverage(SYMBOL)["longLeverage"] == 10
    finally:
        client.set_leverage(20, SYMBOL)
    assert client.fetch_leverage(SYMBOL)["longLeverage"] == 20


def test_fees_and_modes_are_read(client):
    fee = client.fetch_trading_fee(SYMBOL)
    assert (fee["maker"], fee["taker"]) == (0.0002, 0.0004)
    assert client.fetch_position_mode(SYMBOL)["hedged"] is False


def test_a_resting_order_is_placed_seen_amended_and_cancelled(client, market):
    quantity = float(market.quantity(1000))
    placed = client.create_order(SYMBOL, "limit", "buy", quantity, float(market.price("0.97")))
    assert placed["status"] == "open" and placed["filled"] == 0
    assert [order["id"] for order in client.fetch_open_orders(SYMBOL)] == [placed["id"]]

    lower = float(market.price("0.96"))
    amended = client.edit_order(placed["id"], SYMBOL, "limit", "buy", quantity, lower)
    assert amended["id"] == placed["id"]
    assert client.fetch_order(placed["id"], SYMBOL)["price"] == lower

    cancelled = client.cancel_order(placed["id"], SYMBOL)
    assert cancelled["status"] == "canceled"
    assert client.fetch_open_orders(SYMBOL) == []
    assert client.fetch_order(placed["id"], SYMBOL)["status"] == "canceled"


def test_a_market_fill_changes_position_and_balance_and_costs_the_taker_fee(client, market):
    before = Decimal(client.fetch_balance()["info"]["totalWalletBalance"])
    quantity = Decimal(market.quantity(2000))
    order = client.create_order(SYMBOL, "market", "buy", float(quantity))
    assert order["status"] == "closed" and Decimal(str(order["filled"])) == quantity

    position = next(row for row in client.fetch_positions([SYMBOL]) if row["contracts"])
    assert position["side"] == "long" and Decimal(str(position["contracts"])) == quantity

    fills = eventually(
        lambda: [fill for fill in client.fetch_my_trades(SYMBOL) if fill["order"] == order["id"]],
        lambda found: sum(Decimal(fill["info"]["qty"]) for fill in found) == quantity)
    fees = Decimal(0)
    for fill in fills:
        notional = Decimal(fill["info"]["price"]) * Decimal(fill["info"]["qty"])
        assert fill["fee"]["currency"] == "USDT" and not fill["info"]["maker"]
        assert Decimal(fill["info"]["commission"]) == truncated(notional * TAKER_RATE) > 0
        assert Decimal(fill["info"]["quoteQty"]) == notional
        fees += Decimal(fill["info"]["commission"])
    after = Decimal(client.fetch_balance()["info"]["totalWalletBalance"])
    assert before - after == fees

    closed = client.create_order(SYMBOL, "market", "sell", float(quantity), None, {"reduceOnly": True})
    assert closed["status"] == "closed" and closed["reduceOnly"] is True
    assert [row for row in client.fetch_positions([SYMBOL]) if row["contracts"]] == []
    closing = eventually(
        lambda: [fill for fill in client.fetch_my_trades(SYMBOL) if fill["order"] == closed["id"]],
        lambda found: sum(Decimal(fill["info"]["qty"]) for fill in found) == quantity)
    realized = sum(Decimal(fill["info"]["realizedPnl"]) for fill in closing)
    fees += sum(Decimal(fill["info"]["commission"]) for fill in closing)
    assert Decimal(client.fetch_balance()["info"]["totalWalletBalance"]) == before + realized - fees
    kinds = {row["info"]["incomeType"] for row in client.fetch_ledger("USDT")}
    assert {"COMMISSION", "REALIZED_PNL"} <= kinds


# Errors, told apart by code: on a loopback address ccxt knows only the common classes.

def raw(client, market, **change):
    terms = {
        "symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": market.quantity(1000),
        "price": market.price("0.97"),
    } | change
    return lambda: client.fapiPrivatePostOrder(terms)


def test_refusals_carry_their_codes(live, client, market):
    unaffordable = (Decimal("3000000") / market.mark).quantize(market.step)
    assert refusal(raw(client, market, quantity=str(unaffordable))) == -2019
    assert refusal(raw(client, market, quantity="0.00012345")) == -1111
    # The smallest quantity that is still below the least notional, whatever the price.
    small = market.notional_min / 2 / market.mark
    if small >= market.step:
        assert refusal(raw(client, market, quantity=str(small.quantize(market.step)))) == -4164
    assert refusal(lambda: client.cancel_order("999999999999", SYMBOL)) == -2011
    assert refusal(lambda: client.fetch_order("999999999999", SYMBOL)) == -2013
    assert refusal(raw(client, market, timeInForce="FOK")) == -5021
    assert refusal(raw(client, market, timeInForce="GTX", price=market.price("1.01"))) == -5022


def test_a_late_request_is_an_invalid_nonce(client):
    client.nonce = lambda: client.milliseconds() - 60_000
    with pytest.raises(ccxt.InvalidNonce, match="-1021"):
        client.fetch_balance()


@pytest.mark.parametrize("change, code", [
    ({"secret": "x" * 64}, -1022),
    ({"apiKey": "y" * 64}, -2015),
    ({"apiKey": "short"}, -2014),
])
def test_wrong_credentials_are_an_authentication_error(live, change, code):
    client = ccxt.binanceusdm(settings(live, demo("alice")) | change | {"options": {"fetchCurrencies": False}})
    with pytest.raises(ccxt.AuthenticationError, match=str(code)):
        client.fetch_balance()


# ccxt.pro.

def test_pro_sees_its_order_live_and_die(live, alice, market):
    async def session(client):
        async def first_updates():
            return await until(client.watch_orders, lambda orders: any(order["status"] == "open" for order in orders))
        watching = asyncio.ensure_future(first_updates())
        await asyncio.sleep(1)
        quantity = float(market.quantity(1000))
        placed = await client.create_order(SYMBOL, "limit", "buy", quantity, float(market.price("0.97")))
        seen = await watching
        assert placed["id"] in [order["id"] for order in seen]
        assert placed["id"] in [order["id"] for order in await client.fetch_open_orders(SYMBOL)]
        await client.edit_order(placed["id"], SYMBOL, "limit", "buy", quantity, float(market.price("0.96")))
        lower = float(market.price("0.96"))
        await until(client.watch_orders, lambda orders: any(o["id"] == placed["id"] and o["price"] == lower for o in orders))
        await client.cancel_order(placed["id"], SYMBOL)
        await until(client.watch_orders, lambda orders: any(o["id"] == placed["id"] and o["status"] == "canceled" for o in orders))
    in_session(live, demo("alice"), session)


def test_pro_sees_its_fill_in_trades_positions_and_balance(live, alice, market):
    async def session(client):
        quantity = Decimal(market.quantity(2000))
        await client.fetch_balance()
        fills = asyncio.ensure_future(until(client.watch_my_trades, bool))
        positions = asyncio.ensure_future(until(
            lambda: client.watch_positions([SYMBOL]), lambda rows: any(Decimal(str(row["contracts"] or 0)) == quantity for row in rows)))
        balances = asyncio.ensure_future(until(client.watch_balance, lambda balance: balance.get("info", {}).get("e") == "ACCOUNT_UPDATE"))
        await asyncio.sleep(1)
        order = await client.create_order(SYMBOL, "market", "buy", float(quantity))
        fill = (await fills)[0]
        assert fill["order"] == order["id"] and fill["takerOrMaker"] == "taker"
        assert Decimal(fill["info"]["n"]) == truncated(Decimal(fill["info"]["L"]) * Decimal(fill["info"]["l"]) * TAKER_RATE)
        assert (await positions)[0]["side"] == "long"
        pushed = Decimal(str((await balances)["USDT"]["total"]))
        # The pushed balance is the one after a fill of this order: what is left cannot be above the start nor far below.
        fetched = Decimal((await client.fetch_balance())["info"]["totalWalletBalance"])
        assert fetched <= pushed <= Decimal("1e9")
        await client.create_order(SYMBOL, "market", "sell", float(quantity), None, {"reduceOnly": True})
        await until(lambda: client.watch_positions([SYMBOL]), lambda rows: any(not row["contracts"] for row in rows))
    in_session(live, demo("alice"), session)


def test_pro_keeps_an_order_book_equal_to_the_snapshots(live, alice):
    """ccxt maintains the book itself; wherever its id is a snapshot's id, the two must show the same levels."""
    async def session(client):
        snapshots: dict[int, dict] = {}
        copies: dict[int, tuple[list, list]] = {}
        ends = time.monotonic() + BOOK_SECONDS
        updates = 0

        async def take_snapshots():
            while time.monotonic() < ends:
                taken = await asyncio.to_thread(alice.get, "/fapi/v1/depth", symbol="BTCUSDT", limit=100)
                snapshots[taken["lastUpdateId"]] = taken
                await asyncio.sleep(0.75)

        taking = asyncio.ensure_future(take_snapshots())
        last = 0
        while time.monotonic() < ends:
            book = await asyncio.wait_for(client.watch_order_book(SYMBOL, 1000), 10)
            updates += 1
            assert book["nonce"] >= last, "the book went back in time"
            last = book["nonce"]
            assert book["bids"][0][0] < book["asks"][0][0]
            copies[last] = ([list(level[:2]) for level in book["bids"][:20]], [list(level[:2]) for level in book["asks"][:20]])
        await taking
        assert updates >= BOOK_SECONDS, f"only {updates} updates in {BOOK_SECONDS} s"
        shared = copies.keys() & snapshots.keys()
        for at in shared:
            for ours, theirs in zip(copies[at], (snapshots[at]["bids"], snapshots[at]["asks"])):
                assert ours == [[float(price), float(quantity)] for price, quantity in theirs[:20]], f"at update {at}"
        assert shared, f"no snapshot met the book in {len(snapshots)} tries"
    in_session(live, demo("alice"), session)


def test_pro_watches_trades_tickers_and_candles(live, alice):
    async def session(client):
        trades = await until(lambda: client.watch_trades(SYMBOL), bool)
        assert trades[0]["price"] > 0 and trades[0]["side"] in ("buy", "sell")
        ticker = await until(lambda: client.watch_ticker(SYMBOL), lambda found: found["last"] is not None)
        assert ticker["low"] <= ticker["last"] <= ticker["high"]
        candles = await until(lambda: client.watch_ohlcv(SYMBOL, "1m"), bool)
        assert candles[-1][0] % 60_000 == 0
        touch = await until(lambda: client.watch_bids_asks([SYMBOL]), lambda found: SYMBOL in found)
        assert touch[SYMBOL]["bid"] < touch[SYMBOL]["ask"]
        mark = await until(lambda: client.watch_mark_price(SYMBOL), lambda found: found["markPrice"] is not None)
        assert mark["markPrice"] > 0
    in_session(live, demo("alice"), session)


def test_pro_trades_arrive_in_order_without_repeats(live, alice):
    async def session(client):
        client.newUpdates = True
        seen = []
        ends = time.monotonic() + 5
        while time.monotonic() < ends:
            try:
                seen += [int(trade["id"]) for trade in await asyncio.wait_for(client.watch_trades(SYMBOL), 10)]
            except asyncio.TimeoutError:
                break
        assert seen, "no trade in five seconds"
        assert all(later > earlier for earlier, later in itertools.pairwise(seen))
    in_session(live, demo("alice"), session)
