"""Set what the published study says against this run."""

from surveysem import survey
from surveysem.run import artefacts, job

log = job.start(snakemake)

claims = artefacts.read_tsv(snakemake.input.claims)
verdicts = artefacts.read_table(snakemake.input.verdicts)

judged = survey.judge_claims(claims, verdicts, synthetic=snakemake.params.synthetic)

artefacts.write_table(judged, snakemake.output.claims)
log.info("%s", judged.recovered.value_counts().to_dict())
