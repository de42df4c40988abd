"""Stack the cleaned answers of all waves, where they asked the same."""

from surveysem import survey
from surveysem.run import artefacts, job

log = job.start(snakemake)

items = artefacts.read_tables(snakemake.input.data)
dictionary = artefacts.read_tables(snakemake.input.dictionary)
decisions = artefacts.read_tables(snakemake.input.decisions)
codebook = artefacts.read_tsv(snakemake.input.codebook)

pooled = survey.pool_waves(items, dictionary, decisions, codebook)

artefacts.write_table(pooled.items, snakemake.output.data)
artefacts.write_table(survey.within_waves(pooled.items), snakemake.output.within)
artefacts.write_table(pooled.waves, snakemake.output.waves)
log.info("%d respondents of %d waves", len(pooled.items), len(pooled.waves))
