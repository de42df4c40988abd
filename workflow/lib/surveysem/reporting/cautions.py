"""What a reader must know before trusting a number, in sentences."""

from collections.abc import Mapping
from typing import Any

from surveysem.numbers import is_missing
from surveysem.reporting.artefacts import Artefacts, Record
from surveysem.reporting.escape import Markdown, escape
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
                text("warnings.inadmissible", model=_model(fit, text), why=problems(fit, text))
            )
    for record in artefacts.bootstrap or ():
        found += _bootstrap_warnings(record, text)
    return found


def _model(fit: Record, text: Text) -> Markdown:
    return text.word(fit.get("model"))


def _bootstrap_warnings(bootstrap: Record, text: Text) -> list[Markdown]:
    draws, used, model = bootstrap["draws"], bootstrap["used"], _model(bootstrap, text)
    if _below(used, draws):
        return [text("warnings.draws", model=model, lost=draws - used, draws=draws)]
    if _below(bootstrap.get("admissible"), used):
        odd = used - bootstrap["admissible"]
        return [text("warnings.kept_draws", model=model, odd=odd, draws=used)]
    return []


def _below(found: Any, wanted: Any) -> bool:
    return not is_missing(found) and not is_missing(wanted) and found < wanted


def problems(fit: Record, text: Text) -> Markdown:
    """The faults of a solution, by the kinds of `surveysem.sem.inference.admissible`."""
    told = [
        text(f"problems.{part['kind']}", where=_where(part, text), value=part["value"])
        for part in fit.get("problem_parts") or ()
    ]
    return Markdown(f"{text.joined(told)}." if told else "")


def _where(part: Mapping[str, Any], text: Text) -> Markdown:
    """The names of a fault, those that are not spelt out counted in the language of the report."""
    more = part.get("more", 0)
    if not more:
        return escape(part["where"])
    return text("problems_more", where=part["where"], more=more)
