"""Which hypotheses are judged otherwise in the latest wave than in the one before."""

from surveysem import survey
from surveysem.run import artefacts, job

log = job.start(snakemake)

verdicts = artefacts.read_tables(snakemake.input.verdicts)
power = artefacts.read_tables(snakemake.input.power)
fits = artefacts.read_records(snakemake.input.fits)

changes = survey.verdict_changes(verdicts, power, fits)

artefacts.write_table(changes, snakemake.output.changes)
log.info("verdicts changed: %s", ", ".join(changes.hypothesis) or "none")
