"""Keep the moments that one model was fitted to, so that it can be refitted without respondents."""

from surveysem import sem
from surveysem.run import artefacts, job
from surveysem.run.replicate import moments

log = job.start(snakemake)

data = artefacts.read_table(snakemake.input.data)
model = artefacts.read_text(snakemake.input.model)
estimation = snakemake.params.estimation
missing = estimation["missing"]
written = sem.product_indicators(model, data, pairs=snakemake.params.pairs, missing=missing)

stored = moments.store_moments(sem.fit(written.text, written.data, **estimation))

artefacts.write_text(written.text, snakemake.output.model)
artefacts.write_table(stored.covariances, snakemake.output.covariances)
artefacts.write_table(stored.means, snakemake.output.means)
artefacts.write_record(stored.record, snakemake.output.record)
log.info("%s", stored.record["reason"] or "refitted from moments")
