"""Set rival models against the structural model of the hypotheses."""

from surveysem import survey
from surveysem.run import artefacts, job

log = job.start(snakemake)

data = artefacts.read_table(snakemake.input.data)
texts = map(artefacts.read_text, snakemake.input.models)
models = dict(zip(snakemake.params.names, texts, strict=True))

found = survey.compare_rivals(models, data, snakemake.params.estimation, **snakemake.params.limits)

artefacts.write_table(found.table, snakemake.output.rivals)
artefacts.write_table(found.tests, snakemake.output.tests)
log.info("weights by AIC: %s", found.table.weight_aic.round(2).to_list())
