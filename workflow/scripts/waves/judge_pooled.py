"""Judge every row of hypotheses.tsv on all waves together, where the measurement allows it."""

from surveysem import survey
from surveysem.run import artefacts, job

log = job.start(snakemake)

contest = artefacts.read_records(snakemake.input.second_order)

verdicts = survey.judge_pooled(
    artefacts.read_tsv(snakemake.input.hypotheses),
    artefacts.read_tables(snakemake.input.intervals),
    artefacts.read_tables(snakemake.input.path_tests),
    artefacts.read_table(snakemake.input.invariance),
    contest=next(iter(contest), None),
    fits=artefacts.read_records(snakemake.input.fits),
    contenders=snakemake.params.contenders,
    ordered=snakemake.params.ordered,
    alpha=snakemake.params.alpha,
)

artefacts.write_table(verdicts, snakemake.output.verdicts)
log.info("%s", verdicts.verdict.value_counts().to_dict())
