# Eigenvalues, Velicer's MAP by psych::vss (from one component on), and fa.parallel with many draws.
source("tests/reference/common.R")
source("tests/reference/efa.R")

# psych draws in forked workers, which the seed reaches only in one process.
options(mc.cores = 1)

retain_values <- function(name, most) {
  sample <- sample_correlations(name)
  set.seed(1965)
  parallel <- fa.parallel(sample$R,
    n.obs = sample$n, fa = "pc", n.iter = 2000, sim = TRUE, quant = 0.95, plot = FALSE
  )
  map <- vss(sample$R, n = most, n.obs = sample$n, rotate = "none", fm = "pc", plot = FALSE)$map
  list(
    correlations = with_n(sample),
    eigenvalues = eigen(sample$R)$values,
    map_squared = map,
    parallel_mean = parallel$pc.sim,
    parallel_n = parallel$ncomp
  )
}

quietly <- function(value) {
  capture.output(value)
  value
}

write_expected(
  list(
    holzinger = quietly(retain_values("holzinger", most = 6)),
    bfi = quietly(retain_values("bfi", most = 10))
  ),
  packages = "psych"
)
