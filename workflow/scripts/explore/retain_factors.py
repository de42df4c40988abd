"""Count the factors of each item set: Kaiser, parallel analysis, MAP."""

from surveysem import survey
from surveysem.run import artefacts, job

log = job.start(snakemake)

data = artefacts.read_table(snakemake.input.data)

found = survey.retain_factors(
    data,
    snakemake.params.sets,
    snakemake.params.factors,
    seed=snakemake.params.seed,
    draws=snakemake.params.draws,
    percentile=snakemake.params.percentile,
)

artefacts.write_table(found.eigenvalues, snakemake.output.eigenvalues)
artefacts.write_table(found.retention, snakemake.output.retention)
log.info("factors taken: %s", dict(found.retention[["set", "chosen"]].to_numpy()))
