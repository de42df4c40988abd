"""The columns of every table that passes between rules, by file name.

Columns for wave, sample, model and collection come on top where a job has them as wildcards.
"""

import pandas as pd

from surveysem.errors import DataError

STAMPS = {"wave", "sample", "model", "collection"}

# Tables whose columns are the variables of the survey; they start with the row of the raw file.
BY_RESPONDENT = {
    *("items_all", "items_explore", "items_confirm", "items_pooled", "items_within"),
    *("background_all", "types"),
}

COLUMNS = {
    "decisions": "step rule row variable found action reason",
    "flow": "step n removed reason",
    "dictionary": "variable role construct label type measure value_labels missing min max",
    "summary": "variable construct n missing share_missing mean sd skewness kurtosis "
    "minimum maximum floor ceiling",
    "missing_items": "variable n missing share_missing",
    "missing_patterns": "pattern n share missing items",
    "mcar": "n patterns chisq df pvalue reason",
    "respondents": "row answered share_missing longstring within_sd mahalanobis pvalue "
    "pvalue_rank pvalue_exact leverage flags",
    "flagged": "row reasons",
    "flags": "flag rule n flagged",
    "normality": "variable n minimum maximum skewness skewness_cr skewness_pvalue kurtosis "
    "kurtosis_cr kurtosis_pvalue chisq df",
    "distributions": "variable value n share",
    "profile": "variable value n share",
    "profile_numbers": "variable n missing mean sd minimum q1 median q3 maximum",
    "returns": "variable n_early n_late mean_early mean_late d ci_lower ci_upper t df t_pvalue "
    "t_pvalue_holm mann_whitney mann_whitney_pvalue mann_whitney_pvalue_holm rank_biserial",
    "adequacy": "set n kmo bartlett_chisq bartlett_df bartlett_pvalue determinant",
    "adequacy_items": "set item msa",
    "eigenvalues": "set position eigenvalue parallel_mean parallel_percentile "
    "reduced reduced_mean reduced_percentile",
    "retention": "set kaiser scree parallel parallel_factors map_original map_revised "
    "suggested chosen draws percentile reason_fr reason_en",
    "solutions": "set n factors extraction rotation convention iterations converged problems",
    "loadings": "set item factor loading structure initial communality",
    "variance": "set factor ss_loadings share cumulative",
    "factor_correlations": "set factor with correlation",
    "purification": "set round item rule found threshold action reason_fr reason_en",
    "stability": "set item factor draws used primary kept both loading ci_lower ci_upper "
    "congruence",
    "cross_validation": "set split half n items dropped same_factors problem chisq df cfi rmsea "
    "srmr cvi cvi_one_factor",
    "cross_validation_items": "set item factor halves kept same_factor",
    "estimates": "group lhs op rhs label free est se z pvalue ci_lower ci_upper std_lv std_all",
    "standardized": "group lhs op rhs label free est se z pvalue ci_lower ci_upper",
    "r_squared": "variable r_squared",
    "modification_indices": "lhs op rhs mi epc std_epc",
    "covariances": "variable with covariance",
    "means": "variable mean",
    "residuals": "lhs rhs covariance correlation residual z",
    "corrected_tests": "correction chisq df pvalue n factor source reason",
    "agreement": "engine comparable reason lhs op rhs ours theirs difference",
    "reliability": "construct items alpha alpha_ci_lower alpha_ci_upper omega omega_ci_lower "
    "omega_ci_upper composite_reliability composite_reliability_ci_lower "
    "composite_reliability_ci_upper ave ave_ci_lower ave_ci_upper smallest_item smallest_loading "
    "intervals level n draws used",
    "convergent": "construct items ave ave_ci_lower ave_ci_upper composite_reliability "
    "composite_reliability_ci_lower composite_reliability_ci_upper item loading loading_ci_lower "
    "loading_ci_upper verdict reason_fr reason_en",
    "validity": "construct with correlation ci_lower ci_upper shared_variance ave ave_with "
    "fornell_larcker htmt htmt_ci_lower htmt_ci_upper htmt2 htmt2_ci_lower htmt2_ci_upper "
    "item_correlations verdict reason_fr reason_en",
    "cross_loadings": "construct item own structure mi epc std_epc",
    "common_method": "technique contender n chisq df pvalue cfi tli rmsea srmr chisq_diff df_diff "
    "diff_pvalue share converged admissible problems",
    "unflagged": "respondents n chisq df pvalue cfi tli rmsea srmr converged admissible alpha "
    "composite_reliability ave loading_change loading_of loading_with correlation_change "
    "correlation_of correlation_with",
    "common_method_changes": "technique quantity lhs rhs before after change",
    "contest": "scope contender chisq df pvalue cfi tli rmsea srmr aic bic "
    "delta_aic weight_aic delta_bic weight_bic converged admissible",
    "comparisons": "scope restricted general nested method chisq_diff df_diff pvalue delta_cfi "
    "target_coefficient target_ci_lower target_ci_upper delta_aic delta_bic rmsea_diff "
    "rmsea_diff_ci_lower rmsea_diff_ci_upper equivalent",
    "higher_order": "scope contender factor std_loading ci_lower ci_upper disturbance "
    "disturbance_ci_lower disturbance_ci_upper r_squared interval",
    "improper": "scope contender lhs op rhs est ci_lower ci_upper fault",
    "omega": "scope contender method factor items omega omega_ci_lower omega_ci_upper "
    "omega_hierarchical omega_hierarchical_ci_lower omega_hierarchical_ci_upper relative_omega ecv "
    "ecv_ci_lower ecv_ci_upper h puc",
    "common_variance": "scope contender item group general_loading group_loading i_ecv",
    "invariance": "grouping model part level n smallest_n chisq df pvalue cfi rmsea srmr "
    "chisq_diff df_diff pvalue_diff delta_cfi delta_rmsea converged admissible verdict",
    "invariance_verdicts": "grouping model part tested by_test by_delta_cfi by_delta_rmsea level "
    "disputed comparable admissible reason_fr reason_en",
    "invariance_releases": "grouping model part level parameter chisq df pvalue",
    "invariance_groups": "grouping group n",
    "collinearity": "outcome predictor predictors vif tolerance condition_index",
    "rivals": "n_free chisq df pvalue cfi tli rmsea srmr aic bic delta_aic weight_aic delta_bic "
    "weight_bic support converged admissible",
    "rival_tests": "restricted general relation chisq_diff df_diff pvalue delta_cfi delta_rmsea",
    "interactions": "outcome predictor moderator products level est se std ci_lower ci_upper "
    "pvalue delta_r2",
    "products": "interaction product item with",
    "simple_slopes": "outcome predictor moderator at est se std ci_lower ci_upper pvalue",
    "slope_bands": "outcome predictor moderator at std ci_lower ci_upper",
    "slope_regions": "outcome predictor moderator start end effect",
    "slope_lines": "outcome predictor moderator at x fitted ci_lower ci_upper",
    "effects": "kind outcome predictor path est se pvalue ci_lower ci_upper "
    "std std_se std_ci_lower std_ci_upper",
    "intervals": "level quantity lhs op rhs label est se bias ci_lower ci_upper pvalue",
    "bootstrap_draws": "loop batch theta given value converged reasons",
    "assessment_draws": "loop batch R theta given value converged reasons",
    "world_fits": "loop batch status reason record standardized",
    "power_draws": "loop batch est se pvalue close converged admissible",
    "power": "id kind family expect bound alpha basis n effect power power_error power_adjusted "
    "power_adjusted_error joint joint_error used draws reason",
    "precision": "id n population half_width half_width_error coverage coverage_error bias "
    "bias_error used draws reason",
    "rmsea_power": "test n df rmsea_null rmsea_other alpha power target n_needed",
    "verdicts": "id kind family expect bound bound_source alpha lhs op rhs est se std ci_lower "
    "ci_upper pvalue pvalue_adjusted verdict reason_fr reason_en statement_fr statement_en",
    "specifications": "world estimator missing purification respondents indicators reversed "
    "changed id expect n converged admissible std se ci_lower ci_upper pvalue pvalue_adjusted "
    "verdict",
    "worlds": "world estimator missing purification respondents indicators reversed changed "
    "status reason n indicators_used chisq df cfi rmsea srmr converged admissible problems",
    "robustness": "id kind expect worlds estimable supported contradicted undecided "
    "share_supported share_contradicted share_undecided median lowest highest share_sign headline "
    "std own reading reason_fr reason_en statement_fr statement_en",
    "path_tests": "level chisq_diff df_diff pvalue delta_cfi verdict reason_fr reason_en",
    "path_changes": "outcome predictor wave reference n n_reference est est_reference difference "
    "se ci_lower ci_upper chisq_diff df_diff pvalue pvalue_holm verdict",
    "pooled_waves": "wave n left_out",
    "pooled_verdicts": "id kind family expect bound bound_source alpha lhs op rhs est se std "
    "ci_lower ci_upper pvalue pvalue_adjusted verdict reason_fr reason_en statement_fr "
    "statement_en",
    "verdict_changes": "hypothesis kind lhs op rhs alpha statement_fr statement_en wave_before "
    "before std_before ci_lower_before ci_upper_before pvalue_adjusted_before power_before wave "
    "verdict std ci_lower ci_upper pvalue_adjusted power",
    "item_answers": "variable value wave n share",
    "item_drift": "variable construct wave reference n n_reference mean mean_reference sd "
    "sd_reference d ci_lower ci_upper t df pvalue pvalue_holm rank_biserial rank_pvalue "
    "rank_pvalue_holm dissimilarity shifted_answer shift bound verdict",
    "latent_means": "grouping model part construct group reference n n_reference difference se "
    "pvalue ci_lower ci_upper d d_ci_lower d_ci_upper comparable",
    "matrices": "case view theme code n words share segments",
    "double_source": "case theme partner_a partner_b n_a n_b pole_a pole_b finding",
    "source_agreement": "case coefficient units value ci_lower ci_upper level reason_fr reason_en",
    "coder_agreement": "code coder_a coder_b coefficient units value ci_lower ci_upper level "
    "reason_fr reason_en",
    "discussions": "source case partner start end code coders_with coders_without segments",
    "scores": "case view axis score ci_lower ci_upper n reason_fr reason_en",
    "placements": "case type share placed expected alike reason_fr reason_en",
    "left_out": "case code axis score type changed",
    "ladder": "case group rung position reason_fr reason_en",
    "display": "case group rung position column theme n present",
    "case_groups": "name kind group_a group_b value_a value_b n_a n_b difference ci_lower ci_upper "
    "level pvalue pvalue_holm method reason_fr reason_en",
    "truth_table": "row conditions n cases outcome consistency pri decision",
    "truth_table_solutions": "kind model term expression consistency pri raw_coverage "
    "unique_coverage relevance cases",
    "chain": "case element posited n words first observed evidence",
    "chain_order": "case n tau reason_fr reason_en",
    "chain_links": "case from_element to_element evidence in_order n_from n_to",
    "chain_support": "from_element to_element cases with_evidence in_order",
    "saturation": "order source case partner new_codes cumulative total mean ci_lower ci_upper "
    "level",
    "evidence": "hypothesis case n_for n_against segments",
    "type_summary": "type status n share stability stability_lowest near",
    "type_scores": "type axis n mean ci_lower ci_upper",
    "axis_reliability": "axis items n mean sd alpha ci_lower ci_upper error cut",
    "cut_sensitivity": "cut chosen type n share kept",
    "type_governance": "type governance n share",
    "group_paths": "grouping model outcome predictor group n est se ci_lower ci_upper",
    "group_path_tests": "grouping model level n smallest_n chisq_diff df_diff pvalue delta_cfi "
    "verdict reason_fr reason_en",
    "group_path_changes": "grouping model outcome predictor group reference n n_reference est "
    "est_reference difference se ci_lower ci_upper chisq_diff df_diff pvalue pvalue_holm verdict",
    "claims": "id statement_fr statement_en hypothesis finding found std ci_lower ci_upper "
    "recovered reason_fr reason_en",
    "interviews": "source case partner order date characters words segments",
    "segments": "segment case partner source coder code theme start end words quote text",
    "case_claims": "id statement_fr statement_en claim finding found share recovered reason_fr "
    "reason_en",
}


def columns(name: str) -> list[str]:
    """The columns of a table, in their order."""
    return COLUMNS[name].split()


def check(table: pd.DataFrame, name: str) -> None:
    """Hold a table against the contract of its file name.

    Raises
    ------
    DataError
        The file name has no contract, or columns are missing or unknown.
    """
    if name in BY_RESPONDENT:
        expected = {"row"} | (set(table.columns) - STAMPS)
    elif name in COLUMNS:
        expected = set(columns(name))
    else:
        raise DataError(f"table {name}: no contract of this name; known: {', '.join(COLUMNS)}")
    found = set(table.columns)
    faults = [f"column {column} is missing" for column in sorted(expected - found)]
    faults += [f"column {column} is unknown" for column in sorted(found - expected - STAMPS)]
    if faults:
        raise DataError(f"table {name} breaks its contract: {'; '.join(faults)}")
