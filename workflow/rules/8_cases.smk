# Chapter 8, cases: coded interviews of the partners of alliances, collection by collection.
#
# needs   data/raw/cases/<collection>.{qdpx,csv,xlsx}, config/cases.tsv, config/codes.tsv
# gives   interviews and segments, and what is counted, compared and placed from them

CASES = STUDY.cases
COLLECTION = "data/processed/cases/{collection}/"
OF_FIRMS = ["type_summary"]
if CASES.firms:
    OF_FIRMS += ["latent_means"] if CASES.firms["models"] else []
    OF_FIRMS += ["group_paths"] if CASES.firms["paths"] else []


wildcard_constraints:
    collection="|".join(CASES.collections),


rule cases:
    """Everything of this chapter."""
    input:
        expand(f"{COLLECTION}segments.parquet", collection=CASES.collections),
        expand(
            "data/processed/cases/firms/{wave}/{table}.parquet",
            wave=STUDY.waves if CASES.firms else [],
            table=OF_FIRMS,
        ),


rule read_interviews:
    """Read one collection of coded interviews, hold it against the study, replace names."""
    input:
        raw=lambda wildcards: CASES.path(wildcards.collection),
        pseudonyms=CASES.pseudonyms,
    output:
        interviews=f"{COLLECTION}interviews.parquet",
        segments=f"{COLLECTION}segments.parquet",
    log:
        "logs/cases/read_interviews/{collection}.log",
    conda:
        "../../environment.yml"
    params:
        frame=lambda wildcards: CASES.frame(wildcards.collection),
        code=code("cases/read_interviews.py"),
    message:
        "Read the interviews of {wildcards.collection}"
    script:
        "../scripts/cases/read_interviews.py"


if CASES.firms:
    FIRMS = "data/processed/cases/firms/{wave}/"
    FIRM_GROUPS = dict(
        data=f"data/processed/clean/{{wave}}/items_{STUDY.sample}.parquet",
        background="data/processed/clean/{wave}/background_all.parquet",
        dictionary="data/processed/clean/{wave}/dictionary.parquet",
        types=f"{FIRMS}types.parquet",
    )

    rule type_firms:
        """Type the firms of a wave by the axes of the cases, and say how stable their types are."""
        input:
            background=FIRM_GROUPS["background"],
            dictionary=FIRM_GROUPS["dictionary"],
            codebook="config/items.tsv",
        output:
            types=f"{FIRMS}types.parquet",
            summary=f"{FIRMS}type_summary.parquet",
            scores=f"{FIRMS}type_scores.parquet",
            reliability=f"{FIRMS}axis_reliability.parquet",
            sensitivity=f"{FIRMS}cut_sensitivity.parquet",
            governance=f"{FIRMS}type_governance.parquet",
        log:
            "logs/cases/type_firms/{wave}.log",
        conda:
            "../../environment.yml"
        params:
            asked=CASES.firms,
            code=code("cases/type_firms.py"),
        message:
            "Type the firms of wave {wildcards.wave}"
        script:
            "../scripts/cases/type_firms.py"

    if CASES.firms["models"]:

        rule compare_types:
            """Is the measurement the same over types, sides and governance? Then, their means."""
            input:
                **FIRM_GROUPS,
                models=expand(
                    "data/processed/explore/{{wave}}/{sample}/models/{model}.lav",
                    sample=STUDY.sample,
                    model=CASES.firms["models"],
                ),
            output:
                invariance=f"{FIRMS}invariance.parquet",
                verdicts=f"{FIRMS}invariance_verdicts.parquet",
                releases=f"{FIRMS}invariance_releases.parquet",
                groups=f"{FIRMS}invariance_groups.parquet",
                means=f"{FIRMS}latent_means.parquet",
            log:
                "logs/cases/compare_types/{wave}.log",
            conda:
                "../../environment.yml"
            params:
                asked=CASES.firms,
                bounds=STUDY.invariance["bounds"],
                estimation=STUDY.estimation,
                code=code("cases/compare_types.py"),
            message:
                "Compare the types of firms of wave {wildcards.wave}"
            script:
                "../scripts/cases/compare_types.py"

    if CASES.firms["paths"]:

        rule compare_type_paths:
            """The paths of small structural models over types, sides and governance."""
            input:
                **FIRM_GROUPS,
                models=expand(
                    "data/processed/explore/{{wave}}/{sample}/models/{model}.lav",
                    sample=STUDY.sample,
                    model=CASES.firms["paths"],
                ),
            output:
                paths=f"{FIRMS}group_paths.parquet",
                tests=f"{FIRMS}group_path_tests.parquet",
                changes=f"{FIRMS}group_path_changes.parquet",
            log:
                "logs/cases/compare_type_paths/{wave}.log",
            conda:
                "../../environment.yml"
            params:
                asked=CASES.firms,
                bounds=STUDY.invariance["bounds"],
                estimation=STUDY.estimation,
                code=code("cases/compare_type_paths.py"),
            message:
                "Compare paths over the types of firms of wave {wildcards.wave}"
            script:
                "../scripts/cases/compare_type_paths.py"
