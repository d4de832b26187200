#!/usr/bin/env python3
"""GCC 12's await rule (docs/decisions/0007): inside a co_await expression every argument is a name, a literal or a
call. A line that is known to be safe says why: `// await: reason`, on it or on the line before. Silent when all is well."""
import re

from cpp_text import blank, files, finish, line_of, root_from_arguments

AWAIT = re.compile(r"\bco_await\b")
RANGE_FOR = re.compile(r"\bfor\s*\(")


def expression_end(code, start):
    """Where the expression ends: its statement, or the bracket around it, closes."""
    depth = 0
    for at in range(start, len(code)):
        if code[at] in "([{":
            depth += 1
        elif code[at] in ")]}":
            depth -= 1
        if depth < 0 or (depth == 0 and code[at] == ";"):
            return at
    return len(code)


def is_branch(code, at):
    """Whether the co_await at `at` is a branch of a conditional expression."""
    begin = max(code.rfind(mark, 0, at) for mark in ";{}")
    return "?" in code[begin + 1 : at]


def findings(text):
    """(line, reason) for every violation."""
    code = blank(text)
    for found in AWAIT.finditer(code):
        expression = code[found.end() : expression_end(code, found.end())]
        if "{" in expression:
            yield line_of(code, found.start()), "a brace list, a temporary aggregate or a lambda inside co_await"
        if is_branch(code, found.start()):
            yield line_of(code, found.start()), "co_await as a branch of ?:"
    for found in RANGE_FOR.finditer(code):
        head = code[found.end() : expression_end(code, found.end())]
        range_expression = re.split(r"(?<!:):(?!:)", head, maxsplit=1)[1:]
        if range_expression and AWAIT.search(range_expression[0]):
            yield line_of(code, found.start()), "a range-for over a temporary of co_await"


def allowed(lines, number):
    return any("// await: " in line for line in lines[max(0, number - 2) : number])


def check(root):
    problems = []
    for path in files(root, "*.cpp", "*.hpp"):
        text = (root / path).read_text()
        lines = text.splitlines()
        problems += [
            f"{path}:{number}: {why}; make it a local first"
            for number, why in findings(text)
            if not allowed(lines, number)
        ]
    return problems


if __name__ == "__main__":
    finish(check(root_from_arguments()))
