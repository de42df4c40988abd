# psych on lavaan's polychoric correlations of the items of ordered_items.
source("tests/reference/common.R")
source("tests/reference/efa.R")

data <- read.csv("tests/reference/ordered_items/data.csv")
R <- unclass(lavCor(data, ordered = names(data)))
adequacy <- KMO(R)
axes <- fa(R, nfactors = 1, n.obs = nrow(data), rotate = "none", fm = "pa")
write_expected(
  list(
    kmo = adequacy$MSA, kmo_per_item = unname(adequacy$MSAi),
    eigenvalues = eigen(R)$values,
    paf = list(loadings = plain(axes$loadings), communalities = unname(axes$communality))
  ),
  packages = c("psych", "GPArotation")
)
