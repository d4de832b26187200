#!/usr/bin/env python3
"""CHANGELOG.md starts with the version of project(VERSION). Silent when all is well."""
import re

from cpp_text import finish, root_from_arguments


def check(root):
    project = re.search(r"project\(\w+ VERSION ([\d.]+)", (root / "CMakeLists.txt").read_text())
    first = re.search(r"^## (\S+)", (root / "CHANGELOG.md").read_text(), re.MULTILINE)
    if not project:
        return ["CMakeLists.txt: no project(… VERSION x.y.z)"]
    if not first or first.group(1) != project.group(1):
        found = first.group(1) if first else "no heading"
        return [f"CHANGELOG.md: starts with {found}, but project(VERSION) is {project.group(1)}"]
    return []


if __name__ == "__main__":
    finish(check(root_from_arguments()))
