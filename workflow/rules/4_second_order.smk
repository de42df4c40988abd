# Chapter 4, second_order: is the construct one factor, correlated factors, a second-order factor, or
# a general factor beside its dimensions?
#
# needs   clean/<wave>/items_<sample>.parquet, explore/<wave>/<sample>/models/<contender>.lav
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
    """Fit the contenders, set them side by side and judge the second-order construct."""
    input:
        data="data/processed/clean/{wave}/items_{sample}.parquet",
        models=expand(
            "data/processed/explore/{{wave}}/{{sample}}/models/{model}.lav",
            model=dict.fromkeys(STUDY.contenders["model"]),
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
        estimation=STUDY.estimation,
        contenders=STUDY.contenders,
        criteria=STUDY.contest_criteria,
        names=lookup(dpath="constructs", within=config),
        code=code("second_order/judge_second_order.py"),
    message:
        "Judge the second-order construct in wave {wildcards.wave}"
    script:
        "../scripts/second_order/judge_second_order.py"
