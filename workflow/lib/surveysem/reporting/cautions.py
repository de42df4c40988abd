"""What a reader must know before trusting a number, in sentences."""

from typing import Any

from surveysem.numbers import is_missing
from surveysem.reporting.artefacts import Artefacts, Record
from surveysem.reporting.escape import Markdown
from surveysem.reporting.text import Text


def warnings(artefacts: Artefacts, text: Text) -> list[Markdown]:
    """What a reader must know before trusting a number, in sentences."""
    fits = artefacts.fits or ()
    few = [fit for fit in fits if _below(fit.get("n_obs"), fit.get("n_free"))]
    found = [
        text(
            "warnings.few_cases", model=_model(fit, text), n=fit["n_obs"], parameters=fit["n_free"]
        )
        for fit in few
    ]
    found += [text("warnings.few_cases_meaning")] if few else []
    for fit in fits:
        if fit.get("converged") is False:
            found.append(text("warnings.not_converged", model=_model(fit, text)))
        elif fit.get("admissible") is False:
            found.append(
                text("warnings.inadmissible", model=_model(fit, text), why=_problems(fit, text))
            )
    return found + _bootstrap_warnings(artefacts.bootstrap, text)


def _model(fit: Record, text: Text) -> Markdown:
    return text.word(fit.get("model"))


def _bootstrap_warnings(bootstrap: Record | None, text: Text) -> list[Markdown]:
    if not bootstrap:
        return []
    draws, used = bootstrap["draws"], bootstrap["used"]
    found = []
    if _below(used, draws):
        found.append(text("warnings.draws", lost=draws - used, draws=draws))
    elif _below(bootstrap.get("admissible"), used):
        found.append(text("warnings.kept_draws", odd=used - bootstrap["admissible"], draws=used))
    return found


def _below(found: Any, wanted: Any) -> bool:
    return not is_missing(found) and not is_missing(wanted) and found < wanted


def _problems(fit: Record, text: Text) -> Markdown:
    """The faults of a solution, by the kinds of `surveysem.sem.admissible`."""
    told = [
        text(f"problems.{part['kind']}", where=part["where"], value=part["value"])
        for part in fit.get("problem_parts") or ()
    ]
    return Markdown("; ".join(told) + "." if told else "")
