"""Reliability of each construct and discriminant validity of each pair."""

from surveysem import survey
from surveysem.run import artefacts, job

log = job.start(snakemake)

data = artefacts.read_table(snakemake.input.data)
estimates = artefacts.read_table(snakemake.input.estimates)
standardized = artefacts.read_table(snakemake.input.standardized)

reliability = survey.reliability(estimates, data)
validity = survey.validity(estimates, standardized, data)

artefacts.write_table(reliability, snakemake.output.reliability)
artefacts.write_table(validity, snakemake.output.validity)
log.info("alpha %.2f to %.2f", reliability.alpha.min(), reliability.alpha.max())
