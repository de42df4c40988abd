# Chapter 1, clean: from the raw file of a wave to items that can be analysed.
#
# needs   data/raw/<wave file>, config/items.tsv
# gives   items, background, every decision taken, the flow of n, and a cleaned file for SPSS


rule clean:
    """Everything of this chapter."""
    input:
        expand(
            "data/processed/clean/{wave}/items_all.parquet",
            wave=STUDY.waves,
        ),


rule clean_responses:
    """Read one wave, apply the rules of cleaning, and record every decision."""
    input:
        raw=lambda wildcards: STUDY.wave_file(wildcards.wave),
        codebook="config/items.tsv",
    output:
        data="data/processed/clean/{wave}/items_all.parquet",
        background="data/processed/clean/{wave}/background_all.parquet",
        decisions="data/processed/clean/{wave}/decisions.parquet",
        flow="data/processed/clean/{wave}/flow.parquet",
        dictionary="data/processed/clean/{wave}/dictionary.parquet",
        summary="data/processed/clean/{wave}/summary.parquet",
        sav="data/processed/clean/{wave}/clean.sav",
    log:
        "logs/clean/clean_responses/{wave}.log",
    conda:
        "../../environment.yml"
    params:
        rules=lookup(dpath="clean", within=config),
        code=code("clean/clean_responses.py"),
    message:
        "Clean wave {wildcards.wave}"
    script:
        "../scripts/clean/clean_responses.py"
