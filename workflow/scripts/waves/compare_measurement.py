"""Is the measurement the same in all waves? Where it is, what did the means of constructs do?"""

from surveysem import survey
from surveysem.run import artefacts, job

log = job.start(snakemake)

pooled = artefacts.read_table(snakemake.input.data)
texts = map(artefacts.read_text, snakemake.input.models)
models = dict(zip(snakemake.params.names, texts, strict=True))
bounds = survey.Bounds(**snakemake.params.bounds)

found = survey.compare_measurement(models, pooled, bounds, snakemake.params.estimation)

artefacts.write_table(found.steps, snakemake.output.invariance)
artefacts.write_table(found.verdicts, snakemake.output.verdicts)
artefacts.write_table(found.releases, snakemake.output.releases)
artefacts.write_table(found.groups, snakemake.output.groups)
artefacts.write_table(found.means, snakemake.output.means)
log.info("invariance reached: %s", found.verdicts.level.value_counts().to_dict())
