"""Fit the same model with semopy, and with lavaan where it is installed, and compare."""

from surveysem import sem
from surveysem.run import artefacts, engines, job

log = job.start(snakemake)

data = artefacts.read_table(snakemake.input.data)
text = artefacts.read_text(snakemake.input.model)
estimates = artefacts.read_table(snakemake.input.estimates)
fit = artefacts.read_record(snakemake.input.fit)
written = sem.product_indicators(text, data, pairs=snakemake.params.pairs, missing=fit["missing"])
model = sem.parameter_table(written.text)

agreement = engines.compare(
    model.frame(),
    estimates,
    written.data,
    admissible=fit["admissible"],
    missing=fit["missing"],
    constrained=bool(model.constraints),
    estimator=fit["estimator"],
    ordered=snakemake.params.ordered,
)

artefacts.write_table(agreement, snakemake.output.agreement)
log.info("largest difference %.2g", agreement.difference.max())
