"""Show what each interaction of a model means: slopes at levels of the moderator, and regions."""

from surveysem import sem, survey
from surveysem.run import artefacts, job

log = job.start(snakemake)

data = artefacts.read_table(snakemake.input.data)
model = artefacts.read_text(snakemake.input.model)

how = {**snakemake.params.how, "level": snakemake.params.level, "workers": snakemake.threads}

with sem.gathered(artefacts.read_tables(snakemake.input.shares)):
    probed = survey.probe_interactions(model, data, **how)

artefacts.write_text(probed.text, snakemake.output.text)
artefacts.write_table(probed.interactions, snakemake.output.interactions)
artefacts.write_table(probed.products, snakemake.output.products)
artefacts.write_table(probed.slopes, snakemake.output.slopes)
artefacts.write_table(probed.bands, snakemake.output.bands)
artefacts.write_table(probed.regions, snakemake.output.regions)
artefacts.write_table(probed.lines, snakemake.output.lines)
log.info("%d interactions by %d products", len(probed.interactions), len(probed.products))
