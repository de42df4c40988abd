"""Extract and rotate the factors of each item set, without the items that purification dropped."""

from surveysem import survey
from surveysem.run import artefacts, job

log = job.start(snakemake)

data = artefacts.read_table(snakemake.input.data)
retention = artefacts.read_table(snakemake.input.retention)
purification = artefacts.read_table(snakemake.input.purification)

found = survey.extract_factors(
    data,
    snakemake.params.sets,
    retention,
    purification,
    extraction=snakemake.params.extraction,
    rotation=snakemake.params.rotation,
    convention=snakemake.params.convention,
)

artefacts.write_table(found.solutions, snakemake.output.solutions)
artefacts.write_table(found.loadings, snakemake.output.loadings)
artefacts.write_table(found.variance, snakemake.output.variance)
artefacts.write_table(found.factor_correlations, snakemake.output.correlations)
log.info("%d of %d solutions converged", found.solutions.converged.sum(), len(found.solutions))
