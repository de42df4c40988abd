"""What a wave calls or codes otherwise than the study, as items.tsv states it in one cell."""

MEANS, BECOMES = "=", ">"


def by_wave(cell: str) -> dict[str, str]:
    """``wave_2=confiance_1 wave_3=conf_1`` as what each wave has.

    Raises
    ------
    ValueError
        A word of the cell has another form, or a wave stands there twice.
    """
    found: dict[str, str] = {}
    for word in cell.split():
        wave, means, what = word.partition(MEANS)
        if not (wave and means and what):
            raise ValueError(f"`{word}`; expected wave=..., separated by blanks")
        if wave in found:
            raise ValueError(f"the wave {wave} twice")
        found[wave] = what
    return found


def codes(text: str) -> dict[float, float]:
    """``1>7,2>6`` as the code of the study for each code of the raw file.

    Raises
    ------
    ValueError
        A pair has another form, or a code of the raw file stands there twice.
    """
    found: dict[float, float] = {}
    for pair in text.split(","):
        raw, _, own = pair.partition(BECOMES)
        try:
            old, new = float(raw), float(own)
        except ValueError:
            raise ValueError(f"`{pair}`; expected pairs as `1>7,2>6`") from None
        if old in found:
            raise ValueError(f"the code {raw} twice")
        found[old] = new
    return found
