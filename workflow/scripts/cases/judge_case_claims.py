"""Set what was published of the cases of a collection against this run."""

from surveysem import cases
from surveysem.run import artefacts, job

log = job.start(snakemake)

tables = {
    "placements": artefacts.read_tables(snakemake.input.placements),
    "ladder": artefacts.read_tables(snakemake.input.ladder),
    "case_groups": artefacts.read_tables(snakemake.input.case_groups),
    "chain": artefacts.read_tables(snakemake.input.chain),
}
choices = snakemake.params.choices

judged = cases.judge_published(
    snakemake.params.claims, tables, cases.labels_of(choices), synthetic=choices["synthetic"]
)

artefacts.write_table(judged, snakemake.output.claims)
log.info("%s", judged.recovered.value_counts().to_dict())
