# Chapter 8, cases: coded interviews of the partners of alliances, collection by collection.
#
# needs   data/raw/cases/<collection>.{qdpx,csv,xlsx}, config/cases.tsv, config/codes.tsv
# gives   interviews and segments, and what is counted, compared and placed from them

CASES = STUDY.cases
COLLECTION = "data/processed/cases/{collection}/"


wildcard_constraints:
    collection="|".join(CASES.collections),


rule cases:
    """Everything of this chapter."""
    input:
        expand(f"{COLLECTION}segments.parquet", collection=CASES.collections),


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
