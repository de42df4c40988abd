"""The small study with a collection of coded interviews beside it."""

from pathlib import Path

from lib.cases.projects import project
from lib.study import small_study

BLOCK = """\
cases:
  attributes:
    months: {en: Months}
    equity: {en: Equity}
    region: {en: Region}
  themes: {tie: {en: Tie}, context: {en: Context}}
  quote_code: quote
  resampling: {draws: 100, level: 0.95}
  agreement: {value: 0.667, source: Krippendorff (2004)}
  collections:
    duo:
      title: {en: Two firms}
      axes:
        closeness:
          label: {en: Closeness}
          poles: {near: {en: near}, far: {en: far}}
      types:
        - {name: friends, label: {en: Friends}, closeness: near}
        - {name: strangers, label: {en: Strangers}, closeness: far}
      expected: {Duo: friends}
      chain: [tie, context]
      group: region
      ladder:
        source: {en: a priori}
        rungs:
          - {name: market, label: {en: Market}, when: {}}
          - {name: venture, label: {en: Venture}, when: {equity: true, months: {min: 12}}}
      truth_table:
        conditions:
          LONG: {label: {en: Long}, attribute: months, min: 24}
          TIED: {label: {en: Tied}, theme: tie, min: 2}
        outcome:
          OWNED: {label: {en: Owned}, attribute: equity, is: true}
        min_consistency: {value: 0.8, source: Ragin (2008)}
        min_necessity: {value: 0.9, source: Schneider & Wagemann (2012)}
        min_n: 1
"""
CASES = """\
collection\tcase\tpartner\tmonths\tequity\tregion
duo\tDuo\tNord\t36\tyes\tnorth
duo\tDuo\tSud\t36\tyes\tnorth
"""
HEADER = (
    "collection\tcode\ttheme\taxis\tpole\tweight\tdisplay\thypothesis\tsays\tlabel_fr\tlabel_en"
    "\tdefinition_fr\tdefinition_en\n"
)
CODES = (
    f"{HEADER}duo\tfriendship\ttie\tcloseness\tnear\t1\t\tH1\t+\t\tFriendship\t\t\n"
    "duo\tmarket\tcontext\t\t\t\tconditions\t\t\t\tMarket\t\t\n"
    "duo\tTie/weak\ttie\tcloseness\tfar\t1.5\t\t\t\t\tWeak tie\t\t\n"
)
CLAIMS = "K1\t\tThey are friends\tcases:duo:Duo\tfriends\n"


def write(root: Path) -> Path:
    """The small study with its collection, faultless."""
    small_study.write(root)
    for file, text in (("config/config.yaml", BLOCK), ("config/claims.tsv", CLAIMS)):
        path = root / file
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    (root / "config/cases.tsv").write_text(CASES, encoding="utf-8")
    (root / "config/codes.tsv").write_text(CODES, encoding="utf-8")
    (root / "data/raw/cases").mkdir()
    (root / "data/raw/cases/duo.qdpx").write_bytes(project())
    return root
