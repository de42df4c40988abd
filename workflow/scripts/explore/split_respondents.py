"""Deal the respondents into two random halves: one to explore, one to confirm."""

from surveysem import survey
from surveysem.run import artefacts, job

log = job.start(snakemake)

data = artefacts.read_table(snakemake.input.data)

halves = survey.split_respondents(data, snakemake.params.seed)

artefacts.write_table(halves.explore, snakemake.output.explore)
artefacts.write_table(halves.confirm, snakemake.output.confirm)
log.info("%d respondents to explore, %d to confirm", len(halves.explore), len(halves.confirm))
