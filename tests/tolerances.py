"""How close is equal, and why. Differences are |a - b| / max(1, |b|) unless said."""

# Two double-precision routes to the same closed form.
ANALYTIC = 1e-8
# A chi-square of lavaan at its own convergence, relative: second order in the estimates.
CHISQ = 1e-6
# Estimates, standard errors and indices of lavaan: nlminb stops with gradients near 1e-5.
LAVAAN = 1e-5
# References that iterate loosely themselves (psych, GPArotation, rotated loadings).
LOOSE = 1e-4
# SPSS's own tables: PAF is printed to all digits, promax stops earlier.
SPSS_PAF = 1e-6
SPSS_PROMAX = 1e-3
# semopy on standardised values: SLSQP with its default tolerance.
SEMOPY = 2e-3
# Central differences with step 1e-6 on functions of order one.
NUMERIC_GRADIENT = 1e-5


def printed(digits: int) -> float:
    """Half a unit of the last of ``digits`` printed decimals."""
    return 0.5 * 10.0**-digits
