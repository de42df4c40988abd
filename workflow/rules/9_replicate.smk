# Chapter 9, replicate: a package from which a stranger refits every model without the respondents.
#
# needs   clean, explore/<wave>/<sample>/models, the estimates of every model, the published reports
# gives   reports/replication; no part of a plain run: `make replicate`

PACKED = [
    path
    for pattern in ("Snakefile", "workflow/**/*", "profiles/**/*", "*.toml", "*.lock")
    for path in map(str, sorted(HOME.glob(pattern)))
    if Path(path).is_file() and "__pycache__" not in path
]
PACKED += [
    str(HOME / name)
    for name in ("environment.yml", "Makefile", "README.md", "LICENSE", "CITATION.cff")
]
KEPT = "data/processed/replicate/{wave}/{sample}/{model}/"
REFITTED = [
    dict(wave=wave, sample=STUDY.sample, chapter=chapter, model=model)
    for wave in STUDY.waves
    for chapter, model in STUDY.refitted
]


rule replicate:
    """The replication package."""
    input:
        "reports/replication",


rule store_moments:
    """Keep the moments that a model was fitted to."""
    input:
        data="data/processed/clean/{wave}/items_{sample}.parquet",
        model=rules.purify_model.output.model,
    output:
        model=f"{KEPT}model.lav",
        covariances=f"{KEPT}covariances.parquet",
        means=f"{KEPT}means.parquet",
        record=f"{KEPT}moments.json",
    log:
        "logs/replicate/store_moments/{wave}.{sample}.{model}.log",
    conda:
        "../../environment.yml"
    params:
        estimation=STUDY.estimation,
        pairs=STUDY.product_pairs,
        code=code("replicate/store_moments.py"),
    message:
        "Keep the moments of {wildcards.model}, wave {wildcards.wave}"
    script:
        "../scripts/replicate/store_moments.py"


rule draw_twin:
    """Draw a synthetic twin of a wave: the same moments and labels, and no respondent."""
    input:
        data="data/processed/clean/{wave}/items_all.parquet",
        sav="data/processed/clean/{wave}/clean.sav",
        codebook="config/items.tsv",
    output:
        sav="data/processed/replicate/{wave}/twin.sav",
        codebook="data/processed/replicate/{wave}/twin_items.tsv",
    log:
        "logs/replicate/draw_twin/{wave}.log",
    conda:
        "../../environment.yml"
    params:
        answers=STUDY.numbers,
        groups=STUDY.groups,
        unique=STUDY.duplicate_keys,
        selected=STUDY.filter,
        min_cell=lookup(dpath="report/min_cell", within=config),
        seed=lookup(dpath="study/seed", within=config),
        code=code("replicate/draw_twin.py"),
    message:
        "Draw a synthetic twin of wave {wildcards.wave}"
    script:
        "../scripts/replicate/draw_twin.py"


rule write_package:
    """Write the replication package: code, config, models, moments, twin, reports, how to verify."""
    input:
        config=[
            str(path) for path in sorted(Path("config").rglob("*")) if path.is_file()
        ],
        raw=STUDY.shared_raw,
        models=[f"{KEPT}model.lav".format(**one) for one in REFITTED],
        covariances=[f"{KEPT}covariances.parquet".format(**one) for one in REFITTED],
        means=[f"{KEPT}means.parquet".format(**one) for one in REFITTED],
        records=[f"{KEPT}moments.json".format(**one) for one in REFITTED],
        estimates=[
            "data/processed/{chapter}/{wave}/{sample}/{model}/estimates.parquet".format(
                **one
            )
            for one in REFITTED
        ],
        twins=expand("data/processed/replicate/{wave}/twin.sav", wave=STUDY.waves),
        codebooks=expand(
            "data/processed/replicate/{wave}/twin_items.tsv", wave=STUDY.waves
        ),
        sources=expand(
            "data/processed/report/{wave}/{lang}/source",
            wave=REPORTED,
            lang=STUDY.languages[0],
        ),
        reports=[*rules.write_index.input.reports, *rules.write_index.input.tables],
    output:
        folder=directory("reports/replication"),
    log:
        "logs/replicate/write_package/package.log",
    conda:
        "../../environment.yml"
    params:
        home=str(HOME),
        packed=PACKED,
        digest=lambda _: digests.of_files(HOME, map(Path, PACKED)),
        waves=dict(STUDY.waves),
        study=STUDY.masthead,
        scripts=lambda _: scripts(),
        code=code("replicate/write_package.py"),
    message:
        "Write the replication package"
    script:
        "../scripts/replicate/write_package.py"
