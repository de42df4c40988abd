# Chapter 4, second_order: is the construct one factor, correlated factors, a second-order factor, or
# a general factor beside its dimensions?
#
# needs   confirm/<wave>/<sample>/<contender>/{fit,standardized}
# gives   the contest on its own and inside the full measurement model, the shares of the general
#         construct in the answers, and a verdict with its reason


rule second_order:
    """Everything of this chapter."""
    input:
        expand(
            "data/processed/second_order/{wave}/{sample}/verdict.json",
            wave=STUDY.waves,
            sample=STUDY.sample,
        ),


rule judge_second_order:
    """Set the contenders side by side and judge the second-order construct."""
    input:
        fits=expand(
            "data/processed/confirm/{{wave}}/{{sample}}/{model}/fit.json",
            model=STUDY.contenders["model"],
        ),
        standardized=expand(
            "data/processed/confirm/{{wave}}/{{sample}}/{model}/standardized.parquet",
            model=STUDY.contenders["model"],
        ),
    output:
        contest="data/processed/second_order/{wave}/{sample}/contest.parquet",
        comparisons="data/processed/second_order/{wave}/{sample}/comparisons.parquet",
        higher_order="data/processed/second_order/{wave}/{sample}/higher_order.parquet",
        improper="data/processed/second_order/{wave}/{sample}/improper.parquet",
        omega="data/processed/second_order/{wave}/{sample}/omega.parquet",
        common_variance="data/processed/second_order/{wave}/{sample}/common_variance.parquet",
        verdict="data/processed/second_order/{wave}/{sample}/verdict.json",
    log:
        "logs/second_order/judge_second_order/{wave}.{sample}.log",
    conda:
        "../../environment.yml"
    params:
        construct=lookup(dpath="second_order/construct", within=config),
        contenders=STUDY.contenders,
        criteria=STUDY.contest_criteria,
        code=code("second_order/judge_second_order.py"),
    message:
        "Judge the second-order construct in wave {wildcards.wave}"
    script:
        "../scripts/second_order/judge_second_order.py"
