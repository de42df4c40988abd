# Chapter 3, confirm: measurement models, their reliability and validity, and what other engines say.
#
# needs   clean/<wave>/items_<sample>.parquet, explore/<wave>/<sample>/models/<model>.lav
# gives   estimates and fit of each measurement model, reliability, validity, agreement of engines,
#         invariance over groups of respondents


METHOD = ["common_method"] if STUDY.common_method else []


rule confirm:
    """Everything of this chapter."""
    input:
        expand(
            "data/processed/confirm/{wave}/{sample}/{model}/{table}.parquet",
            wave=STUDY.waves,
            sample=STUDY.sample,
            model=STUDY.measurement_model,
            table=["estimates", "reliability", "validity", "agreement", *METHOD],
        ),
        expand(
            "data/processed/confirm/{wave}/{sample}/invariance.parquet",
            wave=STUDY.waves if STUDY.groupings else [],
            sample=STUDY.sample,
        ),


rule fit_measurement:
    """Fit one measurement model to one sample of one wave."""
    input:
        data="data/processed/clean/{wave}/items_{sample}.parquet",
        model=rules.purify_model.output.model,
    output:
        estimates="data/processed/confirm/{wave}/{sample}/{model}/estimates.parquet",
        standardized="data/processed/confirm/{wave}/{sample}/{model}/standardized.parquet",
        r_squared="data/processed/confirm/{wave}/{sample}/{model}/r_squared.parquet",
        modification="data/processed/confirm/{wave}/{sample}/{model}/modification_indices.parquet",
        corrected="data/processed/confirm/{wave}/{sample}/{model}/corrected_tests.parquet",
        residuals="data/processed/confirm/{wave}/{sample}/{model}/residuals.parquet",
        fit="data/processed/confirm/{wave}/{sample}/{model}/fit.json",
    log:
        "logs/confirm/fit_measurement/{wave}.{sample}.{model}.log",
    conda:
        "../../environment.yml"
    params:
        estimation=STUDY.estimation,
        code=code("confirm/fit_measurement.py"),
    message:
        "Fit {wildcards.model} to wave {wildcards.wave}"
    script:
        "../scripts/confirm/fit_measurement.py"


# Draws that one of several jobs has made, where `scatter` of confirm/bootstrap asks for several.
ASSESSED_SHARE = "data/processed/confirm/{wave}/{sample}/{model}/share_{chunk}/assessment_draws.parquet"

if STUDY.assessment_shares:

    rule draw_assessment:
        """Refit a measurement model to one share of all resamples."""
        input:
            data="data/processed/clean/{wave}/items_{sample}.parquet",
            model=rules.purify_model.output.model,
        output:
            draws=ASSESSED_SHARE,
        log:
            "logs/confirm/draw_assessment/{wave}.{sample}.{model}.{chunk}.log",
        conda:
            "../../environment.yml"
        threads: 2
        params:
            estimation=STUDY.estimation,
            draws=STUDY.assessment_bootstrap["draws"],
            seed=lookup(dpath="study/seed", within=config),
            total=len(STUDY.assessment_shares),
            code=code("confirm/draw_assessment.py"),
        message:
            "Bootstrap {wildcards.model} on wave {wildcards.wave}, share {wildcards.chunk}"
        script:
            "../scripts/confirm/draw_assessment.py"


rule assess_constructs:
    """Reliability and convergent validity of each construct, discriminant validity of each pair."""
    input:
        data="data/processed/clean/{wave}/items_{sample}.parquet",
        model=rules.purify_model.output.model,
        shares=expand(ASSESSED_SHARE, chunk=STUDY.assessment_shares, allow_missing=True),
    output:
        reliability="data/processed/confirm/{wave}/{sample}/{model}/reliability.parquet",
        convergent="data/processed/confirm/{wave}/{sample}/{model}/convergent.parquet",
        validity="data/processed/confirm/{wave}/{sample}/{model}/validity.parquet",
        cross_loadings="data/processed/confirm/{wave}/{sample}/{model}/cross_loadings.parquet",
    log:
        "logs/confirm/assess_constructs/{wave}.{sample}.{model}.log",
    conda:
        "../../environment.yml"
    threads: 2
    params:
        estimation=STUDY.estimation,
        cutoffs=STUDY.validity_cutoffs,
        bootstrap=STUDY.assessment_bootstrap,
        seed=lookup(dpath="study/seed", within=config),
        code=code("confirm/assess_constructs.py"),
    message:
        "Assess reliability and validity in {wildcards.model}, wave {wildcards.wave}"
    script:
        "../scripts/confirm/assess_constructs.py"


if STUDY.common_method:

    rule assess_common_method:
        """Harman's single factor, a latent method factor, a marker variable."""
        input:
            data="data/processed/clean/{wave}/items_{sample}.parquet",
            model=rules.purify_model.output.model,
        output:
            techniques="data/processed/confirm/{wave}/{sample}/{model}/common_method.parquet",
            changes="data/processed/confirm/{wave}/{sample}/{model}/common_method_changes.parquet",
        log:
            "logs/confirm/assess_common_method/{wave}.{sample}.{model}.log",
        conda:
            "../../environment.yml"
        params:
            estimation=STUDY.estimation,
            choices=STUDY.common_method,
            code=code("confirm/assess_common_method.py"),
        message:
            "Look for common method variance in {wildcards.model}, wave {wildcards.wave}"
        script:
            "../scripts/confirm/assess_common_method.py"


rule fit_unflagged:
    """Fit a measurement model with all respondents, and without those whom screening flags."""
    input:
        data="data/processed/clean/{wave}/items_{sample}.parquet",
        flagged=rules.screen_responses.output.flagged,
        model=rules.purify_model.output.model,
    output:
        unflagged="data/processed/confirm/{wave}/{sample}/{model}/unflagged.parquet",
    log:
        "logs/confirm/fit_unflagged/{wave}.{sample}.{model}.log",
    conda:
        "../../environment.yml"
    params:
        estimation=STUDY.estimation,
        code=code("confirm/fit_unflagged.py"),
    message:
        "Fit {wildcards.model} without flagged respondents, wave {wildcards.wave}"
    script:
        "../scripts/confirm/fit_unflagged.py"


rule compare_engines:
    """Fit the same model with semopy, and with lavaan where it is installed, and compare."""
    input:
        data="data/processed/clean/{wave}/items_{sample}.parquet",
        model=rules.purify_model.output.model,
        estimates=rules.fit_measurement.output.estimates,
        fit=rules.fit_measurement.output.fit,
    output:
        agreement="data/processed/confirm/{wave}/{sample}/{model}/agreement.parquet",
    log:
        "logs/confirm/compare_engines/{wave}.{sample}.{model}.log",
    conda:
        "../../environment.yml"
    params:
        ordered=STUDY.estimation["ordered"],
        pairs=STUDY.product_pairs,
        code=code("confirm/compare_engines.py"),
    message:
        "Compare the engines on {wildcards.model}, wave {wildcards.wave}"
    script:
        "../scripts/confirm/compare_engines.py"


if STUDY.groupings:

    rule test_invariance:
        """Is the measurement the same in groups of respondents, whole or construct by construct?"""
        input:
            data="data/processed/clean/{wave}/items_{sample}.parquet",
            background="data/processed/clean/{wave}/background_all.parquet",
            models=expand(
                "data/processed/explore/{{wave}}/{{sample}}/models/{model}.lav",
                model=STUDY.invariance_models,
            ),
        output:
            invariance="data/processed/confirm/{wave}/{sample}/invariance.parquet",
            verdicts="data/processed/confirm/{wave}/{sample}/invariance_verdicts.parquet",
            releases="data/processed/confirm/{wave}/{sample}/invariance_releases.parquet",
            groups="data/processed/confirm/{wave}/{sample}/invariance_groups.parquet",
        log:
            "logs/confirm/test_invariance/{wave}.{sample}.log",
        conda:
            "../../environment.yml"
        params:
            names=STUDY.invariance_models,
            groupings=STUDY.groupings,
            bounds=STUDY.invariance["bounds"],
            estimation=STUDY.estimation,
            code=code("confirm/test_invariance.py"),
        message:
            "Test the invariance of the measurement over groups in wave {wildcards.wave}"
        script:
            "../scripts/confirm/test_invariance.py"
