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
        *(
            expand(f"{COLLECTION}{table}.parquet", collection=collections)
            for table, collections in {
                "matrices": CASES.collections,
                "double_source": CASES.collections,
                "coder_agreement": CASES.collections,
                "placements": CASES.with_types,
                "ladder": CASES.with_ladder,
                "case_groups": CASES.with_groups,
                "truth_table": CASES.with_truth_table,
                "chain": CASES.with_chain,
                "case_claims": CASES.claimed,
            }.items()
        ),
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


rule count_themes:
    """Matrices of every alliance, evidence for each hypothesis, saturation."""
    input:
        segments=rules.read_interviews.output.segments,
        interviews=rules.read_interviews.output.interviews,
    output:
        matrices=f"{COLLECTION}matrices.parquet",
        evidence=f"{COLLECTION}evidence.parquet",
        saturation=f"{COLLECTION}saturation.parquet",
    log:
        "logs/cases/count_themes/{collection}.log",
    conda:
        "../../environment.yml"
    params:
        choices=lambda wildcards: CASES.needed(wildcards.collection, "count_themes"),
        code=code("cases/count_themes.py"),
    message:
        "Count the themes of {wildcards.collection}"
    script:
        "../scripts/cases/count_themes.py"


rule compare_sources:
    """What both partners of an alliance say, one says alone, and they contradict."""
    input:
        segments=rules.read_interviews.output.segments,
    output:
        themes=f"{COLLECTION}double_source.parquet",
        agreement=f"{COLLECTION}source_agreement.parquet",
    log:
        "logs/cases/compare_sources/{collection}.log",
    conda:
        "../../environment.yml"
    params:
        choices=lambda wildcards: CASES.needed(wildcards.collection, "compare_sources"),
        code=code("cases/compare_sources.py"),
    message:
        "Compare the partners in {wildcards.collection}"
    script:
        "../scripts/cases/compare_sources.py"


rule compare_coders:
    """How far the coders agree, and what they should discuss."""
    input:
        segments=rules.read_interviews.output.segments,
    output:
        agreement=f"{COLLECTION}coder_agreement.parquet",
        discussions=f"{COLLECTION}discussions.parquet",
    log:
        "logs/cases/compare_coders/{collection}.log",
    conda:
        "../../environment.yml"
    params:
        choices=lambda wildcards: CASES.needed(wildcards.collection, "compare_coders"),
        code=code("cases/compare_coders.py"),
    message:
        "Compare the coders of {wildcards.collection}"
    script:
        "../scripts/cases/compare_coders.py"


rule place_cases:
    """Scores on the axes, the type of every alliance, and how firm it is."""
    input:
        segments=rules.read_interviews.output.segments,
    output:
        scores=f"{COLLECTION}scores.parquet",
        placements=f"{COLLECTION}placements.parquet",
        left_out=f"{COLLECTION}left_out.parquet",
    log:
        "logs/cases/place_cases/{collection}.log",
    conda:
        "../../environment.yml"
    params:
        choices=lambda wildcards: CASES.needed(wildcards.collection, "place_cases"),
        code=code("cases/place_cases.py"),
    message:
        "Place the alliances of {wildcards.collection}"
    script:
        "../scripts/cases/place_cases.py"


rule order_cases:
    """The rung of every alliance on the ladder of governance, and what was said by rung."""
    input:
        segments=rules.read_interviews.output.segments,
    output:
        ladder=f"{COLLECTION}ladder.parquet",
        display=f"{COLLECTION}display.parquet",
    log:
        "logs/cases/order_cases/{collection}.log",
    conda:
        "../../environment.yml"
    params:
        choices=lambda wildcards: CASES.needed(wildcards.collection, "order_cases"),
        code=code("cases/order_cases.py"),
    message:
        "Order the alliances of {wildcards.collection} by governance"
    script:
        "../scripts/cases/order_cases.py"


rule compare_groups:
    """Themes, mentions and attributes of groups of alliances, side by side."""
    input:
        segments=rules.read_interviews.output.segments,
        interviews=rules.read_interviews.output.interviews,
    output:
        groups=f"{COLLECTION}case_groups.parquet",
    log:
        "logs/cases/compare_groups/{collection}.log",
    conda:
        "../../environment.yml"
    params:
        choices=lambda wildcards: CASES.needed(wildcards.collection, "compare_groups"),
        code=code("cases/compare_groups.py"),
    message:
        "Compare the groups of {wildcards.collection}"
    script:
        "../scripts/cases/compare_groups.py"


rule solve_truth_table:
    """Which combinations of conditions go with the outcome."""
    input:
        segments=rules.read_interviews.output.segments,
    output:
        rows=f"{COLLECTION}truth_table.parquet",
        solutions=f"{COLLECTION}truth_table_solutions.parquet",
    log:
        "logs/cases/solve_truth_table/{collection}.log",
    conda:
        "../../environment.yml"
    params:
        choices=lambda wildcards: CASES.needed(
            wildcards.collection, "solve_truth_table"
        ),
        code=code("cases/solve_truth_table.py"),
    message:
        "Solve the truth table of {wildcards.collection}"
    script:
        "../scripts/cases/solve_truth_table.py"


rule trace_chain:
    """Which elements of the chain of effects are said, and in which order."""
    input:
        segments=rules.read_interviews.output.segments,
        interviews=rules.read_interviews.output.interviews,
    output:
        elements=f"{COLLECTION}chain.parquet",
        order=f"{COLLECTION}chain_order.parquet",
        links=f"{COLLECTION}chain_links.parquet",
        support=f"{COLLECTION}chain_support.parquet",
    log:
        "logs/cases/trace_chain/{collection}.log",
    conda:
        "../../environment.yml"
    params:
        choices=lambda wildcards: CASES.needed(wildcards.collection, "trace_chain"),
        code=code("cases/trace_chain.py"),
    message:
        "Trace the chain of effects in {wildcards.collection}"
    script:
        "../scripts/cases/trace_chain.py"


rule judge_case_claims:
    """Set what was published of the cases of a collection against this run."""
    input:
        placements=lambda wildcards: expand(
            f"{COLLECTION}placements.parquet",
            collection=CASES.only(wildcards.collection, CASES.with_types),
        ),
        ladder=lambda wildcards: expand(
            f"{COLLECTION}ladder.parquet",
            collection=CASES.only(wildcards.collection, CASES.with_ladder),
        ),
        case_groups=lambda wildcards: expand(
            f"{COLLECTION}case_groups.parquet",
            collection=CASES.only(wildcards.collection, CASES.with_groups),
        ),
        chain=lambda wildcards: expand(
            f"{COLLECTION}chain.parquet",
            collection=CASES.only(wildcards.collection, CASES.with_chain),
        ),
    output:
        claims=f"{COLLECTION}case_claims.parquet",
    log:
        "logs/cases/judge_case_claims/{collection}.log",
    conda:
        "../../environment.yml"
    params:
        claims=lambda wildcards: CASES.claims(wildcards.collection),
        choices=lambda wildcards: CASES.needed(
            wildcards.collection, "judge_case_claims"
        ),
        code=code("cases/judge_case_claims.py"),
    message:
        "Set the published claims against {wildcards.collection}"
    script:
        "../scripts/cases/judge_case_claims.py"


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
