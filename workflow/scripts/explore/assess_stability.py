"""Ask whether the solution holds in samples drawn again from the respondents."""

from surveysem import efa, survey
from surveysem.run import artefacts, job

log = job.start(snakemake)

data = artefacts.read_table(snakemake.input.data)
retention = artefacts.read_table(snakemake.input.retention)
purification = artefacts.read_table(snakemake.input.purification)

found = survey.stability(
    data,
    snakemake.params.sets,
    retention,
    purification,
    survey.PurificationRules(**snakemake.params.thresholds),
    efa.Method(**snakemake.params.method),
    seed=snakemake.params.seed,
    draws=snakemake.params.draws,
)

artefacts.write_table(found, snakemake.output.stability)
log.info(
    "%d items, %s draws; lowest share %.2f", len(found), snakemake.params.draws, found.both.min()
)
