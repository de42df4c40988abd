"""``config/config.yaml``: reading it, holding it against its schema, and where its keys stand."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from surveysem.errors import SpecificationError
from surveysem.study.faults import Fault
from surveysem.study.schema import Loader, Place, Schema, findings

FILE = "config/config.yaml"
MERGED = "configuration given by --config or --configfile"

Config = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """The text that a configuration came from, as YAML nodes that know their lines.

    ``node`` and ``values`` are None where the study has no config/config.yaml.
    """

    node: yaml.Node | None
    values: Any

    def place(self, keys: Place, config: Config) -> tuple[str, int | None]:
        """File and line of a key, or of the block that lacks it.

        A value that differs from that of the file was merged over it and has no line.
        """
        if self.node is None or repr(dig(self.values, keys)) != repr(dig(config, keys)):
            return MERGED, None
        node, line = self.node, 1
        for key in keys:
            step = _step(node, key)
            if step is None:
                break
            node, line = step
        return FILE, line

    def repeated(self) -> Iterator[Fault]:
        """Keys that stand twice in one block, of which YAML silently keeps the last."""
        seen, blocks = set[int](), [self.node]
        while blocks:
            node = blocks.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            if isinstance(node, yaml.SequenceNode):
                blocks += node.value
            if isinstance(node, yaml.MappingNode):
                blocks += [value for _, value in node.value]
                yield from _repeated(node)


NO_TEXT = Source(None, None)


def dig(config: Any, keys: Place | str, default: Any = None) -> Any:
    """The value at ``keys`` (a place, or a path as ``confirm/model``), or ``default``."""
    for key in keys.split("/") if isinstance(keys, str) else keys:
        if not isinstance(config, dict | list):
            return default
        try:
            config = config[key]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            return default
    return config


def shares(total: int) -> list[int]:
    """Numbers of the jobs that loops are spread over; empty for one job."""
    return list(range(1, total + 1)) if total > 1 else []


def read(root: Path) -> Config:
    """The configuration of the study in the folder ``root``.

    Raises
    ------
    SpecificationError
        There is no such file, or it is no YAML block of keys in UTF-8.
    """
    values = source(root).values
    if not isinstance(values, dict):
        there = values is not None or (root / FILE).is_file()
        found = "no block of keys" if there else "no such file"
        fault = Fault(FILE, found, f"the configuration of a study, as {FILE} in its folder")
        raise SpecificationError(str(fault))
    return values


def source(root: Path) -> Source:
    """The text of ``config/config.yaml`` under ``root``.

    Raises
    ------
    SpecificationError
        The file is no YAML, or not UTF-8.
    """
    path = root / FILE
    if not path.is_file():
        return NO_TEXT
    try:
        text = path.read_text(encoding="utf-8-sig")
        return Source(yaml.compose(text, Loader=Loader), yaml.load(text, Loader=Loader))
    except UnicodeDecodeError:
        raise SpecificationError(str(Fault(FILE, "bytes that are not UTF-8", "UTF-8"))) from None
    except yaml.MarkedYAMLError as error:
        raise SpecificationError(str(_no_yaml(error, text))) from None


def _no_yaml(error: yaml.MarkedYAMLError, text: str) -> Fault:
    line = error.problem_mark.line + 1 if error.problem_mark else None
    at = text.splitlines()[line - 1 : line] if line else []
    if at and at[0][: len(at[0]) - len(at[0].lstrip())].count("\t"):
        return Fault(FILE, "a tab at the start of the line", "blanks, two for each level", line)
    return Fault(FILE, f"text that is no YAML ({error.problem})", "`key: value`", line)


def check(config: Config, schema: Schema, text: Source) -> tuple[Config, list[Fault]]:
    """Hold a configuration against its schema.

    Returns the configuration without the values at fault, whose rest has the types of the schema,
    and the faults.
    """
    faults = list(text.repeated())
    sound = deepcopy(config)
    for one in findings(config, schema):
        file, line = text.place(one.place, config)
        faults.append(Fault(file, one.found, one.expected, line, key(*one.place), one.near))
        _take_out(sound, one.place)
    return sound, faults


def key(*place: str | int) -> str:
    """How a message names a key: ``key explore/parallel/draws``."""
    return f"key {'/'.join(map(str, place))}"


def _take_out(config: Config, place: Place) -> None:
    """Take out the value at ``place``, or the whole list that it stands in."""
    keys = place[:-1] if isinstance(place[-1], int) else place
    block = dig(config, keys[:-1])
    if isinstance(block, dict):
        block.pop(keys[-1], None)


def _step(node: yaml.Node, key: str | int) -> tuple[yaml.Node, int] | None:
    """The node under ``key`` and its line, counted from one."""
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key], node.value[key].start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == str(key):
                return value, name.start_mark.line + 1
    return None


def _repeated(node: yaml.MappingNode) -> Iterator[Fault]:
    names: dict[str, int] = {}
    for name, _ in node.value:
        line = name.start_mark.line + 1
        if name.value in names:
            first = names[name.value]
            yield Fault(FILE, f"the key `{name.value}` again", f"it once (line {first})", line)
        names.setdefault(name.value, line)
