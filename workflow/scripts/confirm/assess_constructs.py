"""Reliability and validity of each construct and of each pair of them, with intervals."""

from surveysem import sem, survey
from surveysem.run import artefacts, job

log = job.start(snakemake)

data = artefacts.read_table(snakemake.input.data)
model = artefacts.read_text(snakemake.input.model)

fit = sem.fit(model, data, **snakemake.params.estimation)
with sem.gathered(artefacts.read_tables(snakemake.input.shares)):
    assessed = survey.assess_constructs(
        fit,
        data,
        cutoffs=snakemake.params.cutoffs,
        bootstrap=snakemake.params.bootstrap,
        seed=snakemake.params.seed,
        workers=snakemake.threads,
    )

artefacts.write_table(assessed.reliability, snakemake.output.reliability)
artefacts.write_table(assessed.convergent, snakemake.output.convergent)
artefacts.write_table(assessed.validity, snakemake.output.validity)
artefacts.write_table(assessed.cross_loadings, snakemake.output.cross_loadings)
verdicts = assessed.validity.verdict.value_counts().to_dict()
log.info("pairs of constructs: %s", verdicts)
