"""Made-up artefacts of every chapter, as a run leaves them."""

import numpy as np
from lib.reporting.fakes.cases import fake_cases
from lib.reporting.fakes.comparisons import fake_comparisons
from lib.reporting.fakes.confirmed import fake_measurement
from lib.reporting.fakes.explored import fake_cleaning, fake_exploration
from lib.reporting.fakes.firms import fake_firms
from lib.reporting.fakes.judged import fake_power, fake_structure, fake_verdicts
from lib.reporting.fakes.second_order import fake_second_order
from lib.reporting.fakes.study import ITEMS, PATHS, fake_study
from lib.reporting.fakes.worlds import fake_worlds

from surveysem.reporting import Artefacts

__all__ = ["ITEMS", "PATHS", "fake_artefacts", "fake_study"]


def fake_artefacts(**changes):
    rng = np.random.default_rng(20121)
    parts = {
        **fake_cleaning(rng),
        **fake_exploration(rng),
        **fake_measurement(rng),
        **fake_second_order(),
        **fake_structure(rng),
    }
    parts |= fake_verdicts(parts["effects"], rng)
    parts |= fake_comparisons(PATHS)
    parts |= fake_power(parts["verdicts"])
    parts |= fake_worlds(parts["verdicts"], rng)
    parts |= fake_cases()
    parts |= fake_firms()
    parts |= {"origins": _origins(), "versions": {"Python": "3.11.2", "numpy": "2.4.6"}}
    return Artefacts(**{**parts, **changes})


def _origins():
    raw = {"2012.sav": "e8fd" * 16}
    rules = {"flow": "clean_responses", "decisions": "clean_responses", "fit": "fit_measurement"}
    return [
        {"artefact": name, "rule": rule, "code": "ab" * 32, "config": "cd" * 32, "raw": raw}
        for name, rule in rules.items()
    ]
