"""Signing in, every way and every refusal, against a scripted broker whose every secret is a canary; at the end no canary is
in anything that was printed, logged or left on disk. Usage: sign_in_test.py BELAY. Standard library only.
"""

import base64
import hashlib
import http.server
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.parse
import urllib.request

sys.dont_write_bytecode = True
from pty_program import Program  # noqa: E402

BELAY = os.path.abspath(sys.argv[1])
OK, USAGE, BLOCKED, NO_CONNECTION, CREDENTIALS = 0, 1, 4, 6, 7
CANARY = "canary"
SEEN = []  # everything that was printed anywhere


class Broker(http.server.ThreadingHTTPServer):
    """What it answers is a list of tests' making; what it was asked is kept."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.lock = threading.Lock()
        self.reset()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def reset(self):
        with self.lock:
            self.asked, self.answers, self.count = [], {}, 0

    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def times(self, path):
        with self.lock:
            return [a for a in self.asked if a["path"] == path]

    def answer(self, path, body, headers, method):
        with self.lock:
            self.asked.append({"path": path, "body": body, "headers": headers, "method": method})
            self.count += 1
            if self.answers.get(path):
                return self.answers[path].pop(0)
            n = self.count
        if path == "/oauth/token":
            granted = {"access_token": f"{CANARY}-access-{n}", "token_type": "Bearer", "expires_in": 900}
            if json.loads(body)["grant_type"] == "authorization_code":
                granted["refresh_token"] = f"{CANARY}-refresh-of-code"
            return 200, granted, {}
        if path == "/sessions":
            if method == "DELETE":
                return 204, None, {}
            return 201, {"data": {"session-token": f"{CANARY}-session-{n}", "remember-token": f"{CANARY}-remember-{n}"}}, {}
        if path == "/customers/me/accounts":
            if CANARY not in headers.get("Authorization", ""):
                return 401, {"error": {"code": "unauthorized", "message": "Unauthorized"}}, {}
            account = {"account": {"account-number": "5WT00001", "nickname": "mine"}, "authority-level": "owner"}
            return 200, {"data": {"items": [account]}}, {}
        return 404, {"error": {"code": "record_not_found", "message": "no such route"}}, {}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _serve(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        status, answer, headers = self.server.answer(self.path.split("?")[0], body, dict(self.headers), self.command)
        data = answer.encode() if isinstance(answer, str) else b"" if answer is None else json.dumps(answer).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_DELETE = _serve

    def log_message(self, *_):
        pass


class Home:
    """A home of its own for each test; scanned when the test is over."""

    def __init__(self, broker):
        self.broker = broker

    def __enter__(self):
        self.broker.reset()
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name)
        self.secret_file("passphrase", "correct horse battery\n")
        return self

    def __exit__(self, failed, *_):
        if failed is None:
            for file in self.path.rglob("*"):
                if file.is_file() and not file.name.startswith("given-"):
                    assert CANARY not in str(file) and CANARY.encode() not in file.read_bytes(), file
                    assert file.stat().st_mode & 0o077 == 0, f"{file} is open to others"
        self.folder.cleanup()

    def secret_file(self, name, text, mode=0o600):
        file = self.path / name
        file.write_text(text)
        file.chmod(mode)
        return str(file)

    def environment(self, **more):
        keep = {k: v for k, v in os.environ.items() if not k.startswith(("BELAY_", "TASTY_", "XDG_", "DBUS_"))}
        own = {"HOME": str(self.path), "BELAY_URL": self.broker.url(), "BELAY_PASSPHRASE_FILE": str(self.path / "passphrase")}
        return keep | own | more

    def start(self, *arguments, profile="cert", **more):
        command = [BELAY, "--profile", profile, "--log-level", "trace", *arguments]
        return subprocess.Popen(command, env=self.environment(**more), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, start_new_session=True)

    def run(self, *arguments, code=OK, typed="", profile="cert", **more):
        return self.end(self.start(*arguments, profile=profile, **more), code, typed)

    @staticmethod
    def end(child, code=OK, typed=""):
        out, errors = child.communicate(typed, timeout=60)
        SEEN.append(out + errors)
        assert child.returncode == code, f"{child.args}: {child.returncode} instead of {code}\n{out}\n{errors}"
        return out + errors

    def log_in(self, *arguments, code=OK):
        return self.run("login", "--personal", "--from-stdin", *arguments, code=code,
                        typed=f"{CANARY}-secret\n{CANARY}-refresh\n")


def a_personal_grant_is_tried_then_kept_and_used(home):
    told = home.log_in()
    assert "…0001" in told and "5WT00001" not in told, told
    assert "used" in home.run("auth", "where")
    for _ in range(3):
        home.run("accounts")
    assert "grant" in home.run("auth", "status")
    assert len(home.broker.times("/oauth/token")) == 1, "runs in a row make no further request"
    request = json.loads(home.broker.times("/oauth/token")[0]["body"])
    assert request["refresh_token"] == f"{CANARY}-refresh"
    assert "forgotten" in home.run("logout")
    home.run("accounts", code=CREDENTIALS)


def processes_started_together_make_one_request(home):
    home.log_in()
    for file in (home.path / ".local/state/belay").glob("*.token"):
        file.unlink()
    home.broker.reset()
    children = [home.start("accounts") for _ in range(6)]
    for child in children:
        home.end(child)
    assert len(home.broker.times("/oauth/token")) == 1, home.broker.asked
    assert len(home.broker.times("/customers/me/accounts")) == 6


def a_refused_grant_is_asked_once_and_kept_nowhere(home):
    home.broker.answers["/oauth/token"] = [(400, {"error": "invalid_grant", "error_description": f"{CANARY}-refresh is bad"}, {})]
    told = home.log_in(code=CREDENTIALS)
    assert "8 hours" in told, told
    assert "no credentials" in home.run("accounts", code=CREDENTIALS)


def a_cron_job_with_a_revoked_grant_asks_once(home):
    grant = {"BELAY_CLIENT_SECRET": f"{CANARY}-secret", "BELAY_REFRESH_TOKEN": f"{CANARY}-refresh"}
    for status in (400, 401):
        home.broker.answers["/oauth/token"] = [(status, {"error": "invalid_client"}, {})]
        for _ in range(5):
            assert "8 hours" in home.run("accounts", code=CREDENTIALS, **grant)
        assert len(home.broker.times("/oauth/token")) == 1
        home.run("auth", "retry", **grant)
        home.broker.reset()
    home.run("accounts", **grant)


def html_and_cut_answers_are_told_without_secrets(home):
    page = f"<html><title>401 Authorization Required</title>{CANARY}-refresh</html>"
    for answer, code in (((401, page, {}), CREDENTIALS), ((502, page, {}), 6), ((200, '{"access_token":"canary-cut', {}), 6),
                         ((200, {"access_token": ""}, {}), 6)):
        home.broker.answers["/oauth/token"] = [answer]
        home.log_in(code=code)


def a_browser_brings_the_code_back(home):
    child = home.start("login", "--client-id", "my-app", "--from-stdin")
    child.stdin.write(f"{CANARY}-secret\n")
    child.stdin.flush()
    query, redirect = page_of(child)
    assert query["client_id"] == "my-app" and query["response_type"] == "code" and query["code_challenge_method"] == "S256"
    assert get(f"{redirect}?code={CANARY}-forged&state=guess") == 400, "another page's answer"
    assert get(f"{redirect}?code={CANARY}-forged") == 400
    assert get(redirect.replace("/callback", "/other")) == 404
    assert get(f"{redirect}?code={CANARY}-code&state={query['state']}") == 200
    home.end(child)
    asked = json.loads(home.broker.times("/oauth/token")[0]["body"])
    digest = hashlib.sha256(asked["code_verifier"].encode()).digest()
    assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == query["code_challenge"]
    assert asked["redirect_uri"] == redirect and asked["code"] == f"{CANARY}-code"
    home.run("accounts")
    assert len(home.broker.times("/oauth/token")) == 1, "the code is exchanged once, its token used on"


def a_page_without_pkce_is_asked_once_more(home):
    child = home.start("login", "--client-id", "my-app", "--from-stdin")
    child.stdin.write(f"{CANARY}-secret\n")
    child.stdin.flush()
    query, redirect = page_of(child)
    get(f"{redirect}?error=invalid_request&state={query['state']}")
    second, redirect = page_of(child)
    assert "code_challenge" not in second and second["state"] != query["state"]
    assert get(f"{redirect}?code={CANARY}-code&state={second['state']}") == 200
    home.end(child)
    assert "code_verifier" not in json.loads(home.broker.times("/oauth/token")[0]["body"])


def a_person_who_says_no_is_told_so(home):
    child = home.start("login", "--client-id", "my-app", "--from-stdin", "--pkce", "off")
    child.stdin.write(f"{CANARY}-secret\n")
    child.stdin.flush()
    query, redirect = page_of(child)
    get(f"{redirect}?error=access_denied&state={query['state']}")
    assert "access_denied" in home.end(child, CREDENTIALS)
    assert not home.broker.times("/oauth/token")


def page_of(child):
    """The address it prints, taken apart, and where to come back to."""
    while line := child.stderr.readline():
        SEEN.append(line)
        if found := re.search(r"http\S+auth\.html\?(\S+)", line):
            query = dict(urllib.parse.parse_qsl(found.group(1)))
            return query, query["redirect_uri"]
    raise AssertionError("no address was printed")


def get(url):
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        return refused.code


def challenge(home):
    home.broker.answers["/sessions"] = [(403, {"error": {"code": "device_challenge_required", "message": "m"}},
                                         {"X-Tastyworks-Challenge-Token": f"{CANARY}-challenge"})]
    home.broker.answers["/device-challenge"] = [(200, {"data": {"step": "otp_verification", "phone": "****6282"}}, {})]


def a_session_is_opened_by_password_and_code_and_rotated(home):
    challenge(home)
    home.run("login", "--session", "--login", "me", "--from-stdin", typed=f"{CANARY}-password\n{CANARY}123456\n")
    first, second = home.broker.times("/sessions")
    assert json.loads(first["body"])["password"] == f"{CANARY}-password"
    assert second["headers"]["X-Tastyworks-OTP"] == f"{CANARY}123456"
    home.run("accounts")
    used = home.broker.times("/customers/me/accounts")[-1]["headers"]["Authorization"]
    assert used.startswith(f"{CANARY}-session-"), "no scheme word"
    assert len(home.broker.times("/sessions")) == 2
    assert "session ended" in home.run("logout")
    gone = home.broker.times("/sessions")[-1]
    assert gone["method"] == "DELETE" and gone["headers"]["Authorization"] == used


def a_logout_forgets_also_where_the_broker_is_away(home):
    challenge(home)
    home.run("login", "--session", "--login", "me", "--from-stdin", typed=f"{CANARY}-password\n{CANARY}123456\n")
    home.run("accounts")
    home.broker.answers["/sessions"] = [(503, {"error": {"code": "away", "message": "m"}}, {})]
    assert "forgotten here" in home.run("logout", code=NO_CONNECTION)
    home.run("accounts", code=CREDENTIALS)


def a_wrong_password_is_asked_once(home):
    home.broker.answers["/sessions"] = [(401, {"error": {"code": "invalid_credentials", "message": f"{CANARY}-password?"}}, {})]
    assert "8 hours" in home.run("login", "--session", "--login", "me", "--from-stdin", code=CREDENTIALS, typed=f"{CANARY}-password\n")
    assert len(home.broker.times("/sessions")) == 1


def founding_variables_still_open_a_session_where_there_are_some(home):
    founding = {"TASTY_USERNAME": "me", "TASTY_KEY": "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=",
                "TASTY_TOKEN": "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64j"
                               "VmpU4IwqDA==", "TASTY_ACCOUNT_UNIQUE_ID": "5WT00001"}
    for _ in range(3):
        home.run("accounts", **founding)
    assert len(home.broker.times("/sessions")) == 1, "the token is good for one use only"
    assert json.loads(home.broker.times("/sessions")[0]["body"])["remember-token"] == "hello"
    assert "BELAY_CLIENT_SECRET" in home.run("auth", "where", **founding)
    told = home.run("accounts", profile="live", code=CREDENTIALS, **founding | {"BELAY_URL": ""})
    assert "2026-02-11" in told and "belay login" in told, told


def open_files_and_halves_are_refused_with_what_to_do(home):
    text = f"BELAY_CLIENT_SECRET={CANARY}-secret\nBELAY_REFRESH_TOKEN={CANARY}-refresh\n"
    path = home.secret_file("given-open", text, 0o644)
    assert f"chmod 600 {path}" in home.run("--credentials", path, "accounts", code=BLOCKED)
    home.run("--credentials", home.secret_file("given-closed", text), "accounts")
    home.run("login", "--personal", "--from", path, code=BLOCKED)
    home.run("login", "--personal", "--from", str(home.path / "given-closed"))
    assert "set both or none" in home.run("accounts", code=CREDENTIALS, BELAY_CLIENT_SECRET=f"{CANARY}-half")
    home.secret_file("passphrase", "another passphrase\n")
    assert "passphrase does not open" in home.run("accounts", code=CREDENTIALS)


def nothing_typed_is_seen(home):
    arguments = [BELAY, "--profile", "cert", "login", "--personal", "--store", "file"]
    environment = {k: v for k, v in home.environment().items() if k != "BELAY_PASSPHRASE_FILE"}
    with Program(arguments, environment=environment) as program:
        for question, answer in (("Client secret: ", f"{CANARY}-secret"), ("grant: ", f"{CANARY}-refresh"),
                                 ("seal the credentials with: ", f"{CANARY}-passphrase"), ("once more: ", f"{CANARY}-passphrase")):
            program.wait_for(question)
            program.press(answer + "\n")
        program.wait_for("kept in")
        assert program.exit_code() == 0
        SEEN.append(program.text)
    with Program([BELAY, "--profile", "cert", "accounts"], environment=environment) as program:
        program.wait_for("Passphrase of the credentials: ")
        program.press(f"{CANARY}-passphrase\n")
        program.wait_for("5WT00001")
        SEEN.append(program.text)


def without_a_terminal_or_an_answer_it_says_what_to_do(home):
    assert "--from-stdin" in home.run("login", "--personal", code=USAGE)
    assert "no answer" in home.run("login", "--personal", "--from-stdin", code=USAGE, typed="\n")
    assert "--profile" in home.run("login", "--personal", profile="sim", code=USAGE, BELAY_URL="")


def a_killed_process_leaves_no_core(home):
    child = home.start("login", "--client-id", "my-app", "--from-stdin")
    child.stdin.write(f"{CANARY}-secret\n")
    child.stdin.flush()
    page_of(child)
    limits = pathlib.Path(f"/proc/{child.pid}/limits").read_text()
    assert re.search(r"Max core file size +0 +0 ", limits), limits
    assert CANARY.encode() not in pathlib.Path(f"/proc/{child.pid}/cmdline").read_bytes()
    os.kill(child.pid, signal.SIGSEGV)
    _, status = os.waitpid(child.pid, 0)
    child.returncode = -signal.SIGSEGV
    assert os.WIFSIGNALED(status) and not os.WCOREDUMP(status)
    assert not list(home.path.rglob("core*"))


TESTS = [a_personal_grant_is_tried_then_kept_and_used, processes_started_together_make_one_request,
         a_refused_grant_is_asked_once_and_kept_nowhere, a_cron_job_with_a_revoked_grant_asks_once,
         html_and_cut_answers_are_told_without_secrets, a_browser_brings_the_code_back, a_page_without_pkce_is_asked_once_more,
         a_person_who_says_no_is_told_so, a_session_is_opened_by_password_and_code_and_rotated,
         a_logout_forgets_also_where_the_broker_is_away, a_wrong_password_is_asked_once,
         founding_variables_still_open_a_session_where_there_are_some, open_files_and_halves_are_refused_with_what_to_do,
         nothing_typed_is_seen, without_a_terminal_or_an_answer_it_says_what_to_do, a_killed_process_leaves_no_core]


def main():
    broker = Broker()
    for test in TESTS:
        if len(sys.argv) > 2 and sys.argv[2] not in test.__name__:
            continue
        with Home(broker) as home:
            test(home)
        print("ok", test.__name__)
    for text in SEEN:
        assert CANARY not in text, f"a secret was printed:\n{text}"


if __name__ == "__main__":
    main()
