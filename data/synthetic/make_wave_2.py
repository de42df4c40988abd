"""Make the synthetic second wave of the tests: `python data/synthetic/make_wave_2.py FOLDER`.

Other firms of the same population, three years later, with three changes that a comparison of waves
should find: firms trust their partner more, one item of communication is answered higher whatever
the communication, and trust does less for performance.
"""

import sys
from pathlib import Path

from make_waves import Wave, make

# Standard deviations by which the mean of trust rises; its items rise by their loadings.
TRUST = 0.5
LOADINGS = {"trust_1": 0.84, "trust_2": 0.80, "trust_3": 0.78, "trust_4": 0.74, "trust_5": 0.76}
# The item whose own mean rises, so that its intercept is not that of the first wave.
DRIFTED = {"commu_3": 0.6}
WAVE_2 = Wave(
    "wave_2",
    2015,
    seed=2018,
    shifts={item: TRUST * loading for item, loading in LOADINGS.items()} | DRIFTED,
    population={"0.40*trust + 0*commitment": "0.15*trust + 0*commitment"},
    first_firm=1001,
)


if __name__ == "__main__":
    make(WAVE_2, Path(sys.argv[1]))
