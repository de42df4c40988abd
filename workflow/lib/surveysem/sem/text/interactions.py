"""Interactions of two latent variables (``y ~ a + b + a:b``): read, checked, and written out.

The product of two latent variables becomes a factor of its own, ``a.b``, measured by products of
their items: the unconstrained product-indicator approach (Marsh, Wen and Hau, 2004, Psychological
Methods 9, 275-300), with double mean centring no mean structure is needed for it (Lin, Wen, Marsh
and Lin, 2010, Structural Equation Modeling 17, 374-391).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from surveysem.errors import SpecificationError
from surveysem.sem.names import listed, nearest
from surveysem.sem.text.statements import Model, Statement
from surveysem.sem.text.tokens import tokenize

SIGN = ":"
FEWEST = 2

Pair = tuple[str, str]
"""An item of the first construct and one of the second, which are multiplied."""


@dataclass(frozen=True, slots=True)
class Interaction:
    """The product of two latent variables and its effects.

    ``focal`` is the construct whose effect is shown at levels of the ``moderator``: the first and
    the second name of ``focal:moderator``. ``items`` are those of each, the one that gives the
    scale first; ``pairs`` the products that measure it.
    """

    focal: str
    moderator: str
    outcomes: tuple[str, ...]
    items: tuple[tuple[str, ...], tuple[str, ...]]
    pairs: tuple[Pair, ...]

    @property
    def term(self) -> str:
        """As it is written in the model: ``focal:moderator``."""
        return f"{self.focal}{SIGN}{self.moderator}"

    @property
    def factor(self) -> str:
        """Name of the latent product."""
        return factor_of(self.term)

    @property
    def products(self) -> tuple[str, ...]:
        """Names of the products of items."""
        return tuple(product_name(pair) for pair in self.pairs)


def factor_of(term: str) -> str:
    """Name of the latent variable that stands for ``a:b`` in the expanded model: ``a.b``."""
    return term.replace(SIGN, ".")


def product_name(pair: Pair) -> str:
    """Name of the product of two items, as semTools' indProd has it."""
    return ".".join(pair)


def has_interactions(model: Model) -> bool:
    """Whether the model text multiplies latent variables."""
    return any(_is_product(model, s) for s in model.statements)


def refuse_interactions(model: Model) -> None:
    """Raise SpecificationError where products have no indicators yet."""
    for s in model.statements:
        if _is_product(model, s):
            raise SpecificationError(
                f"line {s.line}: {s.rhs} is an interaction without product indicators; "
                "sem.fit builds them from the cases, sem.product_indicators writes them out"
            )


def interactions(model: Model) -> tuple[Interaction, ...]:
    """The interactions of a model, each once, with every product of their items as pairs.

    Raises SpecificationError where one is not a product of two constructs that are measured by
    items of their own, or where its regression lacks one of them.
    """
    terms: dict[str, list[Statement]] = {}
    for s in model.statements:
        if _is_product(model, s):
            terms.setdefault(s.rhs, []).append(s)
    found = []
    for term, rows in terms.items():
        focal, moderator = _components(model, rows[0], terms)
        for row in rows:
            _demand_main_effects(model, row, (focal, moderator))
        items = _items(model, focal, rows[0]), _items(model, moderator, rows[0])
        _refuse_shared(model, rows[0], items)
        every = tuple((x, z) for x in items[0] for z in items[1])
        outcomes = tuple(row.lhs for row in rows)
        found.append(Interaction(focal, moderator, outcomes, items, every))
        names = {name for s in model.statements for name in (s.lhs, s.rhs)}
        if factor_of(term) in names:
            raise SpecificationError(f"{factor_of(term)} is the name of {term} itself")
    return tuple(found)


def expanded_text(model: Model, found: Sequence[Interaction]) -> str:
    """The model text with each ``a:b`` as a factor ``a.b`` of products of items.

    Products that share an item have correlated residuals. Where ``a`` or ``b`` is itself an
    outcome, ``a.b`` may covary with its residual, as it may with every predictor.
    """
    lines = [_renamed(model.text).rstrip(), "", "# products of items, doubly mean centred"]
    lines += [f"{_quoted(one.factor)} =~ {' + '.join(map(_quoted, one.products))}" for one in found]
    pairs = [pair for one in found for pair in one.pairs]
    lines += [f"{a} ~~ {b}" for a, b in _sharing(pairs)]
    outcomes = {s.lhs for s in model.statements if s.op == "~"}
    for one in found:
        own = [_quoted(name) for name in (one.focal, one.moderator) if name in outcomes]
        if own:
            lines.append(f"{_quoted(one.factor)} ~~ {' + '.join(own)}")
    return "\n".join(lines) + "\n"


def _is_product(model: Model, s: Statement) -> bool:
    """A quoted name may hold the sign too."""
    if s.op != "~" or SIGN not in s.rhs:
        return False
    return any(word.text == SIGN for word in tokenize(model.text[s.start : s.end]))


def _sharing(pairs: Iterable[Pair]) -> list[tuple[str, str]]:
    """Names of products that have an item in common."""
    return [
        (_quoted(product_name(one)), _quoted(product_name(other)))
        for one, other in combinations(dict.fromkeys(pairs), 2)
        if set(one) & set(other)
    ]


def _components(model: Model, s: Statement, terms: Iterable[str]) -> Pair:
    """The two constructs of a product, each measured by items alone."""
    focal, moderator = s.rhs.split(SIGN)
    where = f"line {s.line}: {s.rhs}"
    if focal == moderator:
        raise SpecificationError(
            f"{where} is a quadratic effect, which is not yet available; expected two constructs"
        )
    if f"{moderator}{SIGN}{focal}" in terms:
        raise SpecificationError(
            f"{where} and {moderator}{SIGN}{focal} are one product; write it in one order"
        )
    factors = {t.lhs for t in model.statements if t.op == "=~"}
    for name in (focal, moderator):
        if name not in factors:
            raise SpecificationError(
                f"{where}: {name} is no construct of the model{nearest(name, factors)}; expected "
                f"one of {listed(sorted(factors))}"
            )
        if name == s.lhs:
            raise SpecificationError(f"{where}: {name} is the outcome itself")
    return focal, moderator


def _demand_main_effects(model: Model, s: Statement, components: Pair) -> None:
    """Without them the product takes up what they explain (Cohen, 1978, Psych. Bulletin 85)."""
    own = [t.rhs for t in model.statements if t.op == "~" and t.lhs == s.lhs]
    lost = [name for name in components if name not in own]
    if lost:
        expected = " + ".join((*components, s.rhs))
        raise SpecificationError(
            f"line {s.line}: {s.lhs} ~ {s.rhs} lacks {listed(lost)}, whose effect the product "
            f"would take up; expected {s.lhs} ~ {expected}"
        )


def _items(model: Model, construct: str, s: Statement) -> tuple[str, ...]:
    """The items of a construct, of which the first gives the scale."""
    where = f"line {s.line}: {s.rhs}"
    loadings = [t for t in model.statements if t.op == "=~" and t.lhs == construct]
    factors = {t.lhs for t in model.statements if t.op == "=~"}
    higher = [t.rhs for t in loadings if t.rhs in factors]
    if higher:
        raise SpecificationError(
            f"{where}: {construct} is measured by constructs ({listed(higher)}), not by items, so "
            "it has no product indicators; expected a first-order construct"
        )
    if len(loadings) < FEWEST:
        raise SpecificationError(
            f"{where}: {construct} has {len(loadings)} item; expected at least {FEWEST}"
        )
    first = loadings[0].modifier
    if first.free or first.several or first.fixed not in (None, 1.0):
        raise SpecificationError(
            f"{where}: the loading of {loadings[0].rhs}, the first item of {construct}, is not 1; "
            "expected 1, which gives the product the scale of its constructs"
        )
    return tuple(t.rhs for t in loadings)


def _refuse_shared(
    model: Model, s: Statement, items: tuple[tuple[str, ...], tuple[str, ...]]
) -> None:
    """Items of several constructs would carry several products."""
    for item in (*items[0], *items[1]):
        owners = [t.lhs for t in model.statements if t.op == "=~" and t.rhs == item]
        if len(owners) > 1:
            raise SpecificationError(
                f"line {s.line}: {s.rhs}: {item} measures {listed(owners)}; expected items of one "
                "construct each"
            )


def _renamed(text: str) -> str:
    """The text with each ``a:b`` as ``a.b``."""
    words = tokenize(text)
    for at in reversed([i for i, word in enumerate(words) if word.text == SIGN]):
        before, after = words[at - 1], words[at + 1]
        name = _quoted(factor_of(f"{before.name}{SIGN}{after.name}"))
        text = text[: before.start] + name + text[after.end :]
    return text


def _quoted(name: str) -> str:
    """A name as it is written in a model text."""
    words = tokenize(name) if '"' not in name else []
    return name if len(words) == 2 and words[0].kind == "name" else f'"{name}"'
