"""The operator API: every verb of this milestone, with good and bad input."""

from decimal import Decimal

import pytest

from harness.accounts import DEMO_NAMES, demo
from harness.market import Market
from harness.operator import OperatorError
from harness.rest import ApiError, Rest

HOUR = 3_600_000


def refused(call) -> OperatorError:
    with pytest.raises(OperatorError) as caught:
        call()
    return caught.value


def assert_refused(still, method: str, path: str, body, statuses=(400, 404)) -> None:
    before = still.operator.digest()
    answer = still.operator.send(method, path, body)
    assert answer.status_code in statuses, (answer.status_code, answer.text)
    assert set(answer.json()) == {"error"} and answer.json()["error"], answer.text
    assert still.operator.digest() == before, "refused, and yet something changed"


# Who may.

@pytest.mark.parametrize("token", ["", "wrong", "x" * 10_000])
@pytest.mark.parametrize("method, path", [("GET", "/clock"), ("GET", "/digest"), ("POST", "/deposits"), ("PUT", "/clock")])
def test_without_the_token_nothing_is_done(still, token, method, path):
    before = still.operator.digest()
    answer = still.operator.send(method, path, {}, token=token)
    assert answer.status_code in (401, 431)
    if answer.status_code == 401:
        assert set(answer.json()) == {"error"}
    assert still.operator.digest() == before


def test_a_trading_key_is_no_operator_token(still):
    assert still.operator.send("GET", "/clock", token=demo("alice").key).status_code == 401


def test_unknown_verbs_are_not_found(still):
    assert still.operator.send("GET", "/everything").status_code == 404
    assert still.operator.send("PATCH", "/clock").status_code in (404, 405)


# The clock.

def test_the_clock_stands_until_it_is_advanced(still):
    operator = still.operator
    clock = operator.clock()
    assert clock["mode"] == "manual" and isinstance(clock["time"], int)
    assert operator.clock() == clock
    begin, sequence = clock["time"], operator.digest()["sequence"]
    moved = operator.advance(1_500)
    assert moved["time"] == begin + 1_500 == operator.now()
    assert moved["sequence"] > sequence
    assert still.rest().get("/fapi/v1/time")["serverTime"] == begin + 1_500
    assert operator.call("POST", "/clock/advance", {"to": begin + 2_000})["time"] == begin + 2_000


@pytest.mark.parametrize("method, path, body", [
    ("POST", "/clock/advance", {"ms": -1}), ("POST", "/clock/advance", {"ms": "soon"}), ("POST", "/clock/advance", {"ms": 1.5}),
    ("POST", "/clock/advance", {}), ("POST", "/clock/advance", {"to": 1}), ("POST", "/clock/advance", [1]), ("POST", "/clock/advance", "x"),
    ("PUT", "/clock", {"mode": "backwards"}), ("PUT", "/clock", {}), ("PUT", "/clock", {"mode": "scaled", "rate": -1}),
    ("PUT", "/clock", {"mode": "scaled", "rate": "fast"}),
])
def test_impossible_times_are_refused(still, method, path, body):
    assert_refused(still, method, path, body)


def test_what_is_no_json_is_refused(still):
    answer = still.operator.session.put(
        f"{still.http}/operator/v1/clock", data="{mode:", headers={"X-Contango-Token": still.server.token})
    assert answer.status_code == 400 and "error" in answer.json()


def test_a_quiet_day_takes_no_time_and_funding_is_paid(manual):
    alice, bob = manual.rest("alice"), manual.rest("bob")
    market = Market.read(alice)
    alice.order("BUY", market.quantity(5000))
    bob.order("SELL", market.quantity(5000))
    begin = manual.operator.now()
    assert manual.operator.advance(24 * HOUR, quiet=True)["time"] == begin + 24 * HOUR
    assert manual.operator.now() == begin + 24 * HOUR
    paid = [row for row in alice.signed("GET", "/fapi/v1/income", incomeType="FUNDING_FEE", limit=1000)]
    assert len(paid) == 3, "three settlements a day"
    assert all(row["time"] % (8 * HOUR) < 15_000 for row in paid), "at 00:00, 08:00 and 16:00"
    manual.operator.assert_sound()


def test_modes_change_and_time_never_goes_back(exchanges):
    exchange = exchanges.start(clock="manual", seed=5)
    operator = exchange.operator
    operator.advance(10_000)
    before = operator.now()
    assert operator.set_clock(mode="scaled", rate=60)["mode"] == "scaled"
    assert operator.clock()["rate"] == 60
    assert refused(lambda: operator.advance(1_000)).status == 400
    scaled = operator.now()
    assert scaled >= before
    assert operator.set_clock(mode="wall")["mode"] == "wall"
    wall = operator.now()
    assert wall >= scaled
    assert operator.set_clock(mode="manual")["mode"] == "manual"
    still_there = operator.now()
    assert still_there >= wall and operator.now() == still_there
    operator.assert_sound()


# Accounts and keys.

def test_accounts_are_opened_once_and_listed(still):
    operator = still.operator
    opened = operator.open_account("erin")
    assert opened["account"] == "erin" and isinstance(opened["id"], int)
    listing = operator.accounts()
    listed = listing if isinstance(listing, list) else listing["accounts"]
    names = {row["account"] for row in listed}
    assert set(DEMO_NAMES) | {"erin"} <= names
    assert_refused(still, "POST", "/accounts", {"name": "erin"}, statuses=(400, 409))


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": 5}, {"name": None}, {"name": "x" * 1000}, []])
def test_impossible_accounts_are_refused(still, body):
    assert_refused(still, "POST", "/accounts", body)


def test_a_key_opens_its_account_and_nothing_more(still):
    operator = still.operator
    credentials = operator.create_key("bob", permissions=["READ"])
    assert len(credentials.key) == len(credentials.secret) == 64 and credentials.key.isalnum()
    reader = operator.rest(credentials)
    assert reader.balance()["asset"] == "USDT"
    market = Market.read(reader)
    with pytest.raises(ApiError) as caught:
        reader.order("BUY", market.quantity(500), market.price("0.97"))
    assert (caught.value.reply.status, caught.value.code) == (401, -2015)

    assert operator.delete_key(credentials.key) == {}
    with pytest.raises(ApiError) as caught:
        reader.balance()
    assert (caught.value.reply.status, caught.value.code) == (401, -2015)
    assert refused(lambda: operator.delete_key(credentials.key)).status == 404


def test_a_key_of_another_address_is_refused_here(still):
    elsewhere = still.operator.rest(still.operator.create_key("bob", ips=["203.0.113.7"]))
    with pytest.raises(ApiError) as caught:
        elsewhere.balance()
    assert caught.value.code == -2015
    here = still.operator.rest(still.operator.create_key("bob", ips=["127.0.0.1"]))
    assert here.balance()["asset"] == "USDT"


@pytest.mark.parametrize("body", [
    {"account": "nobody", "type": "HMAC", "permissions": ["READ"], "ips": []}, {"type": "HMAC"}, {"account": "bob", "type": "PAPER"},
    {"account": "bob", "type": "HMAC", "permissions": ["FLY"], "ips": []}, {"account": "bob", "type": "HMAC", "permissions": "READ"}, [],
])
def test_impossible_keys_are_refused(still, body):
    assert_refused(still, "POST", "/keys", body)


def test_keys_outlive_the_process(exchanges, tmp_path):
    data = tmp_path / "exchange"
    exchange = exchanges.start(data=data, clock="manual", seed=5)
    credentials = exchange.operator.funded("frank", "777")
    exchange.server.kill()
    again = exchanges.start(data=data, clock="manual", seed=5)
    frank: Rest = again.operator.rest(credentials)
    assert Decimal(frank.balance()["balance"]) == 777


# Money.

def test_deposits_and_withdrawals_add_up(still):
    operator, carol = still.operator, still.rest("carol")
    begin = Decimal(carol.balance()["balance"])
    put = operator.deposit("carol", "250.12345678")
    assert Decimal(put["balance"]) == begin + Decimal("250.12345678") and put["sequence"] > 0
    taken = operator.withdraw("carol", "50.5")
    assert Decimal(taken["balance"]) == begin + Decimal("199.62345678") == Decimal(carol.balance()["balance"])
    assert taken["sequence"] > put["sequence"]
    other = operator.deposit("carol", "3", asset="BNB")
    assert Decimal(other["balance"]) == Decimal(carol.balance("BNB")["balance"])
    operator.assert_sound()


@pytest.mark.parametrize("path", ["/deposits", "/withdrawals"])
@pytest.mark.parametrize("change", [
    {"account": "nobody"}, {"asset": "GOLD"}, {"wallet": "purse"}, {"amount": "-1"}, {"amount": "0"}, {"amount": "much"}, {"amount": ""},
    {"amount": "0.000000001"}, {"amount": "1" + "0" * 30}, {"amount": None}, {"account": None}, {"amount": True},
])
def test_impossible_payments_are_refused(still, path, change):
    body = {"account": "carol", "wallet": "usdm", "asset": "USDT", "amount": "1"} | change
    assert_refused(still, "POST", path, {name: value for name, value in body.items() if value is not None})


def test_nobody_withdraws_what_is_not_there(still):
    assert_refused(still, "POST", "/withdrawals", {"account": "dave", "wallet": "usdm", "asset": "USDT", "amount": "1000000"})


# Prices and markets.

def test_a_pinned_index_is_followed_and_let_go(manual):
    operator, rest = manual.operator, manual.rest()
    market = Market.read(rest)
    target = Decimal(market.price("1.02"))
    operator.pin_index("BTCUSDT", str(target))
    operator.advance(60_000)
    premium = rest.get("/fapi/v1/premiumIndex", symbol="BTCUSDT")
    assert abs(Decimal(premium["indexPrice"]) / target - 1) < Decimal("0.0001")
    touch = rest.get("/fapi/v1/ticker/bookTicker", symbol="BTCUSDT")
    assert abs(Decimal(touch["bidPrice"]) / target - 1) < Decimal("0.005"), "makers follow"
    operator.unpin_index("BTCUSDT")
    operator.advance(10_000)
    operator.assert_sound()


def test_a_pinned_mark_is_the_mark(manual):
    operator, alice = manual.operator, manual.rest("alice")
    market = Market.read(alice)
    alice.order("BUY", market.quantity(5000))
    pinned = market.price("0.99")
    operator.pin_mark("usdm:BTCUSDT", pinned)
    assert Decimal(alice.position()["markPrice"]) == Decimal(pinned)
    operator.advance(5_000)
    assert Decimal(alice.get("/fapi/v1/premiumIndex", symbol="BTCUSDT")["markPrice"]) == Decimal(pinned)
    position = alice.position()
    assert abs(Decimal(position["unRealizedProfit"]) - Decimal(position["positionAmt"]) * (Decimal(pinned) - Decimal(position["entryPrice"]))) < Decimal("0.0001")
    operator.unpin_mark("usdm:BTCUSDT")
    operator.advance(5_000)
    assert Decimal(alice.get("/fapi/v1/premiumIndex", symbol="BTCUSDT")["markPrice"]) != Decimal(pinned)
    operator.assert_sound()


def test_makers_leave_and_come_back(manual):
    operator, rest = manual.operator, manual.rest()
    # A bare symbol means the futures market.
    operator.set_makers("LINKUSDT", False)
    operator.advance(1_000)
    depth = rest.get("/fapi/v1/depth", symbol="LINKUSDT", limit=1000)
    assert depth["bids"] == depth["asks"] == []
    assert rest.get("/fapi/v1/depth", symbol="BTCUSDT", limit=20)["bids"], "the other markets live on"
    trades = rest.get("/fapi/v1/trades", symbol="LINKUSDT", limit=1000)
    operator.advance(10_000)
    assert rest.get("/fapi/v1/trades", symbol="LINKUSDT", limit=1000) == trades
    operator.set_makers("LINKUSDT", True)
    operator.advance(5_000)
    depth = rest.get("/fapi/v1/depth", symbol="LINKUSDT", limit=1000)
    assert len(depth["bids"]) >= 20 and len(depth["asks"]) >= 20
    operator.assert_sound()


@pytest.mark.parametrize("method, path, body", [
    ("PUT", "/prices/NOPEUSDT", {"index": "1"}), ("PUT", "/prices/BTCUSDT", {"index": "0"}), ("PUT", "/prices/BTCUSDT", {"index": "-5"}),
    ("PUT", "/prices/BTCUSDT", {"index": "high"}), ("PUT", "/prices/BTCUSDT", {}), ("PUT", "/markets/NOPEUSDT/mark", {"price": "1"}),
    ("PUT", "/markets/usdm:BTCUSDT/mark", {"price": "0"}), ("PUT", "/markets/usdm:BTCUSDT/mark", {}),
    ("PUT", "/markets/moon:BTCUSDT/mark", {"price": "1"}), ("PUT", "/markets/NOPEUSDT/makers", {"enabled": True}),
    ("PUT", "/markets/usdm:BTCUSDT/makers", {"enabled": "maybe"}), ("PUT", "/markets/usdm:BTCUSDT/makers", {}),
])
def test_impossible_markets_and_prices_are_refused(still, method, path, body):
    assert_refused(still, method, path, body)


# What the exchange says about itself.

def test_the_digest_moves_only_with_the_state(still):
    operator = still.operator
    first = operator.digest()
    assert set(first) == {"sequence", "digest"} and int(first["digest"], 16) >= 0
    still.rest("alice").balance()
    assert operator.digest() == first, "reading changes nothing"
    operator.deposit("bob", "1")
    second = operator.digest()
    assert second["sequence"] > first["sequence"] and second["digest"] != first["digest"]


def test_check_and_totals_tell_the_whole_truth(still):
    checked = still.operator.check()
    assert checked["violations"] == [] and checked["sequence"] > 0
    totals = still.operator.totals()
    rows = {row["asset"]: row for row in totals["totals"]}
    assert {"USDT", "BTC", "ETH", "BNB"} <= set(rows)
    for row in rows.values():
        assert set(row) == {"asset", "wallets", "fees", "insurance", "deposits", "withdrawals", "difference"}
        number = {name: Decimal(row[name]) for name in row if name != "asset"}
        assert number["difference"] == 0
        assert number["wallets"] + number["fees"] + number["insurance"] == number["deposits"] - number["withdrawals"]
    before = Decimal(rows["USDT"]["deposits"])
    still.operator.deposit("bob", "12.5")
    after = next(row for row in still.operator.totals()["totals"] if row["asset"] == "USDT")
    assert Decimal(after["deposits"]) == before + Decimal("12.5")


def test_no_demo_means_no_demo(exchanges):
    exchange = exchanges.start(clock="manual", seed=5, demo=False)
    with pytest.raises(ApiError) as caught:
        exchange.rest("alice").balance()
    assert caught.value.code == -2015
    own = exchange.operator.rest(exchange.operator.funded("grace", "5000"))
    assert Decimal(own.balance()["balance"]) == 5000
    exchange.operator.assert_sound()


def test_an_ephemeral_exchange_leaves_nothing(exchanges):
    exchange = exchanges.start(data=None, clock="manual", seed=5)
    exchange.operator.deposit("alice", "1")
    assert Decimal(exchange.rest("alice").balance()["balance"]) == 100_001
    assert exchange.server.stop() == 0
