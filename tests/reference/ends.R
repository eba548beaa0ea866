# Lonely strata by "average" and quantiles at the ends, from R survey: writes ends.json beside this file.
# Needs R with the packages survey and jsonlite: Rscript ends.R
library(survey)
library(jsonlite)

options(survey.lonely.psu = "average")
d <- data.frame(h = strsplit("AAAABBBBCC", "")[[1]], psu = c(1, 1, 2, 2, 3, 3, 4, 4, 5, 5),
                w = c(2, 3, 2, 3, 2, 3, 2, 3, 4, 4), z = c(1, 0, 1, 1, 0, 0, 0, 0, 1, 0))
total <- svytotal(~z, svydesign(~psu, strata = ~h, weights = ~w, data = d, nest = TRUE))

e <- data.frame(h = strsplit("AAAACCCC", "")[[1]], psu = c(1, 1, 2, 2, 3, 3, 3, 3),
                g = strsplit("xxxxyyyy", "")[[1]], z = c(1, 0, 1, 1, 1, 0, 0, 0),
                v = c(1, 2, 3, 4, .1, .2, .3, .7))
groups <- svyby(~z + v, ~g, svydesign(~psu, strata = ~h, data = e, nest = TRUE, weights = ~1), svymean)

f <- data.frame(v = rep(1:5, each = 40))
s <- svydesign(~1, data = f, weights = ~1)
p <- c(.01, .05, .5, .95, .99)
quantiles <- t(sapply(p, function(q) svyquantile(~v, s, q, ci = TRUE)$v[1, 1:3]))

se <- SE(groups)
write(toJSON(list(
  meta = list(script = "ends.R", R = R.version.string, survey = as.character(packageVersion("survey")),
              date = format(Sys.Date())),
  total = list(value = as.numeric(coef(total)), se = as.numeric(SE(total))),
  groups = list(g = groups$g, z = groups$z, v = groups$v, se_z = se[["se.z"]], se_v = se[["se.v"]]),
  quantiles = list(p = p, value = quantiles[, 1], low = quantiles[, 2], high = quantiles[, 3])
), auto_unbox = TRUE, digits = NA, na = "null", pretty = TRUE), "ends.json")
