"""Completion as a shell sees it, manual pages as groff sees them, and what the doctor says of a healthy simulator.
Usage: shell_test.py BELAY. Starts itself again under `belay sim --quiet -- …`. Standard library only.
"""

import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile

BELAY = os.path.abspath(sys.argv[1])
PLAIN = {k: v for k, v in os.environ.items() if k not in ("BELAY_CLIENT_SECRET", "BELAY_REFRESH_TOKEN")}


def run(*command, **more):
    return subprocess.run(command, env=PLAIN, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=50, text=True, check=False, **more)


def in_bash(*words):
    """What bash offers for the last of `words`."""
    script = (f'PATH="{os.path.dirname(BELAY)}:$PATH"; source <(belay completion bash); COMP_WORDS=("$@"); '
              'COMP_CWORD=$(( $# - 1 )); _belay; printf "%s\\n" "${COMPREPLY[@]}"')
    result = run("bash", "-c", script, "bash", *words)
    assert result.returncode == 0 and not result.stderr, result.stderr
    return result.stdout.split("\n")[:-1]


def completion_in_bash():
    assert in_bash("belay", "pos") == ["positions"], in_bash("belay", "pos")
    assert in_bash("belay", "stop", "pl") == ["plan"]
    assert in_bash("belay", "--profile", "") == ["sim", "cert", "live"]
    assert "--events" in in_bash("belay", "stream", "--ev")
    accounts = json.loads(run(BELAY, "accounts", "--json").stdout)["items"]
    number = accounts[0]["account-number"]
    assert number in in_bash("belay", "positions", "--account", number[:3])
    assert "SPY" in in_bash("belay", "stream", "SP"), in_bash("belay", "stream", "SP")
    assert "SPY" in in_bash("belay", "chain", "sp")


def scripts_are_read_by_their_shells():
    for shell, check in (("bash", ["-n"]), ("zsh", ["-n"]), ("fish", ["--no-execute"])):
        if not shutil.which(shell):
            print(f"{shell} is not installed: its script is not read")
            continue
        script = run(BELAY, "completion", shell).stdout
        with tempfile.NamedTemporaryFile("w", suffix="." + shell) as file:
            file.write(script)
            file.flush()
            result = run(shell, *check, file.name)
            assert result.returncode == 0 and not result.stderr, result.stderr


def manual_pages_are_well_formed():
    with tempfile.TemporaryDirectory() as folder:
        assert run(BELAY, "man", "--dir", folder, "--date", "2025-01-13").returncode == 0
        pages = sorted(glob.glob(folder + "/*.1"))
        assert any(page.endswith("/belay-stop-audit.1") for page in pages), pages
        if not shutil.which("groff"):
            print("groff is not installed: the pages are not set")
            return
        for page in pages:
            result = run("groff", "-man", "-ww", "-z", "-Tutf8", "-K", "utf8", page)
            assert result.returncode == 0 and not result.stderr, f"{page}: {result.stderr}"
        text = run("groff", "-man", "-Tutf8", "-P-cbou", "-K", "utf8", folder + "/belay.1").stdout
        assert "NAME" in text and "positions" in text


def a_simulator_is_healthy():
    result = run(BELAY, "doctor", "--json")
    report = json.loads(result.stdout)
    assert report["schema"] == "belay.doctor/1"
    health = {item["check"]: item["health"] for item in report["items"]}
    assert health["sign-in"] == "ok" and health["accounts"] == "ok", report
    assert "fail" not in health.values(), report
    assert result.returncode == report["exit_code"] == 0


def nobody_there_has_an_exit_code_of_its_own():
    result = run(BELAY, "doctor", "--port", "9", "--json")
    report = json.loads(result.stdout)
    assert result.returncode == report["exit_code"] == 23, result.stdout


def a_bundle_names_no_account():
    accounts = json.loads(run(BELAY, "accounts", "--json").stdout)["items"]
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "report.json")
        assert run(BELAY, "doctor", "--bundle", path).returncode == 0
        with open(path, encoding="utf-8") as file:
            text = file.read()
        assert json.loads(text)["schema"] == "belay.doctor.bundle/1"
        for account in accounts:
            assert account["account-number"] not in text
            assert (account.get("nickname") or "no nickname") not in text


def main():
    if "--inside" not in sys.argv:
        command = [BELAY, "sim", "--quiet", "--", sys.executable, os.path.abspath(__file__), BELAY, "--inside"]
        sys.exit(subprocess.run(command, check=False).returncode)
    for test in (completion_in_bash, scripts_are_read_by_their_shells, manual_pages_are_well_formed,
                 a_simulator_is_healthy, nobody_there_has_an_exit_code_of_its_own, a_bundle_names_no_account):
        test()
        print(f"ok {test.__name__}")


main()
