# Chapter 5, hypotheses: the structural models, their effects, and a verdict on every hypothesis.
#
# needs   clean, explore/<wave>/<sample>/models, second_order/<wave>/<sample>/verdict.json,
#         config/hypotheses.tsv, config/claims.tsv
# gives   estimates, effects, bootstrap intervals, interactions probed, verdicts, power, rivals, the
#         verdicts under other choices of analysis, and the published claims against the run

CLAIMED = ["claims"] if STUDY.claims else []
CURVED = ["robustness"] if STUDY.specifications else []
RIVALS = ["rivals"] if STUDY.rivals else []
MATERIAL = {
    "reversed_items": STUDY.reversed_items,
    "convention": lookup(dpath="confirm/convention", within=config),
    "seed": lookup(dpath="study/seed", within=config),
    "product_pairs": STUDY.product_pairs,
}
# Draws that one of several jobs has made, where `scatter` of config.yaml asks for several.
SHARE = "data/processed/hypotheses/{wave}/{sample}/{model}/share_{chunk}"


rule hypotheses:
    """Everything of this chapter."""
    input:
        expand(
            "data/processed/hypotheses/{wave}/{sample}/{table}.parquet",
            wave=STUDY.waves,
            sample=STUDY.sample,
            table=["verdicts", *CLAIMED, *CURVED, *RIVALS],
        ),
        expand(
            "data/processed/hypotheses/{wave}/{sample}/{model}/agreement.parquet",
            wave=STUDY.waves,
            sample=STUDY.sample,
            model=STUDY.structural_models,
        ),
        expand(
            "data/processed/hypotheses/{wave}/{sample}/{model}/interactions.parquet",
            wave=STUDY.waves,
            sample=STUDY.sample,
            model=STUDY.moderated_models,
        ),


rule fit_structural:
    """Fit one structural model, with every direct, indirect and total effect."""
    input:
        data="data/processed/clean/{wave}/items_{sample}.parquet",
        model=rules.purify_model.output.model,
    output:
        estimates="data/processed/hypotheses/{wave}/{sample}/{model}/estimates.parquet",
        standardized="data/processed/hypotheses/{wave}/{sample}/{model}/standardized.parquet",
        r_squared="data/processed/hypotheses/{wave}/{sample}/{model}/r_squared.parquet",
        effects="data/processed/hypotheses/{wave}/{sample}/{model}/effects.parquet",
        collinearity="data/processed/hypotheses/{wave}/{sample}/{model}/collinearity.parquet",
        corrected="data/processed/hypotheses/{wave}/{sample}/{model}/corrected_tests.parquet",
        residuals="data/processed/hypotheses/{wave}/{sample}/{model}/residuals.parquet",
        fit="data/processed/hypotheses/{wave}/{sample}/{model}/fit.json",
    log:
        "logs/hypotheses/fit_structural/{wave}.{sample}.{model}.log",
    conda:
        "../../environment.yml"
    params:
        estimation=STUDY.structural_estimation,
        code=code("hypotheses/fit_structural.py"),
    message:
        "Fit {wildcards.model} to wave {wildcards.wave}"
    script:
        "../scripts/hypotheses/fit_structural.py"


use rule compare_engines as compare_structural_engines with:
    input:
        data="data/processed/clean/{wave}/items_{sample}.parquet",
        model=rules.purify_model.output.model,
        estimates=rules.fit_structural.output.estimates,
        fit=rules.fit_structural.output.fit,
    output:
        agreement="data/processed/hypotheses/{wave}/{sample}/{model}/agreement.parquet",
    log:
        "logs/hypotheses/compare_structural_engines/{wave}.{sample}.{model}.log",


if STUDY.shares:

    rule draw_bootstrap:
        """Refit the model to one share of all resamples."""
        input:
            data="data/processed/clean/{wave}/items_{sample}.parquet",
            model=rules.purify_model.output.model,
        output:
            draws=f"{SHARE}/bootstrap_draws.parquet",
        log:
            "logs/hypotheses/draw_bootstrap/{wave}.{sample}.{model}.{chunk}.log",
        conda:
            "../../environment.yml"
        threads: 2
        params:
            estimation=STUDY.structural_estimation,
            draws=lookup(dpath="hypotheses/bootstrap/draws", within=config),
            kind=lookup(dpath="hypotheses/bootstrap/kind", within=config),
            seed=lookup(dpath="study/seed", within=config),
            total=len(STUDY.shares),
            code=code("hypotheses/draw_bootstrap.py"),
        message:
            "Bootstrap {wildcards.model} on wave {wildcards.wave}, share {wildcards.chunk}"
        script:
            "../scripts/hypotheses/draw_bootstrap.py"


rule bootstrap_structural:
    """Resample the respondents, refit the model to each draw, and form intervals of every effect."""
    input:
        data="data/processed/clean/{wave}/items_{sample}.parquet",
        model=rules.purify_model.output.model,
        shares=expand(
            f"{SHARE}/bootstrap_draws.parquet", chunk=STUDY.shares, allow_missing=True
        ),
    output:
        intervals="data/processed/hypotheses/{wave}/{sample}/{model}/intervals.parquet",
        bootstrap="data/processed/hypotheses/{wave}/{sample}/{model}/bootstrap.json",
    log:
        "logs/hypotheses/bootstrap_structural/{wave}.{sample}.{model}.log",
    conda:
        "../../environment.yml"
    threads: 2
    params:
        estimation=STUDY.structural_estimation,
        draws=lookup(dpath="hypotheses/bootstrap/draws", within=config),
        kind=lookup(dpath="hypotheses/bootstrap/kind", within=config),
        levels=STUDY.levels,
        seed=lookup(dpath="study/seed", within=config),
        code=code("hypotheses/bootstrap_structural.py"),
    message:
        "Bootstrap {wildcards.model} on wave {wildcards.wave}"
    script:
        "../scripts/hypotheses/bootstrap_structural.py"


if STUDY.moderated_models:

    rule probe_interactions:
        """Effects of one construct at levels of another, with the intervals of the bootstrap."""
        input:
            data="data/processed/clean/{wave}/items_{sample}.parquet",
            model=rules.purify_model.output.model,
            shares=rules.bootstrap_structural.input.shares,
        output:
            text="data/processed/hypotheses/{wave}/{sample}/{model}/expanded.lav",
            interactions="data/processed/hypotheses/{wave}/{sample}/{model}/interactions.parquet",
            products="data/processed/hypotheses/{wave}/{sample}/{model}/products.parquet",
            slopes="data/processed/hypotheses/{wave}/{sample}/{model}/simple_slopes.parquet",
            bands="data/processed/hypotheses/{wave}/{sample}/{model}/slope_bands.parquet",
            regions="data/processed/hypotheses/{wave}/{sample}/{model}/slope_regions.parquet",
            lines="data/processed/hypotheses/{wave}/{sample}/{model}/slope_lines.parquet",
        log:
            "logs/hypotheses/probe_interactions/{wave}.{sample}.{model}.log",
        conda:
            "../../environment.yml"
        threads: 2
        params:
            how={
                "estimation": STUDY.structural_estimation,
                "draws": lookup(dpath="hypotheses/bootstrap/draws", within=config),
                "kind": lookup(dpath="hypotheses/bootstrap/kind", within=config),
                "seed": lookup(dpath="study/seed", within=config),
            },
            level=STUDY.level,
            code=code("hypotheses/probe_interactions.py"),
        message:
            "Probe the interactions of {wildcards.model} in wave {wildcards.wave}"
        script:
            "../scripts/hypotheses/probe_interactions.py"


rule judge_hypotheses:
    """Judge every row of hypotheses.tsv."""
    input:
        hypotheses="config/hypotheses.tsv",
        intervals=expand(
            "data/processed/hypotheses/{{wave}}/{{sample}}/{model}/intervals.parquet",
            model=STUDY.structural_models,
        ),
        fits=expand(
            "data/processed/hypotheses/{{wave}}/{{sample}}/{model}/fit.json",
            model=STUDY.structural_models,
        ),
        second_order=(
            [rules.judge_second_order.output.verdict]
            if STUDY.second_order_model
            else []
        ),
    output:
        verdicts="data/processed/hypotheses/{wave}/{sample}/verdicts.parquet",
    log:
        "logs/hypotheses/judge_hypotheses/{wave}.{sample}.log",
    conda:
        "../../environment.yml"
    params:
        alpha=lookup(dpath="hypotheses/alpha", within=config),
        code=code("hypotheses/judge_hypotheses.py"),
    message:
        "Judge the hypotheses in wave {wildcards.wave}"
    script:
        "../scripts/hypotheses/judge_hypotheses.py"


if STUDY.rivals:

    rule compare_rivals:
        """Set rival models against the structural model of the hypotheses."""
        input:
            data="data/processed/clean/{wave}/items_{sample}.parquet",
            models=expand(
                "data/processed/explore/{{wave}}/{{sample}}/models/{model}.lav",
                model=STUDY.rivals,
            ),
        output:
            rivals="data/processed/hypotheses/{wave}/{sample}/rivals.parquet",
            tests="data/processed/hypotheses/{wave}/{sample}/rival_tests.parquet",
        log:
            "logs/hypotheses/compare_rivals/{wave}.{sample}.log",
        conda:
            "../../environment.yml"
        params:
            names=STUDY.rivals,
            limits=STUDY.rival_limits,
            estimation=STUDY.structural_estimation,
            code=code("hypotheses/compare_rivals.py"),
        message:
            "Compare the rival models in wave {wildcards.wave}"
        script:
            "../scripts/hypotheses/compare_rivals.py"


if STUDY.power and STUDY.shares:

    rule draw_power:
        """Fit the model to one share of the samples in which the smallest effect holds."""
        input:
            hypotheses="config/hypotheses.tsv",
            model=rules.purify_model.output.model,
            standardized=rules.fit_structural.output.standardized,
            fit=rules.fit_structural.output.fit,
        output:
            draws=f"{SHARE}/power_draws.parquet",
        log:
            "logs/hypotheses/draw_power/{wave}.{sample}.{model}.{chunk}.log",
        conda:
            "../../environment.yml"
        threads: 2
        params:
            rules=STUDY.power,
            alpha=lookup(dpath="hypotheses/alpha", within=config),
            seed=lookup(dpath="study/seed", within=config),
            total=len(STUDY.shares),
            code=code("hypotheses/draw_power.py"),
        message:
            "Draw for the power of {wildcards.model} in wave {wildcards.wave}, share {wildcards.chunk}"
        script:
            "../scripts/hypotheses/draw_power.py"


if STUDY.power:

    rule estimate_power:
        """Draw samples in which the smallest effect of interest holds, and count what finds it."""
        input:
            hypotheses="config/hypotheses.tsv",
            model=rules.purify_model.output.model,
            standardized=rules.fit_structural.output.standardized,
            fit=rules.fit_structural.output.fit,
            measured=expand(
                "data/processed/confirm/{{wave}}/{{sample}}/{measured}/fit.json",
                measured=STUDY.whole_models,
            ),
            shares=expand(
                f"{SHARE}/power_draws.parquet", chunk=STUDY.shares, allow_missing=True
            ),
        output:
            power="data/processed/hypotheses/{wave}/{sample}/{model}/power.parquet",
            precision="data/processed/hypotheses/{wave}/{sample}/{model}/precision.parquet",
            rmsea_power="data/processed/hypotheses/{wave}/{sample}/{model}/rmsea_power.parquet",
        log:
            "logs/hypotheses/estimate_power/{wave}.{sample}.{model}.log",
        conda:
            "../../environment.yml"
        threads: 2
        params:
            rules=STUDY.power,
            tests_of_fit=STUDY.fit_test_power,
            alpha=lookup(dpath="hypotheses/alpha", within=config),
            seed=lookup(dpath="study/seed", within=config),
            code=code("hypotheses/estimate_power.py"),
        message:
            "Estimate the power of {wildcards.model} in wave {wildcards.wave}"
        script:
            "../scripts/hypotheses/estimate_power.py"


if STUDY.claims:

    rule judge_claims:
        """Set what the published study says against this run."""
        input:
            claims="config/claims.tsv",
            verdicts=rules.judge_hypotheses.output.verdicts,
        output:
            claims="data/processed/hypotheses/{wave}/{sample}/claims.parquet",
        log:
            "logs/hypotheses/judge_claims/{wave}.{sample}.log",
        conda:
            "../../environment.yml"
        params:
            synthetic=lookup(dpath="study/synthetic", within=config),
            code=code("hypotheses/judge_claims.py"),
        message:
            "Set the published claims against wave {wildcards.wave}"
        script:
            "../scripts/hypotheses/judge_claims.py"


if STUDY.specifications and STUDY.shares:

    rule fit_worlds:
        """Fit the structural models in one share of all combinations of choices."""
        input:
            data="data/processed/clean/{wave}/items_{sample}.parquet",
            flagged=rules.screen_responses.output.flagged,
            purification=rules.purify_model.input.purification,
            models=expand("config/models/{model}.lav", model=STUDY.structural_models),
        output:
            fits="data/processed/hypotheses/{wave}/{sample}/share_{chunk}/world_fits.parquet",
        log:
            "logs/hypotheses/fit_worlds/{wave}.{sample}.{chunk}.log",
        conda:
            "../../environment.yml"
        threads: 2
        params:
            material=MATERIAL,
            plan={name: STUDY.specifications[name] for name in ("own", "options")},
            total=len(STUDY.shares),
            code=code("hypotheses/fit_worlds.py"),
        message:
            "Fit wave {wildcards.wave} under other choices of analysis, share {wildcards.chunk}"
        script:
            "../scripts/hypotheses/fit_worlds.py"


if STUDY.specifications:

    rule run_specifications:
        """Judge the hypotheses under every reasonable choice of analysis."""
        input:
            data="data/processed/clean/{wave}/items_{sample}.parquet",
            flagged=rules.screen_responses.output.flagged,
            purification=rules.purify_model.input.purification,
            models=expand("config/models/{model}.lav", model=STUDY.structural_models),
            hypotheses="config/hypotheses.tsv",
            verdicts=rules.judge_hypotheses.output.verdicts,
            shares=expand(
                "data/processed/hypotheses/{wave}/{sample}/share_{chunk}/world_fits.parquet",
                chunk=STUDY.shares,
                allow_missing=True,
            ),
        output:
            specifications="data/processed/hypotheses/{wave}/{sample}/specifications.parquet",
            worlds="data/processed/hypotheses/{wave}/{sample}/worlds.parquet",
            robustness="data/processed/hypotheses/{wave}/{sample}/robustness.parquet",
        log:
            "logs/hypotheses/run_specifications/{wave}.{sample}.log",
        conda:
            "../../environment.yml"
        threads: 2
        params:
            material=MATERIAL,
            choices=STUDY.specifications,
            code=code("hypotheses/run_specifications.py"),
        message:
            "Judge the hypotheses of wave {wildcards.wave} under other choices of analysis"
        script:
            "../scripts/hypotheses/run_specifications.py"
