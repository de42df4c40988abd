"""The paths of small structural models over types, sides and governance."""

from surveysem import survey
from surveysem.cases import firms
from surveysem.run import artefacts, job

log = job.start(snakemake)

data = artefacts.read_table(snakemake.input.data)
background = artefacts.read_table(snakemake.input.background)
dictionary = artefacts.read_table(snakemake.input.dictionary)
typed = artefacts.read_table(snakemake.input.types)
asked = snakemake.params.asked
models = dict(zip(asked["paths"], map(artefacts.read_text, snakemake.input.models), strict=True))
bounds = survey.Bounds(**snakemake.params.bounds)
groups = firms.groups_asked(asked, typed, background, dictionary)

found = firms.compare_firm_paths(groups, models, data, bounds, snakemake.params.estimation)

artefacts.write_table(found.paths, snakemake.output.paths)
artefacts.write_table(found.tests, snakemake.output.tests)
artefacts.write_table(found.changes, snakemake.output.changes)
log.info("paths by verdict: %s", found.changes.verdict.value_counts().to_dict())
