# The study from raw SPSS files to the report, chapter by chapter.
#
#     snakemake --cores 4            everything
#     snakemake --cores 4 explore    up to one chapter: clean, explore, confirm, second_order,
#                                    hypotheses, waves (of two or more), cases (where there are
#                                    interviews), report
#     snakemake --cores 4 replicate  the package for those who replicate the study

from snakemake.utils import min_version

min_version("9.0")


configfile: "config/config.yaml"


report: "workflow/report/captions/study.rst"


include: "workflow/rules/common.smk"
include: "workflow/rules/1_clean.smk"
include: "workflow/rules/2_explore.smk"
include: "workflow/rules/3_confirm.smk"


if STUDY.second_order_model:

    include: "workflow/rules/4_second_order.smk"


if STUDY.hypotheses:

    include: "workflow/rules/5_hypotheses.smk"


if len(STUDY.waves) > 1:

    include: "workflow/rules/6_waves.smk"


if STUDY.cases:

    include: "workflow/rules/8_cases.smk"


include: "workflow/rules/7_report.smk"
include: "workflow/rules/9_replicate.smk"


onerror:
    print(failures.summary(log), file=sys.stderr)


rule all:
    """The report of every wave in every language, and the page that leads to them."""
    default_target: True
    input:
        rules.report.input,
