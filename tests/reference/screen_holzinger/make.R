# Nine tests of 301 pupils; a sixth of three tests deleted by a rule that depends on another test.
source("tests/reference/common.R")
source("tests/reference/screen.R")

data <- reference_data("holzinger")[paste0("x", 1:9)]
gaps <- data
gaps$x2[data$x1 > quantile(data$x1, 0.85)] <- NA
gaps$x5[seq(1, 301, 7)] <- NA
gaps$x9[seq(3, 301, 11)] <- NA
late <- reference_data("holzinger")$school == "Grant-White"

write_expected(
  list(
    data = "holzinger",
    gaps = lapply(gaps[c("x2", "x5", "x9")], function(x) I(which(is.na(x)))),
    little = little(gaps),
    distances = distances(data),
    normality = normality(data),
    returns = lapply(data, returns, late)
  ),
  packages = c("lavaan", "psych")
)
