#!/usr/bin/env python3
"""Every file that a document names in `back quotes` or links to exists. Silent when all is well."""
import re

from cpp_text import files, finish, root_from_arguments

# `src/net/tcp.cpp`, `docs/decisions/`, `tools/x.py --flag`; needs a slash, so that `task.hpp` in prose is free.
NAMED = re.compile(r"`\.?/?((?:[\w.-]+/)+(?:[\w.-]+\.\w+)?)(?: [^`]*)?`")
LINKED = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
TREES = ("include/", "src/", "app/", "examples/", "test/", "fuzz/", "bench/", "tools/", "docs/", "cmake/")


def missing(root, path, text):
    """(line, name) for every file that is not there."""
    for number, line in enumerate(text.splitlines(), 1):
        for name in NAMED.findall(line):
            if name.startswith(TREES) and "/M/" not in name and not (root / name).exists():  # M: any module
                yield number, name
        for name in LINKED.findall(line):
            if not (root / path.parent / name).exists():
                yield number, name


def check(root):
    return [
        f"{path}:{number}: there is no {name}"
        for path in files(root, "*.md")
        for number, name in missing(root, path, (root / path).read_text())
    ]


if __name__ == "__main__":
    finish(check(root_from_arguments()))
