# Chapter 6, waves: the waves of a study beside each other; only where there are two or more.
#
# needs   clean/<wave>, explore/<wave>/<sample>/purification, config/models
# gives   the answers of all waves as one table, item drift, invariance over waves and the latent
#         means that it allows to compare, paths by wave with a test of change; all of it under
#         waves/, nothing of a single wave changes

WAVES = "data/processed/waves/"
ASKED = [
    *(["item_drift"] if STUDY.drift else []),
    *(["invariance"] if STUDY.invariance else []),
]
PATHS = STUDY.structural_models if STUDY.invariance else []

JUDGED_WAVES = (
    expand(
        "data/processed/hypotheses/{wave}/{sample}/verdicts.parquet",
        wave=STUDY.waves,
        sample=STUDY.sample,
    )
    if STUDY.hypotheses
    else []
)
MEASURED_WAVES = [WAVES] if STUDY.invariance else []


ruleorder: assemble_pooled > assemble_report


rule waves:
    """Everything of this chapter."""
    input:
        expand(f"{WAVES}{{table}}.parquet", table=["pooled_waves", *ASKED]),
        expand(f"{WAVES}{{model}}/path_changes.parquet", model=PATHS),


rule pool_waves:
    """Stack the cleaned answers of all waves, where they asked the same."""
    input:
        data=expand(
            "data/processed/clean/{wave}/items_{sample}.parquet",
            wave=STUDY.waves,
            sample=STUDY.sample,
        ),
        dictionary=expand(
            "data/processed/clean/{wave}/dictionary.parquet", wave=STUDY.waves
        ),
        decisions=expand(
            "data/processed/clean/{wave}/decisions.parquet", wave=STUDY.waves
        ),
        codebook="config/items.tsv",
    output:
        data=f"{WAVES}items_pooled.parquet",
        waves=f"{WAVES}pooled_waves.parquet",
    log:
        "logs/waves/pool_waves/pooled.log",
    conda:
        "../../environment.yml"
    params:
        code=code("waves/pool_waves.py"),
    message:
        "Pool the waves"
    script:
        "../scripts/waves/pool_waves.py"


rule pool_model:
    """Take the items that any wave dropped out of a model, so that all waves share it."""
    input:
        model="config/models/{model}.lav",
        purification=expand(
            f"{STUDY.exploration}/purification.parquet", wave=STUDY.explored_waves
        ),
    output:
        model=f"{WAVES}models/{{model}}.lav",
    log:
        "logs/waves/pool_model/{model}.log",
    conda:
        "../../environment.yml"
    params:
        code=code("waves/pool_model.py"),
    message:
        "Prepare model {wildcards.model} for all waves"
    script:
        "../scripts/waves/pool_model.py"


if STUDY.drift:

    rule compare_items:
        """The answers to every item by wave, and what they did since the first."""
        input:
            data=rules.pool_waves.output.data,
            codebook="config/items.tsv",
        output:
            answers=f"{WAVES}item_answers.parquet",
            drift=f"{WAVES}item_drift.parquet",
        log:
            "logs/waves/compare_items/pooled.log",
        conda:
            "../../environment.yml"
        params:
            bound=STUDY.drift["bound"],
            alpha=STUDY.drift["alpha"],
            code=code("waves/compare_items.py"),
        message:
            "Compare the items over waves"
        script:
            "../scripts/waves/compare_items.py"


if STUDY.invariance:

    rule compare_measurement:
        """Is the measurement the same in all waves? Where it is, the means of constructs by wave."""
        input:
            data=rules.pool_waves.output.data,
            models=expand(rules.pool_model.output.model, model=STUDY.invariance_models),
        output:
            invariance=f"{WAVES}invariance.parquet",
            verdicts=f"{WAVES}invariance_verdicts.parquet",
            releases=f"{WAVES}invariance_releases.parquet",
            groups=f"{WAVES}invariance_groups.parquet",
            means=f"{WAVES}latent_means.parquet",
        log:
            "logs/waves/compare_measurement/pooled.log",
        conda:
            "../../environment.yml"
        params:
            names=STUDY.invariance_models,
            bounds=STUDY.invariance["bounds"],
            estimation=STUDY.estimation,
            code=code("waves/compare_measurement.py"),
        message:
            "Test the invariance of the measurement over waves"
        script:
            "../scripts/waves/compare_measurement.py"

    rule compare_paths:
        """Every path of a structural model by wave, with a test of change."""
        input:
            data=rules.pool_waves.output.data,
            model=rules.pool_model.output.model,
        output:
            tests=f"{WAVES}{{model}}/path_tests.parquet",
            changes=f"{WAVES}{{model}}/path_changes.parquet",
        log:
            "logs/waves/compare_paths/{model}.log",
        conda:
            "../../environment.yml"
        params:
            bounds=STUDY.invariance["bounds"],
            estimation=STUDY.estimation,
            code=code("waves/compare_paths.py"),
        message:
            "Compare the paths of {wildcards.model} over waves"
        script:
            "../scripts/waves/compare_paths.py"


rule assemble_pooled:
    """Fill the source of the report with the comparisons of all waves, in one language."""
    input:
        source=SOURCE,
        codebook="config/items.tsv",
        pooled_waves=rules.pool_waves.output.waves,
        item_drift=[f"{WAVES}item_drift.parquet"] if STUDY.drift else [],
        invariance=expand("{place}invariance.parquet", place=MEASURED_WAVES),
        invariance_verdicts=expand(
            "{place}invariance_verdicts.parquet", place=MEASURED_WAVES
        ),
        invariance_releases=expand(
            "{place}invariance_releases.parquet", place=MEASURED_WAVES
        ),
        invariance_groups=expand(
            "{place}invariance_groups.parquet", place=MEASURED_WAVES
        ),
        latent_means=expand("{place}latent_means.parquet", place=MEASURED_WAVES),
        wave_verdicts=JUDGED_WAVES,
        path_tests=expand(f"{WAVES}{{model}}/path_tests.parquet", model=PATHS),
        path_changes=expand(f"{WAVES}{{model}}/path_changes.parquet", model=PATHS),
    output:
        folder=directory("data/processed/report/pooled/{lang}/source"),
        tables="data/processed/report/pooled/{lang}/tables.xlsx",
    log:
        "logs/waves/assemble_pooled/{lang}.log",
    conda:
        "../../environment.yml"
    params:
        study=STUDY.masthead,
        code=code("waves/assemble_pooled.py"),
    message:
        "Assemble the report of all waves in {wildcards.lang}"
    script:
        "../scripts/waves/assemble_pooled.py"
