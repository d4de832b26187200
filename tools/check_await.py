#!/usr/bin/env python3
"""GCC 12's await rule (docs/decisions/0007): inside a co_await expression every argument is a name, a literal or a call,
no call leaves out an argument whose default owns something, and no co_await is a branch of `?:`. A line that is known to be
safe says why: `// await: reason`, on it or on the line before. Silent when all is well."""
import pathlib
import re

from cpp_text import blank, files, finish, line_of, root_from_arguments

AWAIT = re.compile(r"\bco_await\b")
RANGE_FOR = re.compile(r"\bfor\s*\(")
CALL = re.compile(r"\b([A-Za-z_]\w*)\s*(?:<[\w:, ]*>)?\s*\(")
DECLARATION = re.compile(r"[\w>&*]\s+[&*]?([A-Za-z_]\w*)\s*\(")
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)
FOLDERS = [pathlib.Path(name) for name in ("include", "src", ".", "test")]
# Nothing of these is destroyed: a default of theirs does no harm.
PLAIN = re.compile(
    r"(?:u?int(?:8|16|32|64)_t|size_t|ptrdiff_t|string_view|source_location|byte"
    r"|nanoseconds|microseconds|milliseconds|seconds|minutes|hours|days|sys_days|year_month_day"
    r"|bool|char|short|int|long|unsigned|float|double|Decimal|Date|Instant|Tick|Symbol)$"
)
ENUM = re.compile(r"\benum\s+(?:class\s+)?(\w+)")
STRUCT = re.compile(r"\bstruct\s+(\w+)\s*\{")
MEMBER = re.compile(r"(?:mutable\s+)?(.+?[\s&*>])\w+\s*(?:[={].*)?$", re.DOTALL)
WRAPPED = re.compile(r"(?:std::)?(?:optional|array)<(.+)>$")
KEYWORDS = {"if", "for", "while", "switch", "return", "constexpr"}
HARMLESS_VALUE = re.compile(r"(?:nullptr|true|false|-?\d[\w.']*)$")


def bracket_end(code, start, semicolon=True):
    """The place of the bracket that closes the one before `start`, or of the statement's end if that counts."""
    depth = 0
    for at in range(start, len(code)):
        if code[at] in "([{":
            depth += 1
        elif code[at] in ")]}":
            depth -= 1
        if depth < 0 or (semicolon and depth == 0 and code[at] == ";"):
            return at
    return len(code)


def parts(text):
    """`text` cut at the commas that stand in no bracket. A `<` counts as one after a name only: `vector<int>`."""
    pieces, depth, angle, start = [], 0, 0, 0
    for at, mark in enumerate(text):
        if mark in "([{":
            depth += 1
        elif mark in ")]}":
            depth -= 1
        elif mark == "<" and re.search(r"\w$", text[:at]):
            angle += 1
        elif mark == ">" and angle:
            angle -= 1
        elif mark == "," and depth == 0 and angle == 0:
            pieces.append(text[start:at].strip())
            start = at + 1
    last = text[start:].strip()
    return pieces + [last] if pieces or last else []


def is_plain(declared, plain):
    """Has a value of this type nothing to destroy? `plain`: names of the tree's own that have not."""
    declared = re.sub(r"\bconst\b|\bconstexpr\b", "", declared).strip()
    if declared.endswith("*"):
        return True
    declared = declared.rstrip("& ")
    if wrapped := WRAPPED.match(declared):
        return is_plain(parts(wrapped.group(1))[0], plain)
    name = declared.rsplit("::", 1)[-1]
    return bool(PLAIN.match(name)) or name in plain


def members(body):
    """The types of a struct's members: what is cut off by semicolons and no function."""
    depth, start = 0, 0
    for at, mark in enumerate(body):
        depth += (mark in "({[") - (mark in ")}]")
        if mark == ";" and depth == 0:
            found = MEMBER.match(body[start:at].strip())
            start = at + 1
            if found and not re.match(r"(?:static|using|friend|template)\b", found.group(1)):
                yield found.group(1).strip()


def plain_types(codes):
    """Names of enumerations, and of structs all of whose members are plain."""
    plain = {name for code in codes for name in ENUM.findall(code)}
    structs = {}  # name -> the members of all structs of that name
    for code in codes:
        for found in STRUCT.finditer(code):
            body = code[found.end() : bracket_end(code, found.end(), semicolon=False)]
            structs.setdefault(found.group(1), []).extend(members(body))
    while more := {
        name for name, types in structs.items() if name not in plain and all(is_plain(each, plain) for each in types)
    }:
        plain |= more
    return plain


def owns_something(parameter, plain):
    """Does leaving out this `Type name = value` make a temporary that must be destroyed?"""
    declared, is_default, value = parameter.partition("=")
    found = MEMBER.match(declared.strip())
    if not is_default or not found or is_plain(found.group(1), plain):
        return False
    return not HARMLESS_VALUE.match(value.strip())


def defaulted(code, plain):
    """(name, arguments that must be given, arguments that keep every owning default away) of each such function."""
    for found in DECLARATION.finditer(code):
        if found.group(1) in KEYWORDS:
            continue
        parameters = parts(code[found.end() : bracket_end(code, found.end())])
        owning = [at for at, parameter in enumerate(parameters) if owns_something(parameter, plain)]
        if owning:
            needed = next(at for at, parameter in enumerate(parameters) if "=" in parameter)
            yield found.group(1), needed, owning[-1] + 1


def included(path, text, tree):
    """The files of the tree that `path` names in its `#include "…"`."""
    for name in INCLUDE.findall(text):
        for folder in (path.parent, *FOLDERS):
            if folder / name in tree:
                yield folder / name
                break


class Known:
    """Which functions with owning defaults a file sees: its own, and those of the headers it includes, near and far."""

    def __init__(self, texts):
        codes = {path: blank(text) for path, text in texts.items()}
        plain = plain_types(codes.values())
        self.own = {path: list(defaulted(code, plain)) for path, code in codes.items()}
        self.includes = {path: list(included(path, text, texts)) for path, text in texts.items()}

    def seen_by(self, path):
        """name -> (needed, enough) of each."""
        reached, open_ends = {path}, [path]
        while open_ends:
            for other in self.includes[open_ends.pop()]:
                if other not in reached:
                    reached.add(other)
                    open_ends.append(other)
        known = {}
        for file in reached:
            for name, needed, enough in self.own[file]:
                known.setdefault(name, set()).add((needed, enough))
        return known


def is_branch(code, at):
    """Is the co_await at `at` what a `?` chooses?"""
    before = code[:at].rstrip()
    if before.endswith("?"):
        return True
    statement = re.split(r"[;{}]", before)[-1]
    return before.endswith(":") and not before.endswith("::") and "?" in statement


def given(code, text, start):
    """How many arguments the call has whose bracket opens before `start`. A literal is blank in `code`, not in `text`."""
    end = bracket_end(code, start)
    return len(parts(code[start:end])) or int(bool(text[start:end].strip()))


def expression_findings(code, text, known):
    if "{" in code:
        yield "a brace list, a temporary aggregate or a lambda inside co_await"
    for call in CALL.finditer(code):
        count = given(code, text, call.end())
        for needed, enough in known.get(call.group(1), ()):
            if needed <= count < enough:
                yield f"{call.group(1)}() leaves out an argument whose default owns something inside co_await"
                break


def findings(text, known):
    """(line, reason) for every violation."""
    code = blank(text)
    for found in AWAIT.finditer(code):
        line = line_of(code, found.start())
        if is_branch(code, found.start()):
            yield line, "a branch of ?: awaits"
        expression = slice(found.end(), bracket_end(code, found.end()))
        for reason in expression_findings(code[expression], text[expression], known):
            yield line, reason
    for found in RANGE_FOR.finditer(code):
        head = code[found.end() : bracket_end(code, found.end())]
        range_expression = re.split(r"(?<!:):(?!:)", head, maxsplit=1)[1:]
        if range_expression and AWAIT.search(range_expression[0]):
            yield line_of(code, found.start()), "a range-for over a temporary of co_await"


def allowed(lines, number):
    return any("// await: " in line for line in lines[max(0, number - 2) : number])


def check(root):
    texts = {path: (root / path).read_text() for path in files(root, "*.cpp", "*.hpp")}
    known = Known(texts)
    problems = []
    for path, text in texts.items():
        if "co_await" not in text:
            continue
        lines = text.splitlines()
        problems += [
            f"{path}:{number}: {why}; make it a local first, or write if and else"
            for number, why in findings(text, known.seen_by(path))
            if not allowed(lines, number)
        ]
    return problems


if __name__ == "__main__":
    finish(check(root_from_arguments()))
