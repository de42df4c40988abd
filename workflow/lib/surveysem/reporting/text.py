"""The sentences of the report: templates of one language, filled with formatted numbers."""

import re
from collections.abc import Iterator, Mapping, Sequence
from string import Formatter
from typing import Any

from surveysem.errors import SpecificationError
from surveysem.numbers import FORMATS, NO_BREAK, is_plural, shown
from surveysem.reporting.escape import Markdown, escape

_APOSTROPHE = re.compile(r"`[^`]*`|(?<=\w)'")
_BEFORE_HIGH_POINT = re.compile(r" (?=[:;?!%»])")


class Text:
    """The templates of one language.

    A template is Markdown with placeholders ``{name:form}``; ``form`` is a key of
    `numbers.FORMATS`, or ``plural one|many`` which prints one of two words by the count ``name``;
    ``plural none|one|many`` has another for 0. A placeholder without a form prints its value as
    text.
    """

    def __init__(self, language: str, templates: Mapping[str, Any]) -> None:
        self.language = language
        self._templates = {key: _spaced(template, language) for key, template in _flat(templates)}
        self._filler = _Filler(language)

    def __contains__(self, key: str) -> bool:
        return key in self._templates

    def __call__(self, key: str, **values: object) -> Markdown:
        """The template ``key`` with its placeholders filled.

        Raises
        ------
        SpecificationError
            There is no such template, or a placeholder has no value.
        """
        if key not in self._templates:
            raise SpecificationError(f"text {self.language}: no sentence of the name {key}")
        try:
            return Markdown(self._filler.vformat(self._templates[key], (), values))
        except (KeyError, ValueError, TypeError) as error:
            raise SpecificationError(
                f"text {self.language}, sentence {key}: cannot be filled ({error})"
            ) from None

    def word(self, value: object) -> Markdown:
        """A word of a closed vocabulary in this language; a word that is not in it, as it is."""
        key = f"words.{value}"
        return self(key) if key in self else escape(value)

    def listed(self, parts: Sequence[str]) -> Markdown:
        """``a, b and c``."""
        last = self("labels.and").strip()
        texts = [escape(part) for part in parts]
        both = [", ".join(texts[:-1]), *texts[-1:]] if len(texts) > 1 else texts
        return Markdown(f" {last} ".join(both))

    def joined(self, parts: Sequence[str]) -> Markdown:
        """``a; b; c``, for parts that may hold commas."""
        between = f"{NO_BREAK}; " if self.language == "fr" else "; "
        return Markdown(between.join(map(escape, parts)))

    def shown(self, value: object, form: str) -> str:
        """A number in one of the forms of `numbers.FORMATS`."""
        return shown(value, form, self.language)

    def placeholders(self) -> dict[str, frozenset[str]]:
        """Every template's key with the names it wants to be given."""
        return {key: frozenset(self._names(template)) for key, template in self._templates.items()}

    def _names(self, template: str) -> Iterator[str]:
        for _, name, form, _ in self._filler.parse(template):
            if name:
                yield name
                yield from self._names(form or "")

    def keys_below(self, prefix: str) -> list[str]:
        """The keys that begin with ``prefix.``, in the order of the file."""
        return [key for key in self._templates if key.startswith(prefix + ".")]


class _Filler(Formatter):
    def __init__(self, language: str) -> None:
        self.language = language

    def get_field(self, field_name: str, _: Any, kwargs: Any) -> tuple[Any, str]:
        """The value by its bare name: no attribute and no index is looked up."""
        return kwargs[field_name], field_name

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec.startswith("plural "):
            *none, one, many = format_spec.removeprefix("plural ").split("|")
            if none and value == 0:
                return none[0]
            return many if is_plural(value, self.language) else one
        if not format_spec:
            return escape(value)
        if format_spec not in FORMATS:
            raise ValueError(f"unknown form {format_spec}")
        return shown(value, format_spec, self.language)


def _flat(templates: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in templates.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value).strip()


def _spaced(template: str, language: str) -> str:
    """No break around an equals sign before a number, and what `spaced` does."""
    template = template.replace(" = {", f"{NO_BREAK}={NO_BREAK}{{")
    template = re.sub(r" (?=\{\w+:relation\})", NO_BREAK, template)
    return spaced(template, language)


def spaced(sentence: str, language: str) -> str:
    """Apostrophes as print has them, outside code; in French no break before high points.

    Nor before percent signs and inside quotes.
    """
    sentence = _APOSTROPHE.sub(_printed, sentence)
    if language != "fr":
        return sentence
    return _BEFORE_HIGH_POINT.sub(NO_BREAK, sentence).replace("« ", f"«{NO_BREAK}")


def _printed(found: re.Match[str]) -> str:
    return "\N{RIGHT SINGLE QUOTATION MARK}" if found[0] == "'" else found[0]
