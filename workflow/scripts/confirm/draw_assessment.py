"""Refit a measurement model to one share of all resamples."""

from surveysem import sem, survey
from surveysem.run import artefacts, job

log = job.start(snakemake)

data = artefacts.read_table(snakemake.input.data)
model = artefacts.read_text(snakemake.input.model)

fit = sem.fit(model, data, **snakemake.params.estimation)
drawn = survey.assessment_share(
    fit,
    data,
    int(snakemake.wildcards.chunk),
    snakemake.params.total,
    draws=snakemake.params.draws,
    seed=snakemake.params.seed,
    workers=snakemake.threads,
)

artefacts.write_table(drawn, snakemake.output.draws)
log.info("%d refits", len(drawn))
