"""Boolean minimisation: prime implicants and the smallest sets of them that cover the rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

DONT_CARE = -1
Term = tuple[int, ...]


def prime_implicants(rows: Iterable[Term]) -> list[Term]:
    """The prime implicants of ``rows`` (0 and 1 per condition); `DONT_CARE` where it drops out.

    Quine (1952, American Mathematical Monthly 59) and McCluskey (1956, Bell System Technical
    Journal 35): terms that differ in one condition alone are merged until none can be.
    """
    terms, primes = set(rows), set[Term]()
    while terms:
        merged, used = set[Term](), set[Term]()
        for term in terms:
            for place, value in enumerate(term):
                other = (*term[:place], 1, *term[place + 1 :])
                if value == 0 and other in terms:
                    merged.add((*term[:place], DONT_CARE, *term[place + 1 :]))
                    used |= {term, other}
        primes |= terms - used
        terms = merged
    return sorted(primes, key=_order)


def covers(term: Term, row: Term) -> bool:
    """Whether a row of the truth table is an instance of a term."""
    return all(t in (DONT_CARE, r) for t, r in zip(term, row, strict=True))


def minimal_covers(primes: Sequence[Term], rows: Sequence[Term]) -> list[tuple[Term, ...]]:
    """Every cover of ``rows`` by the fewest prime implicants; none where there are no rows.

    Of covers with equally many terms those with the fewest conditions are kept, as the field asks
    for the least complex; several may remain.
    """
    if not rows:
        return []
    terms = [[term for term in primes if covers(term, row)] for row in rows]
    instances = {
        term: frozenset(at for at, of_row in enumerate(terms) if term in of_row) for term in primes
    }
    for size in range(1, len(rows) + 1):
        found = set(_covers(frozenset(range(len(rows))), size, terms, instances))
        if found:
            fewest = min(map(_conditions, found))
            least = (cover for cover in found if _conditions(cover) == fewest)
            return sorted(tuple(sorted(cover, key=_order)) for cover in least)
    return []


def _covers(
    rows: frozenset[int],
    size: int,
    terms: Sequence[Sequence[Term]],
    instances: Mapping[Term, frozenset[int]],
) -> Iterator[frozenset[Term]]:
    """Covers of ``rows`` by at most ``size`` terms, some of them several times."""
    if not rows:
        yield frozenset()
    elif size:
        # One of the terms of each row is in every cover: begin where the choice is smallest.
        hardest = min(rows, key=lambda row: (len(terms[row]), row))
        for term in terms[hardest]:
            for rest in _covers(rows - instances[term], size - 1, terms, instances):
                yield rest | {term}


def expression(term: Term, names: Sequence[str]) -> str:
    """A term in words of sets: ``equity*~entity``; 1 where every condition drops out."""
    stated = [
        name if value else f"~{name}"
        for name, value in zip(names, term, strict=True)
        if value != DONT_CARE
    ]
    return "*".join(stated) or "1"


def _conditions(cover: Iterable[Term]) -> int:
    return sum(value != DONT_CARE for term in cover for value in term)


def _order(term: Term) -> tuple[int, Term]:
    """Terms with fewer conditions first, present conditions before absent ones."""
    return (sum(value != DONT_CARE for value in term), tuple(-value for value in term))
