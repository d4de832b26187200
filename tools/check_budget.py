#!/usr/bin/env python3
"""Functions fit in the head: fails for a function over 60 lines or a file over 500, unless `// budget: reason` stands in
it or right before it (for a file: in its first five lines). Silent when all is well; `--print` shows the percentiles."""
import re
import sys

from cpp_text import blank, files, finish, line_of, root_from_arguments

MAX_FUNCTION, MAX_FILE = 60, 500
DIRECTIVE = re.compile(r"^[ \t]*#.*", re.MULTILINE)
TEMPLATE = re.compile(r"template\s*<(?:[^<>]|<(?:[^<>]|<[^<>]*>)*>)*>")
SCOPE = re.compile(r"\s*(?:(?:inline|export|typedef|static)\s+)*(?:namespace|class|struct|union|enum|extern)\b")
# clang-format puts a space before a body and none before an initializer's brace.
VALUE = re.compile(r"(?:\S|[=,({\[]\s*|\brequires\s*(?:\([^()]*\))?\s*)$")


def functions(text):
    """(first line, last line) of every outermost function, found by its braces."""
    code = DIRECTIVE.sub(lambda found: " " * len(found.group()), blank(text))
    stack, start, inside = [], 0, 0  # of open braces; of the words before the next one; function bodies around us
    for found in re.finditer(r"[{};]", code):
        at, mark = found.start(), found.group()
        if mark == "{":
            head = TEMPLATE.sub("", code[start:at])
            value = bool(VALUE.search(head)) or (bool(stack) and stack[-1][0] == "value")
            kind = "value" if value else "scope" if inside or SCOPE.match(head) or "(" not in head else "function"
            stack.append((kind, start + len(code[start:at]) - len(code[start:at].lstrip())))
            inside += kind == "function"
        elif mark == "}" and stack:
            kind, began = stack.pop()
            inside -= kind == "function"
            if kind == "function":
                yield line_of(code, began), line_of(code, at)
        else:
            kind = stack[-1][0] if stack else "scope"
        if kind != "value":  # a value is part of the words around it
            start = at + 1


def percentiles(name, sizes):
    sizes = sorted(sizes) or [0]
    median, most, longest = (sizes[int(share * (len(sizes) - 1))] for share in (0.5, 0.9, 1))
    print(f"{name}: {len(sizes)}; lines: median {median}, 90 % {most}, longest {longest}")


def check(root, show=False):
    problems, function_sizes, file_sizes = [], [], []
    for path in files(root, "*.cpp", "*.hpp"):
        text = (root / path).read_text()
        lines = text.splitlines()
        file_sizes.append(len(lines))
        if len(lines) > MAX_FILE and not any("budget: " in line for line in lines[:5]):
            problems.append(f"{path}:1: {len(lines)} lines, more than {MAX_FILE}; split by meaning, or give the reason")
        for first, last in functions(text):
            function_sizes.append(last - first + 1)
            excused = any("budget: " in line for line in lines[max(0, first - 2) : last])
            if last - first + 1 > MAX_FUNCTION and not excused:
                problems.append(f"{path}:{first}: a function of {last - first + 1} lines, more than {MAX_FUNCTION}")
    if show:
        percentiles("functions", function_sizes)
        percentiles("files", file_sizes)
    return problems


if __name__ == "__main__":
    finish(check(root_from_arguments(), show="--print" in sys.argv))
