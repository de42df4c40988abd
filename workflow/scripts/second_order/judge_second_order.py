"""Set the contenders side by side and judge the second-order construct."""

from surveysem import survey
from surveysem.run import artefacts, job

log = job.start(snakemake)

fits = artefacts.read_records(snakemake.input.fits)
standardized = artefacts.read_table(snakemake.input.standardized)
r_squared = artefacts.read_table(snakemake.input.r_squared)
construct = snakemake.params.construct

contenders = survey.gather_contenders(snakemake.params.contenders, fits)
loadings = survey.higher_order_loadings(standardized, r_squared, construct)
contest = survey.hold_contest(
    **contenders,
    higher_order=loadings,
    construct=construct,
    alpha=snakemake.params.alpha,
    min_target=snakemake.params.min_target,
)

artefacts.write_table(contest.table, snakemake.output.contest)
artefacts.write_table(contest.comparisons, snakemake.output.comparisons)
artefacts.write_table(loadings, snakemake.output.higher_order)
artefacts.write_record(contest.verdict.record(), snakemake.output.verdict)
log.info("%s: %s", construct, contest.verdict.verdict)
