"""Whether a collection fits the study: every fault, as a sentence with its cure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches

from surveysem.cases.read.material import Material, Segment

CODES, CASES = "config/codes.tsv", "config/cases.tsv"
SHOWN = 5


def faults(
    made: Material,
    themes: Mapping[str, str],
    partners: Sequence[tuple[str, str]],
    quote_code: str,
) -> Iterator[str]:
    """Sources that are nobody's, unknown codes, partners without an interview, double codings."""
    yield from _source_faults(made, partners)
    yield from _code_faults(made, themes, quote_code)
    yield from _partner_faults(made, partners)
    yield from _double_faults(made)


def _source_faults(made: Material, partners: Sequence[tuple[str, str]]) -> Iterator[str]:
    names = Counter(one.source for one in made.interviews)
    for name, n in names.items():
        if n > 1:
            yield f"{made.file}: found {n} sources of the name {name}; expected names of their own"
    for one in made.interviews:
        if not one.source:
            yield f"{made.file}: found a source without a name; expected CASE - PARTNER"
        elif not one.case or not one.partner:
            yield (
                f"{made.file}, source {one.source}: it does not say whose it is; expected the name"
                " `CASE - PARTNER`, or the variables case and partner"
            )
        elif (one.case, one.partner) not in partners:
            known = [f"{case} - {partner}" for case, partner in partners]
            found = f"{one.case} - {one.partner}"
            yield (
                f"{made.file}, source {one.source}: found case `{one.case}` and partner"
                f" `{one.partner}`; expected a row of {CASES}.{_nearest(found, known)}"
            )


def _code_faults(made: Material, themes: Mapping[str, str], quote_code: str) -> Iterator[str]:
    counts = Counter(segment.code for segment in made.segments)
    for code, n in counts.items():
        if not code:
            yield f"{made.file}: found {_segments(n)} of a code without a name; expected a name"
        elif code not in themes and code != quote_code:
            yield (
                f"{made.file}: found the code `{code}` on {_segments(n)}; expected a code of"
                f" {CODES}, with its theme.{_nearest(code, themes)}"
            )
    if made.codes is not None:
        for code in themes:
            if code not in made.codes:
                yield (
                    f"{CODES}: found the code `{code}`, which the code book of {made.file} lacks;"
                    f" expected one of its codes.{_nearest(code, made.codes)}"
                )


def _partner_faults(made: Material, partners: Sequence[tuple[str, str]]) -> Iterator[str]:
    heard = {(one.case, one.partner) for one in made.interviews}
    for case, partner in partners:
        if (case, partner) not in heard:
            yield (
                f"{made.file}: found no interview of {partner} (case {case}), a row of {CASES};"
                " expected one, since both partners of an alliance are heard: name the source"
                f" `{case} - {partner}`, or take the case out"
            )


def _double_faults(made: Material) -> Iterator[str]:
    """Stretches that one coder gave one code twice: they would count twice."""
    by_key: dict[tuple[str, str, str], list[Segment]] = {}
    for one in made.segments:
        by_key.setdefault((one.source, one.coder, one.code), []).append(one)
    for (source, coder, code), segments in by_key.items():
        reached, last, pairs = -1, "", []
        for one in sorted(segments, key=lambda each: (each.start, each.end)):
            if one.start < reached:
                pairs.append(f"{last} and {one.place} ({one.start} to {one.end})")
            if one.end > reached:
                reached, last = one.end, one.place
        if pairs:
            more = f" and {len(pairs) - SHOWN} more" if len(pairs) > SHOWN else ""
            yield (
                f"{made.file}, source {source}: found the code `{code}` twice by {coder} on the"
                f" same words, {'; '.join(pairs[:SHOWN])}{more}; expected one segment: merge them"
            )


def _segments(n: int) -> str:
    return f"{n} segments" if n > 1 else "1 segment"


def _nearest(name: str, known: Mapping[str, str] | Sequence[str] | set[str]) -> str:
    folded = {one.casefold(): one for one in known}
    near = [folded[one] for one in get_close_matches(name.casefold(), folded, n=3, cutoff=0.6)]
    return f" Nearest: {', '.join(near)}." if near else ""
