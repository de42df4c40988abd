"""Fit one structural model, with every direct, indirect and total effect."""

from surveysem import sem, survey
from surveysem.run import artefacts, job

log = job.start(snakemake)

data = artefacts.read_table(snakemake.input.data)
model = artefacts.read_text(snakemake.input.model)

fit = sem.fit(model, data, **snakemake.params.estimation)

artefacts.write_table(fit.estimates(), snakemake.output.estimates)
artefacts.write_table(fit.standardized(), snakemake.output.standardized)
artefacts.write_table(fit.r_squared(), snakemake.output.r_squared)
artefacts.write_table(survey.corrected_tests(fit), snakemake.output.corrected)
artefacts.write_table(survey.correlation_residuals(fit), snakemake.output.residuals)
artefacts.write_table(fit.effects(), snakemake.output.effects)
artefacts.write_table(survey.collinearity(fit), snakemake.output.collinearity)
artefacts.write_record(fit.summary(), snakemake.output.fit)
log.info("%s", fit)
