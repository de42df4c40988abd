"""Ask whether each item set can be factored at all: KMO and Bartlett's test."""

from surveysem import survey
from surveysem.run import artefacts, job

log = job.start(snakemake)

data = artefacts.read_table(snakemake.input.data)

adequacy = survey.assess_adequacy(data, snakemake.params.sets)

artefacts.write_table(adequacy.sets, snakemake.output.adequacy)
artefacts.write_table(adequacy.items, snakemake.output.per_item)
log.info("lowest KMO %.3f in %d sets", adequacy.sets.kmo.min(), len(adequacy.sets))
