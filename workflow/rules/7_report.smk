# Chapter 7, report: one report per wave and language, rendered aside and published when finished.
#
# needs   the artefacts of every chapter, workflow/report
# gives   reports/<wave>/report.<lang>.{html,pdf,docx}, tables.xlsx, figures, reports/index.html

EXPLORED = f"{STUDY.exploration}/"
CROSSED = EXPLORED if STUDY.cross_validated else []
MEASURED = expand(
    "data/processed/confirm/{wave}/{sample}/{model}/",
    sample=STUDY.sample,
    model=STUDY.measurement_models,
    allow_missing=True,
)
ASSESSED = [
    f"data/processed/confirm/{{wave}}/{STUDY.sample}/{STUDY.measurement_model}/"
]
UNFLAGGED = expand(
    "data/processed/confirm/{wave}/{sample}/{model}/unflagged.parquet",
    sample=STUDY.sample,
    model=STUDY.whole_models,
    allow_missing=True,
)
JUDGED = expand(
    "data/processed/hypotheses/{wave}/{sample}/{model}/",
    sample=STUDY.sample,
    model=STUDY.structural_models,
    allow_missing=True,
)
CONTESTED = (
    [f"data/processed/second_order/{{wave}}/{STUDY.sample}/"]
    if STUDY.second_order_model
    else []
)
TESTED = (
    [f"data/processed/hypotheses/{{wave}}/{STUDY.sample}/"] if STUDY.hypotheses else []
)

GROUPED = (
    [f"data/processed/confirm/{{wave}}/{STUDY.sample}/"] if STUDY.groupings else []
)
RIVALRY = TESTED if STUDY.rivals else []

POWERED = JUDGED if STUDY.power else []
PROBED = expand(
    "data/processed/hypotheses/{wave}/{sample}/{model}/",
    sample=STUDY.sample,
    model=STUDY.moderated_models,
    allow_missing=True,
)
CLAIMS = [f"{place}claims.parquet" for place in TESTED if STUDY.claims]
CURVED = TESTED if STUDY.specifications else []
TYPED = dict(
    firm_types="type_summary",
    firm_scores="type_scores",
    firm_reliability="axis_reliability",
    firm_sensitivity="cut_sensitivity",
    firm_governance="type_governance",
)
TYPES_MEASURED = dict(
    firm_invariance="invariance",
    firm_verdicts="invariance_verdicts",
    firm_groups="invariance_groups",
    firm_means="latent_means",
)
TYPE_PATHS = dict(
    firm_paths="group_paths",
    firm_path_tests="group_path_tests",
    firm_path_changes="group_path_changes",
)
OF_TYPES = {
    name: f"data/processed/cases/firms/{{wave}}/{table}.parquet"
    for asked, tables in (
        (STUDY.typed_firms, TYPED),
        (STUDY.typed_firms.get("models"), TYPES_MEASURED),
        (STUDY.typed_firms.get("paths"), TYPE_PATHS),
    )
    if asked
    for name, table in tables.items()
}

# Tables of the collections of cases, which every wave reports, by the names that the report gives.
CODED = {}
CASE_TABLES = {
    "groups": "case_groups",
    "solutions": "truth_table_solutions",
    "claims": "case_claims",
}
if STUDY.cases:
    CODED = {
        f"case_{name}": expand(
            "data/processed/cases/{collection}/{table}.parquet",
            collection=collections,
            table=CASE_TABLES.get(name, name),
        )
        for names, collections in (
            (
                "interviews segments matrices evidence saturation",
                STUDY.cases.collections,
            ),
            ("double_source source_agreement", STUDY.cases.collections),
            ("coder_agreement discussions", STUDY.cases.collections),
            ("scores placements left_out", STUDY.cases.with_types),
            ("ladder display", STUDY.cases.with_ladder),
            ("groups", STUDY.cases.with_groups),
            ("truth_table solutions", STUDY.cases.with_truth_table),
            ("chain chain_order chain_links chain_support", STUDY.cases.with_chain),
            ("claims", STUDY.cases.claimed),
        )
        for name in names.split()
    }


rule report:
    """Everything of this chapter, and so of the study."""
    input:
        "reports/index.html",
        expand("reports/{wave}/tables.xlsx", wave=REPORTED),


rule assemble_report:
    """Fill the source of the report with the artefacts of one wave, in one language."""
    input:
        **CODED,
        **OF_TYPES,
        source=SOURCE,
        codebook="config/items.tsv",
        flow="data/processed/clean/{wave}/flow.parquet",
        decisions="data/processed/clean/{wave}/decisions.parquet",
        dictionary="data/processed/clean/{wave}/dictionary.parquet",
        summary="data/processed/clean/{wave}/summary.parquet",
        missing_items="data/processed/clean/{wave}/missing_items.parquet",
        missing_patterns="data/processed/clean/{wave}/missing_patterns.parquet",
        mcar="data/processed/clean/{wave}/mcar.parquet",
        flags="data/processed/clean/{wave}/flags.parquet",
        normality="data/processed/clean/{wave}/normality.parquet",
        distributions="data/processed/clean/{wave}/distributions.parquet",
        profile="data/processed/clean/{wave}/profile.parquet",
        profile_numbers="data/processed/clean/{wave}/profile_numbers.parquet",
        returns="data/processed/clean/{wave}/returns.parquet",
        adequacy=f"{EXPLORED}adequacy.parquet",
        adequacy_items=f"{EXPLORED}adequacy_items.parquet",
        eigenvalues=f"{EXPLORED}eigenvalues.parquet",
        retention=f"{EXPLORED}retention.parquet",
        solutions=f"{EXPLORED}solutions.parquet",
        loadings=f"{EXPLORED}loadings.parquet",
        variance=f"{EXPLORED}variance.parquet",
        factor_correlations=f"{EXPLORED}factor_correlations.parquet",
        purification=f"{EXPLORED}purification.parquet",
        stability=expand(
            "{place}stability.parquet", place=EXPLORED if STUDY.stability_draws else []
        ),
        cross_validation=expand("{place}cross_validation.parquet", place=CROSSED),
        cross_validation_items=expand(
            "{place}cross_validation_items.parquet", place=CROSSED
        ),
        fits=expand("{place}fit.json", place=[*MEASURED, *JUDGED]),
        estimates=expand("{place}estimates.parquet", place=[*MEASURED, *JUDGED]),
        standardized=expand("{place}standardized.parquet", place=[*MEASURED, *JUDGED]),
        r_squared=expand("{place}r_squared.parquet", place=[*MEASURED, *JUDGED]),
        agreement=expand("{place}agreement.parquet", place=[*ASSESSED, *JUDGED]),
        residuals=expand("{place}residuals.parquet", place=[*ASSESSED, *JUDGED]),
        corrected_tests=expand(
            "{place}corrected_tests.parquet", place=[*MEASURED, *JUDGED]
        ),
        reliability=expand("{place}reliability.parquet", place=ASSESSED),
        convergent=expand("{place}convergent.parquet", place=ASSESSED),
        validity=expand("{place}validity.parquet", place=ASSESSED),
        unflagged=UNFLAGGED,
        cross_loadings=expand("{place}cross_loadings.parquet", place=ASSESSED),
        common_method=expand(
            "{place}common_method.parquet",
            place=ASSESSED if STUDY.common_method else [],
        ),
        common_method_changes=expand(
            "{place}common_method_changes.parquet",
            place=ASSESSED if STUDY.common_method else [],
        ),
        invariance=expand("{place}invariance.parquet", place=GROUPED),
        invariance_verdicts=expand("{place}invariance_verdicts.parquet", place=GROUPED),
        invariance_releases=expand("{place}invariance_releases.parquet", place=GROUPED),
        invariance_groups=expand("{place}invariance_groups.parquet", place=GROUPED),
        contest=expand("{place}contest.parquet", place=CONTESTED),
        comparisons=expand("{place}comparisons.parquet", place=CONTESTED),
        higher_order=expand("{place}higher_order.parquet", place=CONTESTED),
        improper=expand("{place}improper.parquet", place=CONTESTED),
        omega=expand("{place}omega.parquet", place=CONTESTED),
        common_variance=expand("{place}common_variance.parquet", place=CONTESTED),
        second_order=expand("{place}verdict.json", place=CONTESTED),
        effects=expand("{place}effects.parquet", place=JUDGED),
        intervals=expand("{place}intervals.parquet", place=JUDGED),
        collinearity=expand("{place}collinearity.parquet", place=JUDGED),
        interactions=expand("{place}interactions.parquet", place=PROBED),
        products=expand("{place}products.parquet", place=PROBED),
        simple_slopes=expand("{place}simple_slopes.parquet", place=PROBED),
        slope_bands=expand("{place}slope_bands.parquet", place=PROBED),
        slope_regions=expand("{place}slope_regions.parquet", place=PROBED),
        slope_lines=expand("{place}slope_lines.parquet", place=PROBED),
        rivals=expand("{place}rivals.parquet", place=RIVALRY),
        rival_tests=expand("{place}rival_tests.parquet", place=RIVALRY),
        bootstrap=expand("{place}bootstrap.json", place=JUDGED),
        power=expand("{place}power.parquet", place=POWERED),
        precision=expand("{place}precision.parquet", place=POWERED),
        rmsea_power=expand("{place}rmsea_power.parquet", place=POWERED),
        verdicts=expand("{place}verdicts.parquet", place=TESTED),
        claims=CLAIMS,
        specifications=expand("{place}specifications.parquet", place=CURVED),
        worlds=expand("{place}worlds.parquet", place=CURVED),
        robustness=expand("{place}robustness.parquet", place=CURVED),
    output:
        folder=directory("data/processed/report/{wave}/{lang}/source"),
        tables="data/processed/report/{wave}/{lang}/tables.xlsx",
    log:
        "logs/report/assemble_report/{wave}.{lang}.log",
    conda:
        "../../environment.yml"
    params:
        study=STUDY.masthead,
        fieldwork=lambda wildcards: STUDY.fieldwork[wildcards.wave],
        code=code("report/assemble_report.py"),
    message:
        "Assemble the report of wave {wildcards.wave} in {wildcards.lang}"
    script:
        "../scripts/report/assemble_report.py"


rule render_report:
    """Render one report to one format, by Quarto where it is installed, else by pandoc and typst."""
    input:
        folder=rules.assemble_report.output.folder,
    output:
        report="data/processed/report/{wave}/{lang}/report.{format}",
    log:
        "logs/report/render_report/{wave}.{lang}.{format}.log",
    conda:
        "../../environment.yml"
    params:
        code=code("report/render_report.py"),
    message:
        "Render the report of wave {wildcards.wave} in {wildcards.lang} to {wildcards.format}"
    script:
        "../scripts/report/render_report.py"


rule publish_report:
    """Move the finished reports of one wave into reports/; until then the last ones stand."""
    input:
        reports=expand(
            "data/processed/report/{wave}/{lang}/report.{format}",
            lang=STUDY.languages,
            format=STUDY.formats,
            allow_missing=True,
        ),
        tables=expand(
            "data/processed/report/{wave}/{lang}/tables.xlsx",
            lang=STUDY.languages[0],
            allow_missing=True,
        ),
        folder=expand(
            "data/processed/report/{wave}/{lang}/source",
            lang=STUDY.languages[0],
            allow_missing=True,
        ),
    output:
        reports=report(
            update(
                expand(
                    "reports/{wave}/report.{lang}.{format}",
                    lang=STUDY.languages,
                    format=STUDY.formats,
                    allow_missing=True,
                )
            ),
            category="Reports",
            subcategory="{wave}",
            caption="../report/captions/report.rst",
        ),
        tables=report(
            update("reports/{wave}/tables.xlsx"),
            category="Tables",
            subcategory="{wave}",
            caption="../report/captions/tables.rst",
        ),
        figures=report(
            update(directory("reports/{wave}/figures")),
            patterns=["{figure}.svg"],
            category="Figures",
            subcategory="{wave}",
            labels={"figure": "{figure}"},
            caption="../report/captions/figure.rst",
        ),
    log:
        "logs/report/publish_report/{wave}.log",
    conda:
        "../../environment.yml"
    params:
        code=code("report/publish_report.py"),
    message:
        "Publish the reports of wave {wildcards.wave}"
    script:
        "../scripts/report/publish_report.py"


localrules:
    write_index,


rule write_index:
    """Write the page that lists waves, languages, verdict counts and downloads."""
    input:
        reports=expand(
            "reports/{wave}/report.{lang}.{format}",
            wave=REPORTED,
            lang=STUDY.languages,
            format=STUDY.formats,
        ),
        tables=expand("reports/{wave}/tables.xlsx", wave=REPORTED),
        flow=expand("data/processed/clean/{wave}/flow.parquet", wave=STUDY.waves),
        verdicts=expand(
            expand("{place}verdicts.parquet", place=TESTED), wave=STUDY.waves
        ),
        source=SOURCE,
    output:
        index=update("reports/index.html"),
    log:
        "logs/report/write_index/index.log",
    conda:
        "../../environment.yml"
    params:
        study=STUDY.masthead,
        waves=REPORTED,
        dates={wave: found["date"] for wave, found in STUDY.fieldwork.items()},
        lang=STUDY.languages[0],
        code=code("report/write_index.py"),
    message:
        "Write the index of the reports"
    script:
        "../scripts/report/write_index.py"
