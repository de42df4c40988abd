"""Polychoric correlations as input of an exploratory analysis, and those of random answers."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from surveysem.efa.correlations import Correlations, Floats, correlations
from surveysem.moments import OrderedSample, two_step_correlations


def polychoric(data: pd.DataFrame, ordered: Sequence[str] | None = None) -> Correlations:
    """Correlations of the normal variables behind ordered items; complete cases (listwise).

    Polychoric between the items of ``ordered`` (None: all), polyserial with the others, as in
    lavaan's ``lavCor`` (:func:`surveysem.moments.ordered_sample`); ``notes`` say which pairs have
    empty cells. Raises DataError and SpecificationError as that does, and DataError where the
    matrix is not positive definite: it is not smoothed.
    """
    return correlations(data, [str(n) for n in data.columns] if ordered is None else ordered)


def random_polychorics(sample: OrderedSample, seed: int, draws: int) -> Iterator[Floats]:
    """Correlations (p, p) where the answers to each item are shuffled, ``draws`` times.

    So the random items have the categories and thresholds of the observed ones. A correlation
    without a maximum below .999 counts as .999.
    """
    rng = np.random.default_rng(seed)
    for _ in range(draws):
        codes = rng.permuted(sample.categories.codes, axis=0)
        z = rng.permuted(sample.z, axis=0)
        yield two_step_correlations(sample.pairs, replace(sample.categories, codes=codes), z)
