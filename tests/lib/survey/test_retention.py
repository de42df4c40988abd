"""Criteria for the number of factors side by side, and the reason for the number taken."""

import numpy as np
import pytest

from surveysem.survey.explore.retention import CRITERIA, retention_reason, scree_elbow


def counts(**changes: int) -> dict[str, int]:
    return dict.fromkeys(CRITERIA, 3) | changes


@pytest.mark.parametrize(
    ("chosen", "stated", "found", "fr", "en"),
    [
        (
            3, True, counts(),
            "3 facteurs, nombre fixé par la configuration ; tous les critères concordent",
            "3 factors, as the configuration states; all criteria agree",
        ),
        (
            1, False, dict.fromkeys(CRITERIA, 1),
            "1 facteur, selon l'analyse parallèle ; tous les critères concordent",
            "1 factor, by parallel analysis; all criteria agree",
        ),
        (
            3, False, counts(kaiser=4, map_revised=2),
            "3 facteurs, selon l'analyse parallèle ; en comptent autant : le coude de l'éboulis, "
            "l'analyse parallèle, l'analyse parallèle des corrélations réduites, le MAP de 1976 "
            "(Kaiser : 4 ; le MAP de 2000 : 2)",
            "3 factors, by parallel analysis; as many by the elbow of the scree, "
            "parallel analysis, parallel analysis of reduced correlations, the MAP of 1976 "
            "(Kaiser: 4; the MAP of 2000: 2)",
        ),
        (
            2, True, {"kaiser": 3, "parallel": 1},
            "2 facteurs, nombre fixé par la configuration ; aucun critère n'en compte autant "
            "(Kaiser : 3 ; l'analyse parallèle : 1)",
            "2 factors, as the configuration states; no criterion counts as many "
            "(Kaiser: 3; parallel analysis: 1)",
        ),
    ],
)  # fmt: skip
def test_the_reason_says_who_counts_as_many(chosen, stated, found, fr, en):
    reason = retention_reason(chosen, stated, found)
    assert (reason.fr, reason.en) == (fr, en)


@pytest.mark.parametrize(
    ("eigenvalues", "expected"),
    [((5, 1, 0.9, 0.8), 1), ((3, 2.8, 0.6, 0.5, 0.4), 2), ((3, 2.8, 2.7, 0.4, 0.3, 0.2), 3)],
)
def test_the_elbow_is_the_sharpest_bend(eigenvalues, expected):
    assert scree_elbow(np.array(eigenvalues)) == expected
