#!/usr/bin/env python3
"""Every #include follows layers.txt: which module may use which, and which third-party headers. Silent when all is well."""
import graphlib
import re

from cpp_text import files, finish, line_of, root_from_arguments

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
STANDARD = re.compile(r"[a-z_]+")  # <vector>; everything with a dot or a slash is somebody's
TOP_LEVEL = {"belay/task.hpp": "task", "belay/main.hpp": "client", "belay/belay.hpp": "app"}


def read_layers(text):
    """module -> (modules it may use, third-party prefixes it may include)"""
    layers = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            module, _, rest = line.partition(":")
            used, _, prefixes = rest.partition("|")
            layers[module.strip()] = (set(used.split()), tuple(prefixes.split()))
    return layers


def module_of(path):
    parts = path.parts
    if parts[0] == "include":
        return TOP_LEVEL.get("/".join(parts[1:])) or parts[2]
    return parts[1] if parts[0] == "src" else parts[0]


def refusal(path, bracket, name, layers):
    """Why this include is wrong, or None."""
    module = module_of(path)
    used, prefixes = layers.get(module, (set(), ()))
    public = name.startswith("belay/")
    if bracket == "<":
        ours = STANDARD.fullmatch(name) or name.startswith(prefixes)
        return None if ours else f"layers.txt lets {module} include no <{name}>"
    target = TOP_LEVEL.get(name) or name.split("/")[1 if public else 0]
    if path.parts[0] == "include" and not public:
        return f'a public header must not include the private "{name}"'
    if target not in layers:
        return f'"{name}" belongs to no module of layers.txt'
    return None if target == module or target in used else f"{module} must not use {target}: {name}"


def check(root):
    layers = read_layers((root / "layers.txt").read_text())
    tuple(graphlib.TopologicalSorter({m: used for m, (used, _) in layers.items()}).static_order())  # no cycles
    problems = []
    for path in files(root, "include/*.hpp", "src/*.hpp", "src/*.cpp", "app/*.hpp", "app/*.cpp"):
        text = (root / path).read_text()
        for found in INCLUDE.finditer(text):
            if why := refusal(path, *found.groups(), layers):
                problems.append(f"{path}:{line_of(text, found.start(1))}: {why}")
    for module, used in re.findall(r"^belay_module\((\w+)(?: MODULES ([\w ]+?))?(?: LIBRARIES.*)?\)", (root / "CMakeLists.txt").read_text(), re.M):
        if set(used.split()) != layers.get(module, (set(), ()))[0] - {"task"}:
            problems.append(f"CMakeLists.txt: belay_module({module}) links other modules than layers.txt allows: {used}")
    return problems


if __name__ == "__main__":
    finish(check(root_from_arguments()))
