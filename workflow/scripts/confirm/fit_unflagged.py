"""Fit a measurement model with all respondents, and without those whom screening flags."""

from surveysem import survey
from surveysem.run import artefacts, job

log = job.start(snakemake)
data = artefacts.read_table(snakemake.input.data)
flagged = artefacts.read_table(snakemake.input.flagged).row.tolist()
model = artefacts.read_text(snakemake.input.model)
both = survey.with_and_without(model, data, flagged, snakemake.params.estimation)
artefacts.write_table(both, snakemake.output.unflagged)
log.info("%d respondents are flagged", len(flagged))
