"""Edit a YAML text of settings in place: what is not touched keeps its layout and its comments."""

from collections.abc import Sequence

import yaml

from surveysem.errors import SpecificationError


def without(text: str, key: str) -> str:
    """The text without the block of a key at its top, if there is one.

    The comment lines that stand right above the block go with it; those after it are of the next.
    """
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    starts = [(str(name.value), name.start_mark.line) for name, _ in pairs]
    at = next((k for k, (name, _) in enumerate(starts) if name == key), None)
    if at is None:
        return text
    lines = text.splitlines(keepends=True)
    first = starts[at][1]
    end = starts[at + 1][1] if at + 1 < len(starts) else len(lines)
    while not lines[end - 1].strip() or lines[end - 1].startswith("#"):
        end -= 1
    while first and lines[first - 1].startswith("#"):
        first -= 1
    while end < len(lines) and not lines[end].strip():
        end += 1
    return "".join([*lines[:first], *lines[end:]])


def with_value(text: str, keys: Sequence[str], value: str) -> str:
    """The text with another plain ``value`` at a place that it states.

    Raises SpecificationError where it states no single value there.
    """
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    for key in keys:
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        node = next((found for name, found in pairs if name.value == key), None)
    if not isinstance(node, yaml.ScalarNode) or node.start_mark.index == node.end_mark.index:
        raise SpecificationError(f"config/config.yaml: {'/'.join(keys)} states no single value")
    return text[: node.start_mark.index] + value + text[node.end_mark.index :]
