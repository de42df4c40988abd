"""A study whose artefacts are made up."""

from lib.reporting.fakes.cases import fake_cases_study
from lib.reporting.fakes.firms import fake_firms_study

from surveysem.reporting import Study

COUNTS = {
    "complementarity": ("comp", 5),
    "cultural_proximity": ("cult", 4),
    "organisational_proximity": ("orga", 3),
    "experience": ("expe", 4),
    "trust": ("trust", 5),
    "commitment": ("engag", 3),
    "communication": ("commu", 4),
    "cooperation": ("coop", 4),
    "performance_a": ("perf_a", 4),
    "performance_b": ("perf_b", 4),
    "performance_c": ("perf_c", 4),
}
NAMES = {
    "complementarity": ("Complémentarité des ressources", "Resource complementarity"),
    "cultural_proximity": ("Proximité culturelle", "Cultural proximity"),
    "organisational_proximity": ("Proximité organisationnelle", "Organisational proximity"),
    "experience": ("Expérience avec le partenaire", "Experience with the partner"),
    "trust": ("Confiance", "Trust"),
    "commitment": ("Engagement", "Commitment"),
    "communication": ("Communication", "Communication"),
    "cooperation": ("Coopération", "Cooperation"),
    "performance_a": ("Performance, dimension A", "Performance, dimension A"),
    "performance_b": ("Performance, dimension B", "Performance, dimension B"),
    "performance_c": ("Performance, dimension C", "Performance, dimension C"),
    "performance": ("Performance", "Performance"),
}
ITEMS = {name: [f"{stem}_{i}" for i in range(1, n + 1)] for name, (stem, n) in COUNTS.items()}
SPECIFIC = ("complementarity", "cultural_proximity", "organisational_proximity", "experience")
RELATIONAL = ("trust", "commitment", "communication")
PATHS = (
    [(y, x) for y in RELATIONAL for x in SPECIFIC]
    + [("cooperation", x) for x in RELATIONAL]
    + [("performance", x) for x in ("cooperation", *RELATIONAL, *SPECIFIC)]
)
DIMENSIONS = ("performance_a", "performance_b", "performance_c")


def fake_study(**changes):
    choices = {
        "title": {
            "fr": "Ce qui fait la performance des alliances Nord-Sud",
            "en": "What makes North-South alliances perform",
        },
        "synthetic": True,
        "wave": "2012",
        "sample": "all",
        "authors": ("É. Dupont",),
        "note": {
            "fr": "Données synthétiques, tirées d'une population connue.",
            "en": "Synthetic data, drawn from a known population.",
        },
        "seed": 20121,
        "constructs": {name: {"fr": fr, "en": en} for name, (fr, en) in NAMES.items()},
        "items": {
            item: {"fr": f"{NAMES[name][0]} : énoncé {i}", "en": f"{NAMES[name][1]}: item {i}"}
            for name, items in ITEMS.items()
            for i, item in enumerate(items, start=1)
        },
        "cutoffs": {
            "cfi": {"value": 0.95, "source": "Hu & Bentler (1999)"},
            "rmsea": {"value": 0.06, "source": "Hu & Bentler (1999)"},
            "ave": {"value": 0.5, "source": "Fornell & Larcker (1981)"},
            "composite_reliability": {"value": 0.7, "source": "Fornell & Larcker (1981)"},
            "loading": {"value": 0.5, "source": "Hair et al. (2019)"},
            "htmt": {"value": 0.85, "source": "Henseler, Ringle & Sarstedt (2015)"},
        },
        "purify": {
            "min_communality": {"value": 0.3, "source": "Dupont (1999)"},
            "min_loading": {"value": 0.5, "source": "Hair et al. (2019)"},
            "max_cross_loading": {"value": 0.35, "source": "Dupont (1999)"},
        },
        "bounds": {
            "kurtosis": {"value": 7, "source": "West et al. (1995)"},
            "points": {"value": 5, "source": "Rhemtulla et al. (2012)"},
            "residual": {"value": 0.1, "source": "Kline (2016)"},
            "skewness": {"value": 2, "source": "West et al. (1995)"},
            "steady": {"value": 0.8, "source": "Dupont (1999)"},
            "delta_aic": {"as_good": 2, "none": 10, "source": "Burnham & Anderson (2002)"},
            "delta_cfi": {"value": 0.01, "source": "Cheung & Rensvold (2002)"},
            "delta_rmsea": {"value": 0.015, "source": "Chen (2007)"},
            "vif": {"value": 5, "source": "Hair et al. (2019)"},
        },
        "contest": {
            "target_coefficient": {"value": 0.9, "source": "Marsh & Hocevar (1985)"},
            "delta_cfi": {"value": 0.01, "source": "Cheung & Rensvold (2002)"},
            "rmsea_diff": {"value": 0.08, "source": "Savalei, Brace & Fouladi (2023)"},
            "delta_bic": {"value": 2, "source": "Raftery (1995)"},
        },
        "thresholds": {
            "longstring": {"value": 4, "source": "Curran (2016)"},
            "mahalanobis": {"value": 0.001, "source": "Tabachnick & Fidell (2013)"},
        },
        "power": {
            "smallest_effect": {"value": 0.2, "source": "Gignac & Szodorai (2016)"},
            "target": {"value": 0.8, "source": "Cohen (1988)"},
            "n": [200],
            "draws": 500,
            "prior": {"H1": {"effect": 0.35, "source": "Dupont (1999)"}},
        },
        "min_cell": 5,
        "cases": fake_cases_study(),
        "firms": fake_firms_study(),
    }
    return Study(**{**choices, **changes})
