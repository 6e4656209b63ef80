"""Tests of what is not there yet: by reason, as `file::test` or `file::test[case]`.

Each is expected to fail, strictly: a test that passes although it stands here fails the run, so whoever completes a feature deletes
its lines. `pytest --runxfail` shows how they fail today.
"""

BY_REASON: dict[str, list[str]] = {
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
