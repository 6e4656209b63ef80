"""The stream messages of document 001, as shapes."""

from .rest_documents import LEVEL, ORDER_STATUS, POSITION_SIDE, SIDE
from .shapes import BOOLEAN, DECIMAL, INTEGER, TEXT, AnyOf, ListOf, OneOf, Record

DEPTH_UPDATE = {
    "e": "depthUpdate", "E": INTEGER, "T": INTEGER, "s": TEXT, "U": INTEGER, "u": INTEGER, "pu": INTEGER, "b": ListOf(LEVEL),
    "a": ListOf(LEVEL),
}

BOOK_TICKER = {
    "e": "bookTicker", "u": INTEGER, "E": INTEGER, "T": INTEGER, "s": TEXT, "b": DECIMAL, "B": DECIMAL, "a": DECIMAL,
    "A": DECIMAL,
}

TRADE = {
    "e": "trade", "E": INTEGER, "T": INTEGER, "s": TEXT, "t": INTEGER, "p": DECIMAL, "q": DECIMAL,
    "X": OneOf(("MARKET", "INSURANCE_FUND", "ADL", "NA")), "m": BOOLEAN,
}

AGGREGATE_TRADE = {
    "e": "aggTrade", "E": INTEGER, "s": TEXT, "a": INTEGER, "p": DECIMAL, "q": DECIMAL, "f": INTEGER, "l": INTEGER,
    "T": INTEGER, "m": BOOLEAN,
}

MARK_PRICE = Record({
    "e": "markPriceUpdate", "E": INTEGER, "s": TEXT, "p": DECIMAL, "i": DECIMAL, "P": DECIMAL, "r": DECIMAL, "T": INTEGER,
}, {"ap": DECIMAL})
# A contract that expires knows no funding.
DELIVERY_MARK_PRICE = MARK_PRICE.plus({"r": "", "T": OneOf((0,))})
ANY_MARK_PRICES = ListOf(AnyOf((MARK_PRICE, DELIVERY_MARK_PRICE)), least=1)

CANDLE_FIELDS = {
    "t": INTEGER, "T": INTEGER, "i": TEXT, "f": INTEGER, "L": INTEGER, "o": DECIMAL, "c": DECIMAL, "h": DECIMAL, "l": DECIMAL,
    "v": DECIMAL, "n": INTEGER, "x": BOOLEAN, "q": DECIMAL, "V": DECIMAL, "Q": DECIMAL, "B": DECIMAL,
}
CANDLE = {"e": "kline", "E": INTEGER, "s": TEXT, "k": CANDLE_FIELDS | {"s": TEXT}}

MINI_TICKER = {
    "e": "24hrMiniTicker", "E": INTEGER, "s": TEXT, "c": DECIMAL, "o": DECIMAL, "h": DECIMAL, "l": DECIMAL, "v": DECIMAL,
    "q": DECIMAL,
}

TICKER = {
    "e": "24hrTicker", "E": INTEGER, "s": TEXT, "p": DECIMAL, "P": DECIMAL, "w": DECIMAL, "c": DECIMAL, "Q": DECIMAL,
    "o": DECIMAL, "h": DECIMAL, "l": DECIMAL, "v": DECIMAL, "q": DECIMAL, "O": INTEGER, "C": INTEGER, "F": INTEGER,
    "L": INTEGER, "n": INTEGER,
}

# The streams of one symbol, by what follows the `@`.
SYMBOL_STREAMS = {
    "depth": DEPTH_UPDATE, "depth@500ms": DEPTH_UPDATE, "depth@100ms": DEPTH_UPDATE, "depth@0ms": DEPTH_UPDATE,
    **{f"depth{levels}{speed}": DEPTH_UPDATE for levels in (5, 10, 20) for speed in ("", "@500ms", "@100ms")},
    "bookTicker": BOOK_TICKER, "trade": TRADE, "aggTrade": AGGREGATE_TRADE, "kline_1m": CANDLE, "kline_1h": CANDLE,
    "markPrice": MARK_PRICE, "markPrice@1s": MARK_PRICE, "markPrice@3s": MARK_PRICE, "miniTicker": MINI_TICKER,
    "ticker": TICKER,
}

# The streams of all symbols.
ALL_MARKET_STREAMS = {
    "!markPrice@arr": ANY_MARK_PRICES, "!markPrice@arr@1s": ANY_MARK_PRICES,
    "!miniTicker@arr": ListOf(MINI_TICKER, least=1), "!ticker@arr": ListOf(TICKER, least=1), "!bookTicker": BOOK_TICKER,
}

ORDER_UPDATE = Record({
    "s": TEXT, "c": TEXT, "S": SIDE, "o": TEXT, "f": TEXT, "q": DECIMAL, "p": DECIMAL, "ap": DECIMAL, "sp": DECIMAL,
    "x": OneOf(("NEW", "CANCELED", "CALCULATED", "EXPIRED", "TRADE", "AMENDMENT")), "X": ORDER_STATUS, "i": INTEGER,
    "l": DECIMAL, "z": DECIMAL, "L": DECIMAL, "T": INTEGER, "t": INTEGER, "b": DECIMAL, "a": DECIMAL, "m": BOOLEAN,
    "R": BOOLEAN, "wt": TEXT, "ot": TEXT, "ps": POSITION_SIDE, "pP": BOOLEAN, "si": INTEGER, "ss": INTEGER, "rp": DECIMAL,
    "V": TEXT, "pm": TEXT, "gtd": INTEGER,
}, {"N": TEXT, "n": DECIMAL, "cp": BOOLEAN, "AP": DECIMAL, "cr": DECIMAL})

ORDER_TRADE_UPDATE = {"e": "ORDER_TRADE_UPDATE", "E": INTEGER, "T": INTEGER, "o": ORDER_UPDATE}

ACCOUNT_UPDATE = {
    "e": "ACCOUNT_UPDATE", "E": INTEGER, "T": INTEGER,
    "a": {
        "m": TEXT,
        "B": ListOf({"a": TEXT, "wb": DECIMAL, "cw": DECIMAL, "bc": DECIMAL}),
        "P": ListOf(Record({
            "s": TEXT, "pa": DECIMAL, "ep": DECIMAL, "bep": DECIMAL, "cr": DECIMAL, "up": DECIMAL,
            "mt": OneOf(("cross", "isolated")), "iw": DECIMAL, "ps": POSITION_SIDE,
        }, {"ma": TEXT})),
    },
}

LEVERAGE_UPDATE = {"e": "ACCOUNT_CONFIG_UPDATE", "E": INTEGER, "T": INTEGER, "ac": {"s": TEXT, "l": INTEGER}}

# The sample shows `E` as a string; the client libraries read an integer (clients.md §3), and every other event has one.
LISTEN_KEY_EXPIRED = {"e": "listenKeyExpired", "E": TEXT, "listenKey": TEXT}
