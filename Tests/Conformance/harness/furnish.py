"""An exchange with something of everything: modes, settings, orders that wait, orders that end by themselves."""

import json
from typing import Any

from .market import Market


def furnish(exchange: Any, market: Market) -> None:
    """Puts carol and dave into modes of their own and leaves orders of every kind that waits. The same calls every time."""
    carol, dave, alice = (exchange.rest(name) for name in ("carol", "dave", "alice"))
    order, algo = "/fapi/v1/order", "/fapi/v1/algoOrder"
    quantity = market.quantity(900)

    # Carol: hedge mode, isolated, a long and a short, margin moved, closes that wait.
    carol.signed("POST", "/fapi/v1/positionSide/dual", dualSidePosition=True)
    carol.signed("POST", "/fapi/v1/marginType", symbol="BTCUSDT", marginType="ISOLATED")
    for side, held in (("BUY", "LONG"), ("SELL", "SHORT")):
        carol.signed("POST", order, symbol="BTCUSDT", side=side, positionSide=held, type="MARKET", quantity=quantity)
    carol.signed("POST", "/fapi/v1/positionMargin", symbol="BTCUSDT", positionSide="LONG", amount="25.5", type=1)
    carol.signed("POST", order, symbol="BTCUSDT", side="SELL", positionSide="LONG", type="STOP_MARKET", closePosition=True,
                 stopPrice=market.price("0.9"), workingType="MARK_PRICE", newClientOrderId="close-long")
    carol.signed("POST", order, symbol="BTCUSDT", side="BUY", positionSide="SHORT", type="TAKE_PROFIT", quantity=quantity,
                 price=market.price("0.93"), stopPrice=market.price("0.92"), priceProtect=True, newClientOrderId="profit-short")

    # Dave: all assets together, fees in BNB, the algo door, a trailing stop, a dead-man switch.
    dave.signed("POST", "/fapi/v1/multiAssetsMargin", multiAssetsMargin=True)
    dave.signed("POST", "/fapi/v1/feeBurn", feeBurn=True)
    dave.signed("POST", order, symbol="ETHUSDT", side="BUY", type="MARKET", quantity="0.500")
    dave.signed("POST", algo, algoType="CONDITIONAL", symbol="BTCUSDT", side="BUY", type="STOP_MARKET", quantity=quantity,
                triggerPrice=market.price("1.08"), clientAlgoId="algo-stop")
    dave.signed("POST", algo, algoType="CONDITIONAL", symbol="BTCUSDT", side="SELL", type="TRAILING_STOP_MARKET", quantity=quantity,
                activatePrice=market.price("1.05"), callbackRate="1", clientAlgoId="algo-trail")
    dave.signed("POST", "/fapi/v1/countdownCancelAll", symbol="ETHUSDT", countdownTime=3_600_000)

    # Alice: a good-till-date, a price of the book's, a batch, a history of amendments.
    now = alice.get("/fapi/v1/time")["serverTime"]
    alice.signed("POST", order, symbol="BTCUSDT", side="BUY", type="LIMIT", timeInForce="GTD", goodTillDate=now + 3_600_000,
                 quantity=quantity, price=market.price("0.96"), newClientOrderId="till-date")
    alice.signed("POST", order, symbol="BTCUSDT", side="BUY", type="LIMIT", timeInForce="GTC", priceMatch="QUEUE_10",
                 quantity=quantity, newClientOrderId="matched")
    batch = [{"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": quantity,
              "price": market.price(factor), "newClientOrderId": f"batch-{factor}"} for factor in ("0.955", "0.956")]
    alice.signed("POST", "/fapi/v1/batchOrders", batchOrders=compact(batch))
    alice.signed("PUT", order, symbol="BTCUSDT", side="BUY", origClientOrderId="batch-0.955", quantity=quantity, price=market.price("0.954"))


def compact(items: list[dict]) -> str:
    return json.dumps(items, separators=(",", ":"))


def furniture(exchange: Any) -> dict:
    """What of it there is to see, without the figures that the mark price moves."""
    carol, dave, alice = (exchange.rest(name) for name in ("carol", "dave", "alice"))
    moving = {"markPrice", "unRealizedProfit", "unrealizedProfit", "notional", "initialMargin", "positionInitialMargin", "maintMargin",
              "liquidationPrice", "isolatedMargin", "openOrderInitialMargin", "adl"}
    positions = {
        name: [{field: value for field, value in entry.items() if field not in moving} for entry in rest.signed("GET", "/fapi/v3/positionRisk")]
        for name, rest in (("carol", carol), ("dave", dave))
    }
    return {
        "positions": positions,
        "hedge mode": carol.signed("GET", "/fapi/v1/positionSide/dual"),
        "multi-assets": dave.signed("GET", "/fapi/v1/multiAssetsMargin"),
        "fee burn": dave.signed("GET", "/fapi/v1/feeBurn"),
        "wallets": {name: [(entry["asset"], entry["balance"], entry["crossWalletBalance"]) for entry in rest.signed("GET", "/fapi/v3/balance")]
                    for name, rest in (("alice", alice), ("carol", carol), ("dave", dave))},
        "orders": {name: rest.signed("GET", "/fapi/v1/openOrders") for name, rest in (("alice", alice), ("carol", carol), ("dave", dave))},
        "algo orders": dave.signed("GET", "/fapi/v1/openAlgoOrders"),
        "amendments": alice.signed("GET", "/fapi/v1/orderAmendment", symbol="BTCUSDT", origClientOrderId="batch-0.955"),
        "margin history": carol.signed("GET", "/fapi/v1/positionMargin/history", symbol="BTCUSDT"),
    }
