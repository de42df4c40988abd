# How lavaan reads model texts: the rows that the user wrote, with what is fixed, started and named.
source("tests/reference/common.R")

texts <- list(
  "f =~ x1 + a*x2 + start(.5)*x2 + x3",
  "f =~ x1 + a*x2 + NA*x2 + x3",
  "f =~ NA*x1 + b*x1 + x2 + x3\nf ~~ 1*f",
  "f =~ x1 + NA*a*x2 + x3",
  "f =~ x1 + x2 + x3\ny ~ 0 + f",
  "y ~ 1 + x",
  "f =~ 1*x1 + NA*x2 + x3",
  "f =~ x1 + x2 + x3 + -0.5*x4",
  "f =~ x1 + (0.5)*x2 + x3",
  "f =~ x1 + 2/3*x2 + x3",
  "f =~ x1 + sqrt(2)*x2 + x3",
  "f =~ x1 + .5?x2 + x3",
  "f =~ x1 + x2 + x3; f ~~ 1*f",
  "f =~ x1 + x2 ! comment\n + x3 # other",
  "f =~ x1 + x2 +\n x3",
  "f =~ x1 + x2\n+ x3",
  "f ~ 1\nf =~ x1 + x2 + x3",
  "f =~ x1 + x2 + x3\nf ~ 0*1",
  "f =~ x1 + x2 + x3\nx1 ~ 0.5*1",
  "x1 + x2 ~ 1",
  "f =~ x1 + x2 + x3 + x4\nx1 + x2 ~~ x3 + x4",
  "f =~ x1 + x2 + x3 + x4\nx1 ~~ start(0.1)*x2 + e*x3",
  "y1 + y2 ~ x1 + a*x2",
  "f =~ x1 + x2 + x3 ; ; f ~~ f",
  "f =~ x1 + label('zz')*x2 + label('zz')*x3",
  "f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6\nh =~ f + g",
  "f =~ x1 + x2 + x3\nf ~~ v*f\nv > 0\ns := sqrt(v)",
  "f =~ \u00e91 + x2 + x3"
)
read_text <- function(text) {
  table <- lavaanify(text,
    fixed.x = TRUE, int.ov.free = TRUE, auto.fix.first = TRUE, auto.fix.single = TRUE,
    auto.var = TRUE, auto.cov.lv.x = TRUE, auto.cov.y = TRUE
  )
  table <- table[table$user == 1 & !table$op %in% c("<", ">", "=="), ]
  c(list(text = text), columns(table[c("lhs", "op", "rhs", "free", "ustart", "label")]))
}
write_expected(list(texts = lapply(texts, read_text)))
