"""One wave in the names and codes of the study, where its file has others."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from surveysem.errors import DataError
from surveysem.survey.clean.decisions import Decision, Step
from surveysem.survey.codebook import Codebook, Entry, Variable, require_variables
from surveysem.survey.spss.files import Survey
from surveysem.survey.spss.missing import MissingCodes, number_text


def rename_variables(survey: Survey, entries: Sequence[Entry], wave: str) -> tuple[Survey, Step]:
    """The survey with the names of the study, as column renamed of items.tsv maps them.

    Raises
    ------
    DataError
        A variable that is to be renamed is not in the file, or its new name is taken there.
    """
    names = {e.renamed[wave]: e.variable for e in entries if wave in e.renamed}
    require_variables(names, survey.data.columns, f"items.tsv, renamed of {wave}: variable")
    kept = set(survey.codebook.names) - set(names)
    taken = [name for name in names.values() if name in kept]
    if taken:
        raise DataError(
            f"items.tsv, renamed of {wave}: the file has a variable {taken[0]} of its own; "
            "rename or delete it in SPSS"
        )
    codebook = Codebook(tuple(replace(v, name=names.get(v.name, v.name)) for v in survey.codebook))
    data = survey.data.rename(columns=names)
    decisions = tuple(_renamed(source, name, wave) for source, name in names.items())
    return replace(survey, data=data, codebook=codebook), Step(data, decisions)


def recode_values(survey: Survey, entries: Sequence[Entry], wave: str) -> tuple[Survey, Step]:
    """The survey with the codes of the study, as column recoded of items.tsv maps them.

    Value labels go with their codes. Codes that items.tsv calls missing stay.

    Raises
    ------
    DataError
        A variable to be recoded holds text, or an answer on its scale that has no new code.
    """
    mapped = {e.variable: e for e in entries if wave in e.recoded}
    data = survey.data.copy(deep=False)
    for name, entry in mapped.items():
        data[name] = _recoded(data[name], entry, entry.recoded[wave], wave)
    codebook = Codebook(
        tuple(
            _relabelled(v, mapped[v.name].recoded[wave]) if v.name in mapped else v
            for v in survey.codebook
        )
    )
    decisions = tuple(_decisions(mapped, wave))
    return replace(survey, data=data, codebook=codebook), Step(data, decisions)


def _recoded(column: pd.Series, entry: Entry, codes: Mapping[float, float], wave: str) -> pd.Series:
    if not pd.api.types.is_numeric_dtype(column):
        raise DataError(f"items.tsv, recoded of {wave}: {entry.variable} holds text, not codes")
    absent = MissingCodes.parse(entry.missing, numeric=True).mask(column)
    low = -float("inf") if entry.minimum is None else entry.minimum
    high = float("inf") if entry.maximum is None else entry.maximum
    open_ones = column[column.between(low, high) & ~column.isin(list(codes)) & ~absent]
    if len(open_ones):
        found = " ".join(map(number_text, sorted(open_ones.unique().tolist())))
        raise DataError(
            f"items.tsv, recoded of {wave}: {entry.variable} has answers without a new code, "
            f"{found}; expected a pair for each, also where a code stays (4>4)"
        )
    return column.map(lambda value: codes.get(value, value))


def _relabelled(variable: Variable, codes: Mapping[float, float]) -> Variable:
    labels = {
        codes.get(code, code) if isinstance(code, float) else code: label
        for code, label in variable.value_labels.items()
    }
    return replace(variable, value_labels=labels)


def _renamed(source: str, name: str, wave: str) -> Decision:
    return Decision(
        step="mapping",
        rule=f"renamed {wave}={source}",
        variable=name,
        found=source,
        action="renamed",
        reason=f"items.tsv says that {wave} calls it {source}",
    )


def _decisions(mapped: Mapping[str, Entry], wave: str) -> Iterator[Decision]:
    for name, entry in mapped.items():
        pairs = ",".join(
            f"{number_text(old)}>{number_text(new)}" for old, new in entry.recoded[wave].items()
        )
        yield Decision(
            step="mapping",
            rule=f"recoded {wave}={pairs}",
            variable=name,
            found="codes of its own",
            action="recoded",
            reason=f"items.tsv says which codes of the study those of {wave} are",
        )
