"""The last chapter of the small study."""

from collections.abc import Sequence

from scripts.bench import Step
from scripts.places import (
    CLEAN,
    CONFIRM,
    EXPLORE,
    HYPOTHESES,
    PUBLISHED,
    REPORT,
    SECOND_ORDER,
    STRUCTURAL,
    WAVE,
    tables,
)

from surveysem.study.study import Study


def report(study: Study, source: Sequence[str]) -> list[Step]:
    measured = f"{CONFIRM}/{study.measurement_model}"
    structural = f"{HYPOTHESES}/{STRUCTURAL}"
    places = [measured, structural]
    folder, workbook = f"{REPORT}/source", f"{REPORT}/tables.xlsx"
    page, published = f"{REPORT}/report.html", f"{PUBLISHED}/report.en.html"
    found = {
        "source": source,
        "codebook": "config/items.tsv",
        **tables(CLEAN, "flow decisions dictionary summary missing_items missing_patterns mcar"),
        **tables(CLEAN, "flags normality distributions profile profile_numbers returns"),
        **tables(EXPLORE, "adequacy adequacy_items eigenvalues retention solutions loadings"),
        **tables(EXPLORE, "variance factor_correlations purification"),
        **{
            name: [f"{place}/{name}.parquet" for place in places]
            for name in ("estimates", "standardized", "r_squared", "residuals", "corrected_tests")
        },
        "fits": [f"{place}/fit.json" for place in places],
        **tables(measured, "agreement reliability convergent validity cross_loadings"),
        **tables(measured, "common_method common_method_changes unflagged"),
        **tables(SECOND_ORDER, "contest comparisons higher_order improper omega common_variance"),
        **tables(CONFIRM, "invariance invariance_verdicts invariance_releases invariance_groups"),
        "second_order": [f"{SECOND_ORDER}/verdict.json"],
        **tables(structural, "effects intervals collinearity power precision rmsea_power"),
        **tables(HYPOTHESES, "rivals rival_tests"),
        "bootstrap": [f"{structural}/bootstrap.json"],
        **tables(HYPOTHESES, "verdicts claims specifications worlds robustness"),
    }
    return [
        Step(
            "report/assemble_report.py",
            found,
            {"folder": folder, "tables": workbook},
            {"study": study.masthead, "fieldwork": study.fieldwork["schools"]},
            WAVE | {"lang": "en"},
        ),
        Step(
            "report/render_report.py",
            {"folder": folder},
            {"report": page},
            wildcards=WAVE | {"lang": "en", "format": "html"},
        ),
        Step(
            "report/publish_report.py",
            {"reports": [page], "tables": [workbook], "folder": [folder]},
            {
                "reports": [published],
                "tables": f"{PUBLISHED}/tables.xlsx",
                "figures": f"{PUBLISHED}/figures",
            },
            wildcards=WAVE,
        ),
        Step(
            "report/write_index.py",
            {
                "source": source,
                "reports": [published],
                "tables": [f"{PUBLISHED}/tables.xlsx"],
                "flow": [f"{CLEAN}/flow.parquet"],
                "verdicts": [f"{HYPOTHESES}/verdicts.parquet"],
            },
            {"index": "reports/index.html"},
            {"study": study.masthead, "waves": ["schools"], "dates": {}, "lang": "en"},
        ),
    ]
