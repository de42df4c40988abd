"""``python -m surveysem fit``: one model, fitted to one SPSS file and printed.

The answers are taken as they stand in the file, nothing is cleaned or reversed.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from surveysem.commands.command import Command
from surveysem.errors import SpecificationError

if TYPE_CHECKING:
    import pandas as pd

    from surveysem.survey import Survey


def _add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", type=Path, metavar="MODEL.lav", help="model in lavaan's syntax")
    parser.add_argument("data", type=Path, metavar="DATA.sav", help="SPSS file with the answers")
    parser.add_argument("--estimator", default="ML", help="ML MLM MLMV MLR GLS ULS WLS DWLS, "
                        "SLS with amos, WLSMV or ULSMV if ordered (default: ML)")  # fmt: skip
    parser.add_argument("--convention", default="lavaan", help="lavaan, wishart or amos; the "
                        "output has the layout of the program (default: lavaan)")  # fmt: skip
    parser.add_argument("--missing", default="listwise", help="listwise, fiml, two-stage or "
                        "pairwise (default: listwise)")  # fmt: skip
    parser.add_argument("--ordered", action="store_true", help="the items are ordered categories")
    parser.add_argument("--group", help="variable whose groups are fitted side by side")
    parser.add_argument("--equal", nargs="+", default=[], metavar="CLASS", help="what is equal "
                        "across the groups: loadings intercepts residuals ...")  # fmt: skip
    parser.add_argument("--std-lv", action="store_true", help="fix the variances of the factors "
                        "to 1 instead of their first loadings")  # fmt: skip


def _run(options: argparse.Namespace) -> str:
    from surveysem import sem, survey

    syntax = _text(options.model)
    found = survey.read(options.data)
    fit = sem.fit(
        syntax,
        _answers(found, options.group),
        estimator=options.estimator,
        convention=options.convention,
        missing=options.missing,
        ordered=options.ordered,
        group=options.group,
        equal=options.equal,
        std_lv=options.std_lv,
    )
    notes = "".join(f"{note}\n" for note in _notes(found))
    return sem.printout(fit) + (f"\n{notes}" if notes else "")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SpecificationError(f"{path}: {error.strerror}; expected a model text") from None
    except UnicodeDecodeError:
        raise SpecificationError(f"{path}: bytes that are not UTF-8; expected text") from None


def _answers(found: Survey, group: str | None) -> pd.DataFrame:
    """The data, the codes of the grouping variable replaced by their labels."""
    if group is None:
        return found.data
    labels = found.codebook[group].value_labels
    codes = found.data[group]
    return found.data.assign(**{group: codes.map(lambda code: labels.get(code, code))})


def _notes(found: Survey) -> list[str]:
    weighted = found.weight and f"weight {found.weight} of the file: not used, each row counts once"
    return [f"Note: {note}" for note in (*found.notes, weighted) if note]


_EXAMPLE = "python -m surveysem fit config/models/trust_performance_short.lav data/raw/wave_1.sav"
FIT = Command(
    name="fit",
    purpose="fit one model to one SPSS file, as it is, and print it as lavaan or AMOS would",
    examples=(
        "python -m surveysem fit config/models/measurement.lav data/raw/wave_1.sav",
        f"{_EXAMPLE} --convention amos",
        f"{_EXAMPLE} --missing fiml --estimator MLR",
        f"{_EXAMPLE} --group region --equal loadings intercepts",
    ),
    add=_add,
    run=_run,
)
