# Chapter 1, clean: from the raw file of a wave to items that can be analysed.
#
# needs   data/raw/<wave file>, config/items.tsv
# gives   items, background, every decision taken, the flow of n, a cleaned file for SPSS, and what
#         screening saw of gaps, respondents, distributions and the sample


rule clean:
    """Everything of this chapter."""
    input:
        expand(
            "data/processed/clean/{wave}/{table}.parquet",
            wave=STUDY.waves,
            table=["items_all", "profile"],
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
        rules=STUDY.cleaning,
        code=code("clean/clean_responses.py"),
    message:
        "Clean wave {wildcards.wave}"
    script:
        "../scripts/clean/clean_responses.py"


rule screen_responses:
    """Look at gaps, respondents, distributions and the sample before any model."""
    input:
        data=rules.clean_responses.output.data,
        background=rules.clean_responses.output.background,
        decisions=rules.clean_responses.output.decisions,
        codebook="config/items.tsv",
    output:
        missing_items="data/processed/clean/{wave}/missing_items.parquet",
        missing_patterns="data/processed/clean/{wave}/missing_patterns.parquet",
        mcar="data/processed/clean/{wave}/mcar.parquet",
        respondents="data/processed/clean/{wave}/respondents.parquet",
        flagged="data/processed/clean/{wave}/flagged.parquet",
        flags="data/processed/clean/{wave}/flags.parquet",
        normality="data/processed/clean/{wave}/normality.parquet",
        distributions="data/processed/clean/{wave}/distributions.parquet",
        profile="data/processed/clean/{wave}/profile.parquet",
        profile_numbers="data/processed/clean/{wave}/profile_numbers.parquet",
        returns="data/processed/clean/{wave}/returns.parquet",
    log:
        "logs/clean/screen_responses/{wave}.log",
    conda:
        "../../environment.yml"
    params:
        thresholds=STUDY.screening,
        late=lookup(dpath="clean/nonresponse", within=config, default=None),
        code=code("clean/screen_responses.py"),
    message:
        "Screen the answers of wave {wildcards.wave}"
    script:
        "../scripts/clean/screen_responses.py"
