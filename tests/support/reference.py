"""The pages of docs/ that are made of the code: ``make docs`` writes them, a test compares them.

Commands of their parsers, settings of their table, fields of the record's schema, rules of their files.
"""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from newscrawl.boilerplate.block_rules import load_rules
from newscrawl.cli.main import COMMANDS, make_parser
from newscrawl.cli.settings_page import make_page
from newscrawl.records import record_schema

DOCS: Final = Path(__file__).parents[2] / "docs"
MADE: Final = "This page is made of the code by `make docs`.\n"

COMMANDS_HEAD: Final = f"""\
# Every command and option

What the commands are for, and their exit codes, is in [commands and exit codes](cli.md). {MADE}"""
FIELDS_HEAD: Final = f"""\
# Every field of the record

What the fields promise, types for loaders and versions are in [the record](schema.md). {MADE}
| field | type | |
|---|---|---|"""
RULES_HEAD: Final = f"""\
# Every rule on blocks

How rules, evidence and weights work together is in [boilerplate](boilerplate.md). A rule names concepts, whose words lie in
`newscrawl/boilerplate/data/lexicon/`, one file a language. {MADE}"""


def pages() -> dict[str, str]:
    """Return the text of each page, by its name in docs/."""
    return {
        "settings.md": make_page(),
        "commands.md": "\n".join([COMMANDS_HEAD, *_commands()]),
        "fields.md": "\n".join([FIELDS_HEAD, *_fields(record_schema()), ""]),
        "rules.md": "\n".join([RULES_HEAD, *_rules()]),
    }


def _commands() -> Iterator[str]:
    parser = make_parser(*COMMANDS)
    for name, command in _subcommands(parser).items():
        yield f"## `newscrawl {name}`\n\n{_sentence(COMMANDS[name])}\n"
        yield from _options(command)
        for action, inner in _subcommands(command).items():
            yield f"### `newscrawl {name} {action}`\n"
            yield from _options(inner)


def _subcommands(parser: argparse.ArgumentParser) -> Mapping[str, argparse.ArgumentParser]:
    return next(
        (each.choices for each in parser._actions if isinstance(each, argparse._SubParsersAction)),
        {},
    )


def _options(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Give the arguments and options of one command as a table, then its examples."""
    shown = [
        each
        for each in parser._actions
        if each.help is not argparse.SUPPRESS
        and not isinstance(each, argparse._HelpAction | argparse._SubParsersAction)
    ]
    if shown:
        yield "| | |\n|---|---|"
        yield from (f"| {_name(each)} | {_help(each, parser)} |" for each in shown)
        yield ""
    if parser.epilog:
        yield f"```text\n{parser.epilog.strip()}\n```\n"


def _name(action: argparse.Action) -> str:
    value = action.metavar or (action.dest.upper() if action.option_strings else action.dest)
    value = " ".join(value) if isinstance(value, tuple) else value
    if action.choices and not action.metavar:
        value = ",".join(map(str, action.choices))
    takes = action.nargs != 0
    words = [f"{flag} {value}" if takes else flag for flag in action.option_strings] or [value]
    return ", ".join(f"`{_cell(word)}`" for word in words)


def _help(action: argparse.Action, parser: argparse.ArgumentParser) -> str:
    words = (action.help or "") % {**vars(action), "prog": parser.prog}
    return _cell(words)


def _fields(schema: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """Give a row for each field, then the rows of the fields in it; ``[]`` is each item of a list."""
    for name, field in schema["properties"].items():
        path = f"{prefix}{name}"
        yield f"| `{path}` | {_type(field)} | {_cell(field.get('description', ''))} |"
        inner = field.get("items", field)
        if "properties" in inner:
            yield from _fields(inner, f"{path}[]." if "items" in field else f"{path}.")


def _type(field: Mapping[str, Any]) -> str:
    if "enum" in field:
        return ", ".join(f"`{value}`" for value in field["enum"])
    inner = field.get("items", {}).get("type", "")
    return f"{field['type']} of {inner}" if inner else str(field["type"])


def _rules() -> Iterator[str]:
    for rule in load_rules():
        yield f"## `{rule.id}`\n\n{rule.reason} Category `{rule.category}`, at most {rule.max_words} words.\n"
        rows = [*_texts("is removed", rule.examples), *_texts("stays", rule.counterexamples)]
        if rows:
            yield "| | language | text |\n|---|---|---|"
            yield from rows
            yield ""


def _texts(verdict: str, texts: Mapping[str, Any] | None) -> Iterator[str]:
    for language, examples in (texts or {}).items():
        yield from (f"| {verdict} | {language} | {_cell(text)} |" for text in examples)


def _cell(text: str) -> str:
    """Return *text* as a cell of a table: one line, no bar, code as Markdown writes it."""
    words = " ".join(text.replace("``", "`").split())
    return (
        words.replace("|", "\\|").replace("<", "&lt;")
        if "`" not in words
        else words.replace("|", "\\|")
    )


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


if __name__ == "__main__":
    for page, text in pages().items():
        (DOCS / page).write_text(text, encoding="utf-8")
