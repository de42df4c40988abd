"""Fit the same model with semopy, and with lavaan where it is installed, and compare."""

from surveysem import sem
from surveysem.run import artefacts, engines, job

log = job.start(snakemake)

data = artefacts.read_table(snakemake.input.data)
model = sem.parameter_table(artefacts.read_text(snakemake.input.model))
standardized = artefacts.read_table(snakemake.input.standardized)
fit = artefacts.read_record(snakemake.input.fit)

agreement = engines.compare(
    model.frame(),
    standardized,
    data,
    admissible=fit["admissible"],
    missing=fit["missing"],
    constrained=bool(model.constraints),
    estimator=fit["estimator"],
    ordered=snakemake.params.ordered,
)

artefacts.write_table(agreement, snakemake.output.agreement)
log.info("largest difference %.2g", agreement.difference.max())
