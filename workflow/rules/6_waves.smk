# Chapter 6, waves: the waves of a study beside each other; only where there are two or more.
#
# needs   clean/<wave>, explore/<wave>/<sample>/purification, config/models
# gives   the answers of all waves as one table, item drift, invariance over waves and the latent
#         means that it allows to compare, paths by wave with a test of change, the verdicts that the
#         latest wave changed, and those on all waves together; all of it under waves/, nothing of a
#         single wave changes

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
POWERED_WAVES = expand(
    "data/processed/hypotheses/{wave}/{sample}/{model}/{file}",
    wave=list(STUDY.waves)[-2:],
    sample=STUDY.sample,
    model=STUDY.structural_models if STUDY.power else [],
    allow_missing=True,
)
MEASURED_WAVES = [WAVES] if STUDY.invariance else []

# All waves together are judged where the measurement may be compared: a question to invariance.
POOLED_VERDICTS = (
    [f"{WAVES}pooled_verdicts.parquet"] if STUDY.hypotheses and STUDY.invariance else []
)
POOLED_MODELS = [
    model
    for model in PATHS
    if model not in STUDY.moderated_models and not STUDY.estimation["ordered"]
]
POOLED_CONTEST = (
    [f"{WAVES}verdict.json"]
    if STUDY.second_order_model and not STUDY.estimation["ordered"]
    else []
)
CHANGED = [f"{WAVES}verdict_changes.parquet"] if STUDY.hypotheses else []


ruleorder: assemble_pooled > assemble_report


rule waves:
    """Everything of this chapter."""
    input:
        expand(f"{WAVES}{{table}}.parquet", table=["pooled_waves", *ASKED]),
        expand(f"{WAVES}{{model}}/path_changes.parquet", model=PATHS),
        CHANGED,
        POOLED_VERDICTS,


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
        within=f"{WAVES}items_within.parquet",
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


if POOLED_MODELS:

    use rule fit_structural as fit_pooled with:
        input:
            data=rules.pool_waves.output.within,
            model=rules.pool_model.output.model,
        output:
            estimates=f"{WAVES}{{model}}/estimates.parquet",
            standardized=f"{WAVES}{{model}}/standardized.parquet",
            r_squared=f"{WAVES}{{model}}/r_squared.parquet",
            effects=f"{WAVES}{{model}}/effects.parquet",
            collinearity=f"{WAVES}{{model}}/collinearity.parquet",
            corrected=f"{WAVES}{{model}}/corrected_tests.parquet",
            residuals=f"{WAVES}{{model}}/residuals.parquet",
            fit=f"{WAVES}{{model}}/fit.json",
        log:
            "logs/waves/fit_pooled/{model}.log",
        message:
            "Fit {wildcards.model} to all waves"

    if STUDY.shares:

        use rule draw_bootstrap as draw_pooled with:
            input:
                data=rules.pool_waves.output.within,
                model=rules.pool_model.output.model,
            output:
                draws=f"{WAVES}{{model}}/share_{{chunk}}/bootstrap_draws.parquet",
            log:
                "logs/waves/draw_pooled/{model}.{chunk}.log",
            message:
                "Bootstrap {wildcards.model} on all waves, share {wildcards.chunk}"

    use rule bootstrap_structural as bootstrap_pooled with:
        input:
            data=rules.pool_waves.output.within,
            model=rules.pool_model.output.model,
            shares=expand(
                f"{WAVES}{{model}}/share_{{chunk}}/bootstrap_draws.parquet",
                chunk=STUDY.shares,
                allow_missing=True,
            ),
        output:
            intervals=f"{WAVES}{{model}}/intervals.parquet",
            bootstrap=f"{WAVES}{{model}}/bootstrap.json",
        log:
            "logs/waves/bootstrap_pooled/{model}.log",
        message:
            "Bootstrap {wildcards.model} on all waves"


if POOLED_CONTEST:

    use rule judge_second_order as judge_second_order_pooled with:
        input:
            data=rules.pool_waves.output.within,
            models=expand(
                rules.pool_model.output.model,
                model=dict.fromkeys(STUDY.contenders["model"]),
            ),
        output:
            contest=f"{WAVES}contest.parquet",
            comparisons=f"{WAVES}comparisons.parquet",
            higher_order=f"{WAVES}higher_order.parquet",
            improper=f"{WAVES}improper.parquet",
            omega=f"{WAVES}omega.parquet",
            common_variance=f"{WAVES}common_variance.parquet",
            verdict=POOLED_CONTEST[0],
        log:
            "logs/waves/judge_second_order_pooled/pooled.log",
        message:
            "Judge the second-order construct in all waves"


if POOLED_VERDICTS:

    rule judge_pooled:
        """Judge every row of hypotheses.tsv on all waves, where the measurement allows it."""
        input:
            hypotheses="config/hypotheses.tsv",
            intervals=expand(f"{WAVES}{{model}}/intervals.parquet", model=POOLED_MODELS),
            fits=expand(f"{WAVES}{{model}}/fit.json", model=POOLED_MODELS),
            path_tests=expand(f"{WAVES}{{model}}/path_tests.parquet", model=PATHS),
            invariance=rules.compare_measurement.output.verdicts,
            second_order=POOLED_CONTEST,
        output:
            verdicts=POOLED_VERDICTS[0],
        log:
            "logs/waves/judge_pooled/pooled.log",
        conda:
            "../../environment.yml"
        params:
            contenders=list(STUDY.contenders["model"]) if POOLED_CONTEST else [],
            ordered=STUDY.estimation["ordered"],
            alpha=lookup(dpath="hypotheses/alpha", within=config),
            code=code("waves/judge_pooled.py"),
        message:
            "Judge the hypotheses in all waves"
        script:
            "../scripts/waves/judge_pooled.py"


if CHANGED:

    rule compare_verdicts:
        """Which hypotheses are judged otherwise in the latest wave than in the one before."""
        input:
            verdicts=JUDGED_WAVES,
            power=expand(POWERED_WAVES, file="power.parquet"),
            fits=expand(POWERED_WAVES, file="fit.json"),
        output:
            changes=CHANGED[0],
        log:
            "logs/waves/compare_verdicts/pooled.log",
        conda:
            "../../environment.yml"
        params:
            code=code("waves/compare_verdicts.py"),
        message:
            "Tell which verdicts changed"
        script:
            "../scripts/waves/compare_verdicts.py"


rule assemble_pooled:
    """Fill the source of the report with the comparisons of all waves, in one language."""
    input:
        source=SOURCE,
        codebook="config/items.tsv",
        pooled_waves=rules.pool_waves.output.waves,
        item_answers=[f"{WAVES}item_answers.parquet"] if STUDY.drift else [],
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
        verdict_changes=CHANGED,
        pooled_verdicts=POOLED_VERDICTS,
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
        fieldwork=STUDY.fieldwork,
        code=code("waves/assemble_pooled.py"),
    message:
        "Assemble the report of all waves in {wildcards.lang}"
    script:
        "../scripts/waves/assemble_pooled.py"
