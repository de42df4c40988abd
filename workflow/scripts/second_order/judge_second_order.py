"""Set the contenders side by side and judge the second-order construct."""

from surveysem import survey
from surveysem.run import artefacts, job

log = job.start(snakemake)

contenders, construct = snakemake.params.contenders, snakemake.params.construct
fits = survey.gather_contenders(contenders, artefacts.read_records(snakemake.input.fits))
solutions = list(map(artefacts.read_table, snakemake.input.standardized))
standardized = survey.gather_contenders(contenders, solutions)

higher_order = survey.higher_order_loadings(standardized, construct)
omega = survey.omega_coefficients(standardized, fits, construct)
common_variance = survey.common_variance(standardized, fits, construct)
criteria = survey.Criteria(**snakemake.params.criteria)
contest = survey.hold_contest(
    **fits, higher_order=higher_order, construct=construct, criteria=criteria
)

artefacts.write_table(contest.table, snakemake.output.contest)
artefacts.write_table(contest.comparisons, snakemake.output.comparisons)
artefacts.write_table(higher_order, snakemake.output.higher_order)
artefacts.write_table(survey.improper_values(standardized), snakemake.output.improper)
artefacts.write_table(omega, snakemake.output.omega)
artefacts.write_table(common_variance, snakemake.output.common_variance)
artefacts.write_record(contest.verdict.record(), snakemake.output.verdict)
log.info("%s: %s", construct, contest.verdict.verdict)
