"""What the checks share: our files, and C++ text with comments and literals blanked out."""
import pathlib
import re
import subprocess
import sys

_TOKEN = re.compile(
    r'R"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)"'  # raw string
    r"|//[^\n]*|/\*.*?\*/"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|\b\d[\w.']*"  # a number, so that 1'000 opens no character literal
    r"|'(?:\\.|[^'\\\n])+'",
    re.DOTALL,
)


def blank(text):
    """`text` with comments, strings and characters replaced by spaces; every position and line stays."""

    def spaces(match):
        found = match.group()
        return found if found[0].isdigit() else re.sub(r"[^\n]", " ", found)

    return _TOKEN.sub(spaces, text)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def root_from_arguments():
    """The tree to check: the first argument, or the one this script lies in."""
    paths = [a for a in sys.argv[1:] if not a.startswith("-")]
    return pathlib.Path(paths[0] if paths else pathlib.Path(__file__).parent.parent).resolve()


def files(root, *patterns):
    """Files of the tree that git tracks or would track, as sorted paths relative to `root`."""
    command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\0")
    return sorted({pathlib.Path(f) for f in listed if f and (root / f).is_file()})


def finish(problems):
    """Prints the problems, if any, and leaves with the exit code that says so."""
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)
