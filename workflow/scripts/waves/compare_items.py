"""The answers to every item by wave, and what they did since the first."""

from surveysem import survey
from surveysem.run import artefacts, job

log = job.start(snakemake)

pooled = artefacts.read_table(snakemake.input.data)
codebook = artefacts.read_tsv(snakemake.input.codebook)

found = survey.compare_items(
    pooled, codebook, bound=snakemake.params.bound, alpha=snakemake.params.alpha
)

artefacts.write_table(found.answers, snakemake.output.answers)
artefacts.write_table(found.drift, snakemake.output.drift)
log.info("items by verdict: %s", found.drift.verdict.value_counts().to_dict())
