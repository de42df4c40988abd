"""Draw a synthetic twin of one wave: the same moments and labels, and no respondent."""

from surveysem import survey
from surveysem.run import artefacts, job

log = job.start(snakemake)

data = artefacts.read_table(snakemake.input.data)
entries = survey.read_entries(artefacts.read_tsv(snakemake.input.codebook))
cleaned = survey.read(snakemake.input.sav)
groups = cleaned.data[snakemake.params.groups]

answers = data.filter(snakemake.params.answers)

twin = survey.draw_twin(answers, groups, snakemake.params.seed, snakemake.params.min_cell)
answered = survey.as_answered(
    twin, entries, keys=snakemake.params.unique, selected=snakemake.params.selected
)

survey.write(
    snakemake.output.sav, answered, survey.twin_codebook(cleaned.codebook, entries, answered)
)
artefacts.write_text(
    survey.entries_text(survey.twin_entries(entries, answered)), snakemake.output.codebook
)
log.info("%d synthetic respondents", len(answered))
