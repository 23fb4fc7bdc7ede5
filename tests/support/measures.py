"""The measures of the code: ``python -m tests.support.measures``, part of ``make check``.

Each package has ceilings, today's values where they are above the limit. A ceiling is only ever lowered: who makes a package
plainer lowers its ceiling with the same commit (``--show`` prints the values).
"""

import ast
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

ROOT = Path(__file__).parents[2]

FUNCTION_LINES: Final = 51
"""The longest function, in lines without its docstring; 25 is long already."""
CLASS_LINES: Final = 200
"""The longest class, docstrings included; those above have a ceiling of their own."""
LONG_CLASSES: Final[Mapping[str, int]] = {
    "extensions.health.HealthExtension": 227,
    "middlewares.robots.RobotsMiddleware": 213,
    "spiders.entrances.EntranceSpider": 282,
    "state.ledger.Ledger": 274,
    "state.postgres.PostgresStore": 341,
    "state.shared.SharedFrontier": 350,
    "state.sync.Sync": 223,
}
FILE_LINES: Final = 400
LONG_FILES: Final[Mapping[str, int]] = {
    "cli.state": 416,
    "config.table": 512,  # a table of sentences
    "extract.page": 423,
}
BRANCHES: Final = 30
"""Branches (conditions, loops, ``and``, ``or``, comprehensions) for each 100 lines of functions."""
DENSE_PACKAGES: Final[Mapping[str, int]] = {}
"""Ceilings of packages that are denser; there is none today, and no new one is wanted."""
UNUSED: Final[Mapping[str, int]] = {}
"""Public functions of a package that no other module uses; elsewhere there is none. Today's values may only fall."""
NAMED_TWICE = frozenset({"Command"})
"""Public classes that have the name of another one; Scrapy asks for ``Command``."""
PROTOCOL: Final = frozenset({"add_parser", "main"})
"""Functions that are found by their name: by the command line, or by ``python -m``."""

Function = ast.FunctionDef | ast.AsyncFunctionDef
_BRANCHES = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.IfExp, ast.match_case)


@dataclass(frozen=True)
class Module:
    """A file of Python; ``name`` is dotted, below newscrawl without that."""

    name: str
    lines: int
    tree: ast.Module

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """All nodes of the tree: several measures look at each, and a walk takes longer than the look."""
        return tuple(ast.walk(self.tree))

    @property
    def package(self) -> str:
        """The package directly below newscrawl; ``.`` for a module at the top."""
        head, dot, _ = self.name.partition(".")
        return head if dot else "."


def modules(folder: str) -> list[Module]:
    """Return the modules below *folder* of the checkout."""
    top = ROOT / folder
    base = top if folder == "newscrawl" else ROOT
    found = []
    for path in sorted(top.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        name = ".".join(path.relative_to(base).with_suffix("").parts).removesuffix(".__init__")
        found.append(Module(name, text.count("\n"), ast.parse(text)))
    return found


def functions(module: Module) -> Iterator[Function]:
    """Yield all functions and methods of *module*."""
    return (node for node in module.nodes if isinstance(node, Function))


def code_lines(node: Function) -> int:
    """Return the number of lines of a function without its docstring."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    if ast.get_docstring(node, clean=False) is None:
        return lines
    first = node.body[0]
    return lines - ((first.end_lineno or first.lineno) - first.lineno + 1)


def branches(node: Function) -> int:
    """Return the number of branches of a function, but for those of functions and classes in it."""
    count, waiting = 0, list(ast.iter_child_nodes(node))
    while waiting:
        part = waiting.pop()
        if isinstance(part, (*Function.__args__, ast.ClassDef)):
            continue
        if isinstance(part, _BRANCHES):
            count += 1
        elif isinstance(part, ast.BoolOp):
            count += len(part.values) - 1
        elif isinstance(part, ast.comprehension):
            count += 1 + len(part.ifs)
        waiting.extend(ast.iter_child_nodes(part))
    return count


def density(found: Sequence[Module]) -> dict[str, float]:
    """Return the branches for each 100 lines of functions, by package."""
    lines, counted = Counter[str](), Counter[str]()
    for module in found:
        for function in functions(module):
            lines[module.package] += code_lines(function)
            counted[module.package] += branches(function)
    return {package: 100 * counted[package] / lines[package] for package in sorted(lines)}


def used_names(found: Sequence[Module]) -> set[str]:
    """Return what *found* import or reach by a module, dotted from newscrawl on, also if named in a string."""
    used: set[str] = set()
    for module in found:
        places: dict[str, str] = {}
        for node in module.nodes:
            if isinstance(node, ast.ImportFrom) and node.module:
                names = {
                    name.asname or name.name: f"{node.module}.{name.name}" for name in node.names
                }
                places |= names
                used |= set(names.values())
            elif isinstance(node, ast.Import):
                places |= {name.asname or name.name: name.name for name in node.names}
            elif isinstance(node, ast.Constant) and str(node.value).startswith("newscrawl."):
                used.add(str(node.value).replace(":", "."))
        for node in module.nodes:
            if isinstance(node, ast.Attribute) and (owner := _dotted(node.value)):
                used.add(f"{places.get(owner, owner)}.{node.attr}")
    return {name.removeprefix("newscrawl.") for name in used}


def _dotted(node: ast.expr) -> str:
    """Return a name with its dots (``newscrawl.web``); empty for any other expression."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (owner := _dotted(node.value)):
        return f"{owner}.{node.attr}"
    return ""


def unused(found: Sequence[Module], used: set[str]) -> dict[str, list[str]]:
    """Return the public functions that are not in *used*, by package."""
    names: dict[str, list[str]] = defaultdict(list)
    for module in found:
        for node in module.tree.body:
            if not isinstance(node, Function) or node.name.startswith("_") or node.name in PROTOCOL:
                continue
            is_command = module.package == "cli" and node.name.startswith("run")
            if not is_command and f"{module.name}.{node.name}" not in used:
                names[module.package].append(f"{module.name}.{node.name}")
    return names


def unused_private(found: Sequence[Module]) -> list[str]:
    """Return the private functions of modules that their own module does not name."""
    unused_names = []
    for module in found:
        named = Counter(
            node.id if isinstance(node, ast.Name) else node.attr
            for node in module.nodes
            if isinstance(node, ast.Name | ast.Attribute)
        )
        own = (node for node in module.tree.body if isinstance(node, Function))
        # A decorator may be what calls it.
        private = (
            node.name for node in own if re.match("_[^_]", node.name) and not node.decorator_list
        )
        unused_names += [f"{module.name}.{name}" for name in private if not named[name]]
    return unused_names


def classes(found: Sequence[Module]) -> Iterator[tuple[str, int]]:
    """Yield the dotted name of each class, and its lines."""
    for module in found:
        for node in module.nodes:
            if isinstance(node, ast.ClassDef):
                yield (
                    f"{module.name}.{node.name}",
                    (node.end_lineno or node.lineno) - node.lineno + 1,
                )


def named_twice(names: Sequence[str]) -> dict[str, list[str]]:
    """Return the names of public classes that several have, with the dotted names."""
    by_name: dict[str, list[str]] = defaultdict(list)
    for name in names:
        by_name[name.rpartition(".")[2]].append(name)
    return {
        name: each for name, each in by_name.items() if len(each) > 1 and not name.startswith("_")
    }


def size_complaints(found: Sequence[Module]) -> Iterator[str]:
    """Yield what is too long: functions, classes, files."""
    for module in found:
        if module.lines > LONG_FILES.get(module.name, FILE_LINES):
            most = LONG_FILES.get(module.name, FILE_LINES)
            yield f"{module.name}: expected at most {most} lines, got {module.lines}; split it by what it does"
        for node in functions(module):
            if code_lines(node) > FUNCTION_LINES:
                yield (
                    f"{module.name}.{node.name}: expected at most {FUNCTION_LINES} lines, "
                    f"got {code_lines(node)}; give its steps names"
                )
    for name, lines in classes(found):
        if lines > LONG_CLASSES.get(name, CLASS_LINES):
            most = LONG_CLASSES.get(name, CLASS_LINES)
            yield f"{name}: expected at most {most} lines, got {lines}; split it by responsibility"


def complaints() -> list[str]:
    """Return everything that is above its ceiling, one line each."""
    found = modules("newscrawl")
    wrong = list(size_complaints(found))
    for package, value in density(found).items():
        if value > (most := DENSE_PACKAGES.get(package, BRANCHES)):
            wrong.append(
                f"newscrawl.{package}: expected at most {most} branches in 100 lines of functions, "
                f"got {value:.1f}; give conditions and steps names"
            )
    used = used_names(found + modules("tests") + modules("benchmarks") + modules("examples"))
    for package, names in unused(found, used).items():
        if len(names) > UNUSED.get(package, 0):
            wrong.append(
                f"no other module uses these, begin them with an underscore: {', '.join(names)}"
            )
    if lone := unused_private(found):
        wrong.append(f"nothing calls these, take them out: {', '.join(lone)}")
    twice = named_twice([name for name, _ in classes(found)])
    wrong += [
        f"{' and '.join(names)}: one name for two classes; say of each what it is of"
        for name, names in twice.items()
        if name not in NAMED_TWICE
    ]
    return wrong


def main() -> int:
    """Print what is wrong; ``--show`` prints the density of each package too."""
    wrong = complaints()
    print("\n".join(wrong) or "measures: within their limits")
    if "--show" in sys.argv:
        for package, value in density(modules("newscrawl")).items():
            print(f"{value:6.1f} of {DENSE_PACKAGES.get(package, BRANCHES)}  {package}")
    return bool(wrong)


if __name__ == "__main__":
    raise SystemExit(main())
