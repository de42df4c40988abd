"""Resample the respondents, refit the model to each draw, and form intervals of every effect."""

from surveysem import sem, survey
from surveysem.run import artefacts, job

log = job.start(snakemake)

data = artefacts.read_table(snakemake.input.data)
model = artefacts.read_text(snakemake.input.model)

fit = sem.fit(model, data, **snakemake.params.estimation)
with sem.gathered(artefacts.read_tables(snakemake.input.shares)):
    resampled = survey.bootstrap_intervals(
        fit,
        snakemake.params.levels,
        draws=snakemake.params.draws,
        kind=snakemake.params.kind,
        seed=snakemake.params.seed,
        workers=snakemake.threads,
    )

artefacts.write_table(resampled.intervals, snakemake.output.intervals)
artefacts.write_record(resampled.record, snakemake.output.bootstrap)
log.info("%(converged)d of %(draws)d draws converged", resampled.record)
