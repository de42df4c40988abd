"""Take the dropped items out of a model, where the study applies purification."""

from surveysem import sem, survey
from surveysem.run import artefacts, job

log = job.start(snakemake)

model = artefacts.read_text(snakemake.input.model)
dropped = survey.dropped_items(artefacts.read_table(snakemake.input.purification))

artefacts.write_text(sem.without_items(model, dropped), snakemake.output.model)
log.info("items left out: %s", ", ".join(dropped) or "none")
