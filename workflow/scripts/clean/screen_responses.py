"""Look at gaps, respondents, distributions and the sample before any model."""

from surveysem import survey
from surveysem.run import artefacts, job

log = job.start(snakemake)

items = artefacts.read_table(snakemake.input.data)
background = artefacts.read_table(snakemake.input.background)
codebook = artefacts.read_tsv(snakemake.input.codebook)
decisions = artefacts.read_table(snakemake.input.decisions)
thresholds = snakemake.params.thresholds
late = snakemake.params.late and survey.Late(**snakemake.params.late)

screened = survey.screen_responses(items, background, codebook, decisions, thresholds, late)

artefacts.write_table(screened.missing_items, snakemake.output.missing_items)
artefacts.write_table(screened.missing_patterns, snakemake.output.missing_patterns)
artefacts.write_table(screened.mcar, snakemake.output.mcar)
artefacts.write_table(screened.respondents, snakemake.output.respondents)
artefacts.write_table(screened.flagged, snakemake.output.flagged)
artefacts.write_table(screened.flags, snakemake.output.flags)
artefacts.write_table(screened.normality, snakemake.output.normality)
artefacts.write_table(screened.distributions, snakemake.output.distributions)
artefacts.write_table(screened.profile, snakemake.output.profile)
artefacts.write_table(screened.profile_numbers, snakemake.output.profile_numbers)
artefacts.write_table(screened.returns, snakemake.output.returns)
log.info("%d respondents are flagged; nothing is excluded", len(screened.flagged))
