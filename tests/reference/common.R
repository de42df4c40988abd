# Shared by every make.R: where the case lies, which data it takes, how its values are written.
# Run from the root of the repository: Rscript tests/reference/<case>/make.R

suppressPackageStartupMessages({
  library(lavaan)
  library(jsonlite)
})

case_folder <- function() {
  dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
}

case_file <- function(name) file.path(case_folder(), name)

read_model <- function(name = "model.lav") {
  paste(readLines(case_file(name), encoding = "UTF-8"), collapse = "\n")
}

# The copies inside lavaan equal those inside semopy, which the Python tests read, to the last bit.
reference_data <- function(name) {
  switch(name,
    holzinger = lavaan::HolzingerSwineford1939,
    democracy = lavaan::PoliticalDemocracy,
    bfi = psych::bfi,
    read.csv(case_file(name))
  )
}

versions <- function(...) {
  packages <- c("lavaan", "jsonlite", ...)
  c(
    list(R = paste(R.version$major, R.version$minor, sep = ".")),
    setNames(lapply(packages, function(p) as.character(packageVersion(p))), packages)
  )
}

write_expected <- function(values, packages = NULL) {
  values <- c(list(versions = do.call(versions, as.list(packages))), values)
  text <- toJSON(values,
    digits = NA, na = "null", null = "null", auto_unbox = TRUE, pretty = TRUE,
    dataframe = "columns", matrix = "rowmajor"
  )
  writeLines(text, case_file("expected.json"))
}

# Column vectors stay arrays in the JSON, however short.
columns <- function(frame) {
  frame <- as.data.frame(frame)
  names(frame) <- gsub(".", "_", names(frame), fixed = TRUE)
  lapply(frame, function(column) I(unname(unclass(column))))
}

named_matrix <- function(matrix) {
  matrix <- unclass(matrix)
  list(names = I(rownames(matrix)), values = unname(matrix))
}

named_vector <- function(vector) as.list(unclass(vector))
