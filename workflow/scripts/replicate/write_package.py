"""Write the replication package, ready to be unpacked and verified by a stranger."""

from surveysem.run import artefacts, job
from surveysem.run.replicate import contents, package

log = job.start(snakemake)

models = contents.gather_models(
    [artefacts.read_text(path) for path in snakemake.input.models],
    [artefacts.read_table(path) for path in snakemake.input.covariances],
    [artefacts.read_table(path) for path in snakemake.input.means],
    artefacts.read_records(snakemake.input.records),
    [artefacts.read_table(path) for path in snakemake.input.estimates],
)
held = contents.Contents(
    home=snakemake.params.home,
    code=snakemake.params.packed,
    config=snakemake.input.config,
    raw=snakemake.input.raw,
    reports=snakemake.input.reports,
    sources=snakemake.input.sources,
    twins=dict(zip(snakemake.params.waves, snakemake.input.twins, strict=True)),
    codebooks=snakemake.input.codebooks,
    scripts=snakemake.params.scripts,
)

package.write_package(held, models, snakemake.params.study, snakemake.output.folder)
log.info("%d models", len(models))
