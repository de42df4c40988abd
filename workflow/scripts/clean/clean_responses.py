"""Read one wave, apply the rules of cleaning, and record every decision."""

from surveysem import survey
from surveysem.run import artefacts, job

log = job.start(snakemake)

artefacts.note_raw(snakemake.input.raw)
codebook = artefacts.read_tsv(snakemake.input.codebook)
rules = survey.CleaningRules.of(snakemake.params.rules)

raw = snakemake.input.raw
cleaned = survey.clean_responses(survey.read(raw), codebook, rules, wave=snakemake.wildcards.wave)

artefacts.write_table(cleaned.items, snakemake.output.data)
artefacts.write_table(cleaned.background, snakemake.output.background)
artefacts.write_table(cleaned.decisions, snakemake.output.decisions)
artefacts.write_table(cleaned.flow, snakemake.output.flow)
artefacts.write_table(cleaned.dictionary, snakemake.output.dictionary)
artefacts.write_table(cleaned.summary, snakemake.output.summary)
survey.write(snakemake.output.sav, cleaned.data, cleaned.codebook)
notes = " ".join(cleaned.notes)
log.info("%d of %d rows are analysed. %s", len(cleaned.items), cleaned.n_read, notes)
