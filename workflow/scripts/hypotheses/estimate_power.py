"""Draw samples in which the smallest effect of interest holds, and count what finds it."""

from surveysem import sem, survey
from surveysem.run import artefacts, job

log = job.start(snakemake)

hypotheses = artefacts.read_tsv(snakemake.input.hypotheses)
model = artefacts.read_text(snakemake.input.model)
standardized = artefacts.read_table(snakemake.input.standardized)
fit = artefacts.read_record(snakemake.input.fit)
measured = artefacts.read_records(snakemake.input.measured)

rules = survey.PowerRules(**snakemake.params.rules)
how = {"alpha": snakemake.params.alpha, "seed": snakemake.params.seed}

with sem.gathered(artefacts.read_tables(snakemake.input.shares)):
    estimated = survey.estimate_power(
        model, standardized, fit, hypotheses, rules, **how, workers=snakemake.threads
    )

artefacts.write_table(estimated.power, snakemake.output.power)
artefacts.write_table(estimated.precision, snakemake.output.precision)
tests_of_fit = survey.fit_test_power([*measured, fit], **snakemake.params.tests_of_fit)
artefacts.write_table(tests_of_fit, snakemake.output.rmsea_power)
log.info("%d of %d rows have a power", estimated.power.power.notna().sum(), len(estimated.power))
