"""Is the measurement the same over types, sides and governance? Where it is, their means."""

from surveysem import survey
from surveysem.cases import firms
from surveysem.run import artefacts, job

log = job.start(snakemake)

data = artefacts.read_table(snakemake.input.data)
background = artefacts.read_table(snakemake.input.background)
dictionary = artefacts.read_table(snakemake.input.dictionary)
typed = artefacts.read_table(snakemake.input.types)
asked = snakemake.params.asked
models = dict(zip(asked["models"], map(artefacts.read_text, snakemake.input.models), strict=True))
bounds = survey.Bounds(**snakemake.params.bounds)
groups = firms.groups_asked(asked, typed, background, dictionary)

found = firms.compare_measures(groups, models, data, bounds, snakemake.params.estimation)

artefacts.write_table(found.steps, snakemake.output.invariance)
artefacts.write_table(found.verdicts, snakemake.output.verdicts)
artefacts.write_table(found.releases, snakemake.output.releases)
artefacts.write_table(found.groups, snakemake.output.groups)
artefacts.write_table(found.means, snakemake.output.means)
log.info("invariance reached: %s", found.verdicts.level.value_counts().to_dict())
