"""Resample the respondents, refit the model to each draw, and form intervals of every effect."""

from surveysem import sem
from surveysem.run import artefacts, job

log = job.start(snakemake)

items = artefacts.read_table(snakemake.input.items)
model = artefacts.read_text(snakemake.input.model)

fit = sem.fit(
    model,
    items,
    estimator=snakemake.params.estimator,
    convention=snakemake.params.convention,
    missing=snakemake.params.missing,
)
bootstrap = fit.bootstrap(
    snakemake.params.draws, seed=snakemake.params.seed, workers=snakemake.threads
)
intervals = bootstrap.intervals(snakemake.params.levels, kind=snakemake.params.kind)

artefacts.write_table(intervals, snakemake.output.intervals)
artefacts.write_record(bootstrap.summary(), snakemake.output.bootstrap)
log.info("%d of %d draws converged", bootstrap.converged.sum(), snakemake.params.draws)
