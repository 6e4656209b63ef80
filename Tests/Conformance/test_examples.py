"""The programs under `Examples`, each against an exchange of its own."""

import subprocess
import sys

import pytest

from harness.process import REPOSITORY


@pytest.mark.parametrize("arguments", [[], ["--adl"], ["--quarterly"]], ids=lambda arguments: " ".join(arguments) or "plain")
def test_the_liquidation_sees_all_that_it_waits_for(manual, arguments):
    program = REPOSITORY / "Examples" / "liquidation" / "liquidation.py"
    done = subprocess.run(
        [sys.executable, str(program), "--url", manual.http, "--token", manual.server.token, *arguments],
        capture_output=True, text=True, timeout=220)
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    assert ("delivered at" in done.stdout) == ("--quarterly" in arguments)
    assert ('"c": "adl_autoclose"' in done.stdout) == ("--adl" in arguments)
    manual.operator.assert_sound()
