"""Take the items that any wave dropped out of a model that all waves share."""

from surveysem import sem, survey
from surveysem.run import artefacts, job

log = job.start(snakemake)

model = artefacts.read_text(snakemake.input.model)
dropped = survey.dropped_items(artefacts.read_tables(snakemake.input.purification))

artefacts.write_text(sem.without_items(model, dropped), snakemake.output.model)
log.info("items left out: %s", ", ".join(dropped) or "none")
