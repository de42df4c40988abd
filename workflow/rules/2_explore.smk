# Chapter 2, explore: how many factors the items carry, and which items serve their construct.
#
# needs   clean/<wave>/items_<sample>.parquet
# gives   adequacy, retention, loadings, purification in rounds, and the models that later chapters fit

RESAMPLED = [
    *(["stability"] if STUDY.stability_draws else []),
    *(["cross_validation"] if STUDY.cross_validated else []),
]


rule explore:
    """Everything of this chapter."""
    input:
        expand(
            "data/processed/explore/{wave}/{sample}/{table}.parquet",
            wave=STUDY.explored_waves,
            sample=STUDY.explored,
            table=["adequacy", "retention", "loadings", "purification", *RESAMPLED],
        ),


if STUDY.halved:

    rule split_respondents:
        """Deal the respondents into two random halves: one to explore, one to confirm."""
        input:
            data="data/processed/clean/{wave}/items_all.parquet",
        output:
            explore="data/processed/clean/{wave}/items_explore.parquet",
            confirm="data/processed/clean/{wave}/items_confirm.parquet",
        log:
            "logs/explore/split_respondents/{wave}.log",
        conda:
            "../../environment.yml"
        params:
            seed=lookup(dpath="study/seed", within=config),
            code=code("explore/split_respondents.py"),
        message:
            "Deal the respondents of wave {wildcards.wave} into two halves"
        script:
            "../scripts/explore/split_respondents.py"


rule assess_adequacy:
    """Ask whether each item set can be factored at all: KMO and Bartlett's test."""
    input:
        data="data/processed/clean/{wave}/items_{sample}.parquet",
    output:
        adequacy="data/processed/explore/{wave}/{sample}/adequacy.parquet",
        per_item="data/processed/explore/{wave}/{sample}/adequacy_items.parquet",
    log:
        "logs/explore/assess_adequacy/{wave}.{sample}.log",
    conda:
        "../../environment.yml"
    params:
        sets=STUDY.sets,
        code=code("explore/assess_adequacy.py"),
    message:
        "Assess the adequacy of the item sets of wave {wildcards.wave}"
    script:
        "../scripts/explore/assess_adequacy.py"


rule retain_factors:
    """Count the factors of each item set: Kaiser, parallel analysis, MAP."""
    input:
        data="data/processed/clean/{wave}/items_{sample}.parquet",
    output:
        eigenvalues="data/processed/explore/{wave}/{sample}/eigenvalues.parquet",
        retention="data/processed/explore/{wave}/{sample}/retention.parquet",
    log:
        "logs/explore/retain_factors/{wave}.{sample}.log",
    conda:
        "../../environment.yml"
    params:
        sets=STUDY.sets,
        factors=STUDY.factors,
        draws=lookup(dpath="explore/parallel/draws", within=config),
        percentile=lookup(dpath="explore/parallel/percentile", within=config),
        seed=lookup(dpath="study/seed", within=config),
        code=code("explore/retain_factors.py"),
    message:
        "Count the factors of the item sets of wave {wildcards.wave}"
    script:
        "../scripts/explore/retain_factors.py"


rule purify_items:
    """Drop, round by round, the items that break the rules of purification, each with its reason."""
    input:
        data="data/processed/clean/{wave}/items_{sample}.parquet",
        retention=rules.retain_factors.output.retention,
    output:
        purification="data/processed/explore/{wave}/{sample}/purification.parquet",
    log:
        "logs/explore/purify_items/{wave}.{sample}.log",
    conda:
        "../../environment.yml"
    params:
        sets=STUDY.sets,
        constructs=STUDY.constructs,
        extraction=lookup(dpath="explore/extraction", within=config),
        rotation=lookup(dpath="explore/rotation", within=config),
        convention=lookup(dpath="explore/convention", within=config),
        thresholds=STUDY.purification,
        apply=lookup(dpath="explore/apply", within=config),
        code=code("explore/purify_items.py"),
    message:
        "Purify the item sets of wave {wildcards.wave}"
    script:
        "../scripts/explore/purify_items.py"


rule extract_factors:
    """Extract and rotate the factors of each item set."""
    input:
        data="data/processed/clean/{wave}/items_{sample}.parquet",
        retention=rules.retain_factors.output.retention,
        purification=rules.purify_items.output.purification,
    output:
        solutions="data/processed/explore/{wave}/{sample}/solutions.parquet",
        loadings="data/processed/explore/{wave}/{sample}/loadings.parquet",
        variance="data/processed/explore/{wave}/{sample}/variance.parquet",
        correlations="data/processed/explore/{wave}/{sample}/factor_correlations.parquet",
    log:
        "logs/explore/extract_factors/{wave}.{sample}.log",
    conda:
        "../../environment.yml"
    params:
        sets=STUDY.sets,
        extraction=lookup(dpath="explore/extraction", within=config),
        rotation=lookup(dpath="explore/rotation", within=config),
        convention=lookup(dpath="explore/convention", within=config),
        code=code("explore/extract_factors.py"),
    message:
        "Extract the factors of the item sets of wave {wildcards.wave}"
    script:
        "../scripts/explore/extract_factors.py"


rule assess_stability:
    """Draw samples from the respondents again, and see in how many the solution stays."""
    input:
        data="data/processed/clean/{wave}/items_{sample}.parquet",
        retention=rules.retain_factors.output.retention,
        purification=rules.purify_items.output.purification,
    output:
        stability="data/processed/explore/{wave}/{sample}/stability.parquet",
    log:
        "logs/explore/assess_stability/{wave}.{sample}.log",
    conda:
        "../../environment.yml"
    params:
        sets=STUDY.sets,
        method=STUDY.extraction,
        thresholds=STUDY.purification,
        draws=STUDY.stability_draws,
        seed=lookup(dpath="study/seed", within=config),
        code=code("explore/assess_stability.py"),
    message:
        "Resample the exploration of wave {wildcards.wave}"
    script:
        "../scripts/explore/assess_stability.py"


rule cross_validate:
    """Explore one random half of the respondents and confirm on the other, many times over."""
    input:
        data="data/processed/clean/{wave}/items_{sample}.parquet",
        retention=rules.retain_factors.output.retention,
    output:
        cross_validation="data/processed/explore/{wave}/{sample}/cross_validation.parquet",
        per_item="data/processed/explore/{wave}/{sample}/cross_validation_items.parquet",
    log:
        "logs/explore/cross_validate/{wave}.{sample}.log",
    conda:
        "../../environment.yml"
    params:
        sets=STUDY.sets,
        constructs=STUDY.constructs,
        method=STUDY.extraction,
        thresholds=STUDY.purification,
        splits=STUDY.splits,
        seed=lookup(dpath="study/seed", within=config),
        code=code("explore/cross_validate.py"),
    message:
        "Cross-validate the exploration of wave {wildcards.wave}"
    script:
        "../scripts/explore/cross_validate.py"


rule purify_model:
    """Take the items that exploration dropped out of a model, where the study applies purification."""
    input:
        model="config/models/{model}.lav",
        purification=f"{STUDY.exploration}/purification.parquet",
    output:
        model="data/processed/explore/{wave}/{sample}/models/{model}.lav",
    log:
        "logs/explore/purify_model/{wave}.{sample}.{model}.log",
    conda:
        "../../environment.yml"
    params:
        code=code("explore/purify_model.py"),
    message:
        "Prepare model {wildcards.model} for wave {wildcards.wave}"
    script:
        "../scripts/explore/purify_model.py"
