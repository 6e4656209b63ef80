"""Tests of what is not there yet: by reason, as `file::test` or `file::test[case]`.

Each is expected to fail, strictly: a test that passes although it stands here fails the run, so whoever completes a feature deletes
its lines. `pytest --runxfail` shows how they fail today.
"""

BY_REASON: dict[str, list[str]] = {
    "streams of liquidation orders": [
        "test_sdk_streams.py::test_market_events[liquidation_order_streams]",
        "test_sdk_streams.py::test_market_events[all_market_liquidation_order_streams]",
    ],
    "funding history": [
        "test_sdk_rest.py::test_types[get_funding_rate_history]",
    ],
    "trading statistics and delivery prices": [
        "test_sdk_rest.py::test_types[open_interest_statistics]",
        "test_sdk_rest.py::test_types[top_trader_long_short_ratio_positions]",
        "test_sdk_rest.py::test_types[top_trader_long_short_ratio_accounts]",
        "test_sdk_rest.py::test_types[long_short_ratio]",
        "test_sdk_rest.py::test_types[taker_buy_sell_volume]",
        "test_sdk_rest.py::test_types[basis]",
    ],
    "indices": [
        "test_sdk_rest.py::test_types[composite_index_symbol_information]",
        "test_sdk_streams.py::test_market_events[composite_index_symbol_information_streams]",
    ],
    "contract events": [
        "test_sdk_streams.py::test_market_events[contract_info_stream]",
    ],
    "later than the documents, and no client needs it to run": [
        "test_sdk_rest.py::test_types[adl_risk]",
        "test_sdk_rest.py::test_types[adl_risk all]",
        "test_sdk_rest.py::test_types[futures_tradfi_perps_contract]",
        "test_sdk_streams.py::test_market_events[trading_session_stream]",
    ],
    "the document writes `E` as text here, the SDK reads an integer as in every other event": [
        "test_sdk_streams.py::test_a_listen_key_that_expires",
    ],
}

NOT_YET: dict[str, str] = {case: reason for reason, cases in BY_REASON.items() for case in cases}
