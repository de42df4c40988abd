"""Explore one random half of the respondents and confirm on the other, many times over."""

from surveysem import efa, survey
from surveysem.run import artefacts, job

log = job.start(snakemake)

data = artefacts.read_table(snakemake.input.data)
retention = artefacts.read_table(snakemake.input.retention)

found = survey.cross_validate(
    data,
    snakemake.params.sets,
    snakemake.params.constructs,
    retention,
    survey.PurificationRules(**snakemake.params.thresholds),
    efa.Method(**snakemake.params.method),
    seed=snakemake.params.seed,
    splits=snakemake.params.splits,
)

artefacts.write_table(found.halves, snakemake.output.cross_validation)
artefacts.write_table(found.items, snakemake.output.per_item)
log.info("%d halves explored, median CFI %.3f", len(found.halves), found.halves.cfi.median())
