"""Is the measurement the same in groups of respondents, whole or construct by construct?"""

from surveysem import survey
from surveysem.run import artefacts, job

log = job.start(snakemake)

data = artefacts.read_table(snakemake.input.data)
background = artefacts.read_table(snakemake.input.background)
texts = map(artefacts.read_text, snakemake.input.models)
models = dict(zip(snakemake.params.names, texts, strict=True))
groupings = survey.read_groupings(snakemake.params.groupings)
bounds = survey.Bounds(**snakemake.params.bounds)
estimation = snakemake.params.estimation

found = survey.assess_invariance(models, data, background, groupings, bounds, estimation)

artefacts.write_table(found.steps, snakemake.output.invariance)
artefacts.write_table(found.verdicts, snakemake.output.verdicts)
artefacts.write_table(found.releases, snakemake.output.releases)
artefacts.write_table(found.groups, snakemake.output.groups)
log.info("invariance reached: %s", found.verdicts.level.value_counts().to_dict())
