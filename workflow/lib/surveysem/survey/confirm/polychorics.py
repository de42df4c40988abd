"""Polychoric correlations of ordered items, of the respondents and of resamples of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from surveysem.errors import DataError
from surveysem.moments import OrderedSample, ordered_sample
from surveysem.sem import Fit
from surveysem.sem.bootstrap.refit import Weights
from surveysem.sem.bootstrap.resample import Resampling
from surveysem.sem.categorical.bootstrap import answers_of
from surveysem.sem.categorical.solution import OrderedSolution
from surveysem.sem.parallel import in_batches

Floats = npt.NDArray[np.float64]
_BATCH = 16


def polychorics(fit: Fit) -> pd.DataFrame | None:
    """The correlations (p, p) that a model of ordered items was fitted to; None for numeric items.

    As lavaan's ``lavCor``: polychoric between ordered items, polyserial with the others; of the
    complete rows, or pairwise where the model is.
    """
    if not isinstance(fit.solution, OrderedSolution):
        return None
    sample = fit.solution.moments[0]
    return pd.DataFrame(sample.R, index=list(sample.names), columns=list(sample.names))


def resampled_polychorics(
    fit: Fit, items: Sequence[str], *, draws: int, seed: int, workers: int | None
) -> Floats | None:
    """The same (draws, p, p) of ``items`` in resamples of the respondents; None for numeric items.

    Thresholds and correlations are estimated anew in each resample, also where an item lost a
    category in it. A resample that does not determine them is NaN: everybody in it gives one and
    the same answer to an item, or one item determines another.
    """
    if not isinstance(fit.solution, OrderedSolution):
        return None
    sample = fit.solution.moments[0]
    at = np.array([sample.names.index(item) for item in items], dtype=np.intp)
    task = Polychorics(sample, at, Resampling(answers_of(fit.solution), seed, (sample.n,)), draws)
    parts = in_batches(
        task.run, draws, _BATCH, workers, threads=False, what="polychorics", of=Correlations
    )
    return np.concatenate([part.R for part in parts]).reshape(-1, len(at), len(at))


@dataclass(frozen=True, slots=True)
class Correlations:
    """Those of r resamples, row by row: R (r, p * p)."""

    R: Floats


@dataclass(frozen=True, slots=True)
class Polychorics:
    """Resamples of a sample, batch by batch, of the items at the places ``at`` of its variables."""

    sample: OrderedSample
    at: npt.NDArray[np.intp]
    weights: Weights
    draws: int

    def run(self, batch: int) -> Correlations:
        """The correlations of one batch."""
        first = batch * _BATCH
        counts = self.weights.counts(first, min(first + _BATCH, self.draws))
        return Correlations(
            np.stack([self._of_draw(row.astype(np.intp)).ravel() for row in counts])
        )

    def _of_draw(self, counts: npt.NDArray[np.intp]) -> Floats:
        names, categories = np.array(self.sample.names), self.sample.categories
        rows = np.repeat(np.arange(len(counts)), counts)
        drawn = pd.DataFrame(self.weights.X[rows][:, self.at], columns=names[self.at])
        ordered = [name for name in categories.names if name in set(drawn.columns)]
        try:
            return ordered_sample(drawn, ordered, pairwise=categories.has_missing).R
        except DataError:
            return np.full((len(self.at), len(self.at)), np.nan)
