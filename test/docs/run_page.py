"""Runs what a page of docs/guide says, as it stands: every line after `$ ` in its ```console blocks, in one shell, with
`belay` on the PATH, a home of its own and a simulator at BELAY_URL. Usage: run_page.py BELAY PAGE.

A command ends with 0 unless its line says otherwise with `# exit N`. Lines below a command are what it prints: each must
be there, in order; `…` stands for anything within a line. Standard library only.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

EXIT = re.compile(r"#\s*exit (\d+)\s*$")
OURS = ("BELAY_", "TASTY_", "XDG_", "DBUS_")


class Step:
    def __init__(self, line, command):
        self.line, self.command, self.expected = line, command, []
        wanted = EXIT.search(command)
        self.code = int(wanted.group(1)) if wanted else 0


def steps_of(page):
    """The commands of the page's console blocks; a line that ends with a backslash goes on."""
    steps, inside = [], False
    for number, line in enumerate(page.read_text().splitlines(), 1):
        if line.startswith("```"):
            inside = line.strip() == "```console"
        elif inside and line.startswith("$ "):
            steps.append(Step(number, line[2:]))
        elif inside and steps and steps[-1].command.endswith("\\"):
            steps[-1].command += "\n" + line
        elif inside and line.strip() and steps:
            steps[-1].expected.append(line.strip())
    return steps


def script_of(steps, folder):
    parts = ["set +e"]
    for index, step in enumerate(steps):
        parts.append(f"{{ {step.command}\n}} >{folder}/{index}.out 2>&1 </dev/null\necho $? >{folder}/{index}.code")
    return "\n".join(parts)


def missing(expected, output):
    """The first expected line that is not there, or None."""
    lines = iter(" ".join(line.split()) for line in output.splitlines())
    for want in expected:
        pattern = ".*".join(re.escape(" ".join(part.split())) for part in want.split("…"))
        if not any(re.fullmatch(r"\s*" + pattern + r"\s*", line) for line in lines):
            return want
    return None


def run(belay, page, home):
    steps = steps_of(page)
    assert steps, f"{page}: no console block with a command"
    (home / "bin").mkdir()
    (home / "bin" / "belay").symlink_to(belay)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(OURS)}
    environment |= {"HOME": str(home), "PATH": f"{home / 'bin'}:{os.environ['PATH']}",
                    "BELAY_URL": os.environ["BELAY_URL"], "COLUMNS": "120"}
    subprocess.run(["bash", "-c", script_of(steps, home)], cwd=home, env=environment, timeout=250, check=False)
    problems = []
    for index, step in enumerate(steps):
        code_file = home / f"{index}.code"
        code = int(code_file.read_text()) if code_file.exists() else None
        output = (home / f"{index}.out").read_text() if code is not None else ""
        where = f"{page.name}:{step.line}: {step.command}"
        if code != step.code:
            problems.append(f"{where}\n  ended with {code} instead of {step.code}:\n{output}")
        elif (line := missing(step.expected, output)) is not None:
            problems.append(f"{where}\n  does not print: {line}\n  it prints:\n{output}")
    return problems


def main():
    belay, page = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    if "--inside" not in sys.argv:
        command = [belay, "sim", "--quiet", "--", sys.executable, __file__, belay, page, "--inside"]
        sys.exit(subprocess.run(command, check=False).returncode)
    with tempfile.TemporaryDirectory() as home:
        problems = run(belay, page, pathlib.Path(home))
    print("\n".join(problems) or f"{page.name}: all as it says")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
