"""Drop, round by round, the items that break the rules of purification, each with its reason."""

from surveysem import survey
from surveysem.run import artefacts, job

log = job.start(snakemake)

data = artefacts.read_table(snakemake.input.data)
retention = artefacts.read_table(snakemake.input.retention)

purification = survey.purify_items(
    data,
    snakemake.params.sets,
    snakemake.params.constructs,
    retention,
    survey.PurificationRules(**snakemake.params.thresholds),
    extraction=snakemake.params.extraction,
    rotation=snakemake.params.rotation,
    convention=snakemake.params.convention,
    apply=snakemake.params.apply,
)

artefacts.write_table(purification, snakemake.output.purification)
log.info("dropped: %s", survey.dropped_items(purification) or "none")
