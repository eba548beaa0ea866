# Reference values from R's survey package: the data it ships and small sets made here, and what R says of them.
#
# Debian or Ubuntu:  apt-get install r-base-core r-cran-survey r-cran-jsonlite
# elsewhere, in R:   install.packages(c("survey", "jsonlite"))
# then, here:        Rscript api.R
#
# Writes the CSV files and reference.json beside this script; README.md says what is in them.

suppressPackageStartupMessages({library(survey); library(jsonlite)})

# ---- data ---------------------------------------------------------------------------------------------------

data(api)
KEPT <- c("snum", "dnum", "cname", "stype", "sch.wide", "comp.imp", "awards", "api99", "api00", "growth",
          "meals", "ell", "enroll", "api.stu", "pw")

underscored <- function(frame) setNames(frame, gsub(".", "_", names(frame), fixed = TRUE))

write_data <- function(frame, file) {
  number <- vapply(frame, is.double, logical(1))
  frame[number] <- lapply(frame[number], function(x) ifelse(is.na(x), NA, formatC(x, digits = 17, format = "g",
                                                                                     width = 1)))
  write.csv(frame, file, row.names = FALSE, quote = FALSE, na = "", fileEncoding = "UTF-8", eol = "\n")
}

# The weights published with the two-stage sample leave out its second stage; the population sizes have both.
districts <- length(unique(apiclus2$dnum))
schools_taken <- as.vector(table(apiclus2$dnum)[as.character(apiclus2$dnum)])
apiclus2$w <- apiclus2$fpc1 / districts * apiclus2$fpc2 / schools_taken

strat <- underscored(apistrat[c(KEPT, "fpc")])
clus1 <- underscored(apiclus1[c(KEPT, "fpc")])
clus2 <- underscored(apiclus2[c(KEPT, "fpc1", "fpc2", "w")])

# Three strata, the last with a single PSU; unequal weights; a missing answer; no two groups of equal size.
small <- data.frame(
  id = 1:14,
  stratum = rep(c("a", "b", "c"), c(7, 5, 2)),
  psu = c(11, 11, 11, 12, 12, 13, 13, 21, 21, 22, 22, 22, 31, 31),
  psu_population = rep(c(9, 5, 4), c(7, 5, 2)),
  w = c(3, 1, 2, 5, 1, 2, 4, 1, 6, 2, 2, 3, 7, 1),
  grp = c("x", "x", "y", "x", "y", "x", "x", "y", "x", "x", "y", "x", "x", "y"),
  yes = c(1, 1, 0, 1, 1, 0, 1, 1, NA, 1, 0, 1, 1, 0),
  score = c(4, 9, 2, 7, 7.5, 1, 3, 8, 6, 2, 5, 10, 9, 0.5)
)

# Two waves with some persons in both; a person stays in an area and keeps a household.
panel <- data.frame(
  person = c(1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 4, 10, 11, 6, 7, 12, 13, 14, 15),
  household = c(1, 1, 3, 4, 5, 6, 7, 7, 9, 1, 1, 4, 10, 10, 6, 7, 12, 13, 13, 15),
  area = c("p", "p", "p", "p", "p", "q", "q", "q", "q", "p", "p", "p", "p", "p", "q", "q", "q", "q", "q", "q"),
  year = rep(c(2021, 2024), c(9, 11)),
  w = c(3, 1, 2, 2, 4, 6, 5, 1, 2, 2, 1, 3, 4, 1, 5, 6, 2, 1, 3, 2),
  yes = c(1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 1, 1, 0, 1, 0, 1, 1, 1, 0, 1),
  score = c(5, 2, 7, 8, 3, 9, 6, 4, 10, 6, 3, 7, 1, 5, 8, 8, 9, 4, 2, 7)
)

write_data(strat, "apistrat.csv")
write_data(clus1, "apiclus1.csv")
write_data(clus2, "apiclus2.csv")
write_data(small, "small.csv")
write_data(panel, "panel.csv")

# ---- designs ------------------------------------------------------------------------------------------------

# A design is told twice: as R makes it, and as columns for the library that is compared with it.
design <- function(made, data, weights, strata = list(), stages = list(), population = list(), lonely = "fail") {
  list(made = made,
       told = list(data = data, weights = weights, strata = strata, psu = stages, population = population,
                   lonely_psu = lonely))
}

designs <- list(
  strat_fpc = design(svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = strat),
                     "apistrat.csv", "pw", list("stype"), population = list("fpc")),
  strat = design(svydesign(id = ~1, strata = ~stype, weights = ~pw, data = strat),
                 "apistrat.csv", "pw", list("stype")),
  clus1_fpc = design(svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = clus1),
                     "apiclus1.csv", "pw", stages = list("dnum"), population = list("fpc")),
  clus1 = design(svydesign(id = ~dnum, weights = ~pw, data = clus1),
                 "apiclus1.csv", "pw", stages = list("dnum")),
  clus2_fpc = design(svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, weights = ~w, data = clus2),
                     "apiclus2.csv", "w", stages = list("dnum", "snum"), population = list("fpc1", "fpc2")),
  clus2_first_fpc = design(svydesign(id = ~dnum, fpc = ~fpc1, weights = ~w, data = clus2),
                           "apiclus2.csv", "w", stages = list("dnum"), population = list("fpc1")),
  clus2 = design(svydesign(id = ~dnum, weights = ~w, data = clus2),
                 "apiclus2.csv", "w", stages = list("dnum")),
  panel_household = design(svydesign(id = ~household, strata = ~area, weights = ~w, data = panel),
                           "panel.csv", "w", list("area"), list("household")),
  panel_person = design(svydesign(id = ~person, strata = ~area, weights = ~w, data = panel),
                        "panel.csv", "w", list("area"), list("person")),
  panel_waves_apart = design(svydesign(id = ~interaction(household, year), strata = ~interaction(area, year),
                                       weights = ~w, data = panel),
                             "panel.csv", "w", list("area", "year"), list("household", "year"))
)

# ---- what R says --------------------------------------------------------------------------------------------

results <- list()

add <- function(id, design, statistic, variables, labels, value, vcov, df, ...) {
  vcov <- unname(as.matrix(vcov))
  # svyby leaves the covariances out when it cannot give them; a reference without them would prove nothing.
  stopifnot(length(labels) == length(value), nrow(vcov) == length(value), !anyNA(vcov))
  extra <- list(...)
  results[[length(results) + 1]] <<- c(
    list(id = id, design = design, statistic = statistic, variables = as.list(variables), labels = labels,
         value = as.list(unname(as.vector(value))), se = as.list(unname(sqrt(diag(vcov)))),
         vcov = lapply(seq_len(nrow(vcov)), function(i) as.list(vcov[i, ])), df = df), extra)
}

formula_of <- function(variables) as.formula(paste("~", paste(variables, collapse = "+")))

# Means, totals over the whole sample; several variables at once with their joint covariance.
add_means <- function(name, variables) {
  d <- designs[[name]]$made
  m <- svymean(formula_of(variables), d, deff = TRUE)
  add(paste0(name, "/mean"), name, "mean", variables, lapply(variables, list), coef(m), vcov(m), degf(d),
      deff = as.list(unname(as.vector(deff(m)))),
      deff_replace = as.list(unname(as.vector(
        deff(svymean(formula_of(variables), d, deff = "replace"))))))
}

add_totals <- function(name, variables) {
  d <- designs[[name]]$made
  m <- svytotal(formula_of(variables), d)
  add(paste0(name, "/total"), name, "total", variables, lapply(variables, list), coef(m), vcov(m), degf(d))
}

add_ratio <- function(name, top, bottom) {
  d <- designs[[name]]$made
  m <- svyratio(formula_of(top), formula_of(bottom), d)
  add(paste0(name, "/ratio"), name, "ratio", c(top, bottom), list(list(top, bottom)), coef(m), vcov(m), degf(d))
}

# One row per variable and domain, variables outermost, with the covariance of all rows.
add_domains <- function(name, variables, by, statistic = "mean") {
  d <- designs[[name]]$made
  fun <- if (statistic == "mean") svymean else svytotal
  s <- svyby(formula_of(variables), formula_of(by), d, fun, covmat = TRUE, keep.names = FALSE)
  cells <- lapply(seq_len(nrow(s)), function(i) lapply(by, function(b) as.character(s[[b]][i])))
  labels <- unlist(lapply(variables, function(v) lapply(cells, function(cell) c(list(v), cell))),
                   recursive = FALSE)
  in_cell <- function(cell) Reduce(`&`, Map(function(b, v) as.character(d$variables[[b]]) == v, by, cell))
  kept <- lapply(cells, function(cell) d[which(in_cell(cell)), ])
  repeated <- rep(seq_along(cells), times = length(variables))
  value <- unlist(lapply(variables, function(v) s[[v]]))
  add(paste0(name, "/", statistic, "/", paste(variables, collapse = "+"), "/by/", paste(by, collapse = "+")),
      name, statistic, variables, labels, value, vcov(s),
      as.list(vapply(kept, degf, numeric(1))[repeated]), by = as.list(by),
      base = as.list(vapply(kept, function(k) sum(weights(k, "sampling") > 0), numeric(1))[repeated]))
}

# A share is the mean of a 0/1 variable; the interval is what this row is about.
add_interval <- function(name, id, condition, domain = NULL, level = 0.95) {
  d <- designs[[name]]$made
  if (!is.null(domain)) d <- d[which(eval(str2lang(domain), d$variables)), ]
  f <- as.formula(paste("~ I(", condition, ")"))
  intervals <- sapply(c("logit", "beta", "xlogit", "mean"), function(method) {
    as.list(unname(as.vector(confint(svyciprop(f, d, method = method, level = level)))))
  }, simplify = FALSE)
  m <- svymean(as.formula(paste("~ I(as.numeric(", condition, "))")), d)
  add(paste0(name, "/share/", id), name, "share", condition, list(list(condition)), coef(m), vcov(m), degf(d),
      domain = domain, level = level, n = nrow(d$variables), intervals = intervals)
}

for (name in c("strat_fpc", "strat", "clus1_fpc", "clus1", "clus2_fpc", "clus2_first_fpc", "clus2")) {
  add_means(name, c("api00", "api99", "meals", "ell"))
  add_totals(name, c("api00", "meals"))
  add_ratio(name, "api00", "api99")
  add_domains(name, "api00", "stype")
  add_domains(name, c("api00", "meals"), "sch_wide")
  add_domains(name, "ell", c("stype", "awards"))
  add_domains(name, "api00", "stype", statistic = "total")
  add_interval(name, "sch_wide", "sch_wide == 'Yes'")
  add_interval(name, "few_learners", "ell < 2")
  add_interval(name, "high_schools", "comp_imp == 'Yes'", domain = "stype == 'H'")
}
for (name in c("panel_household", "panel_person", "panel_waves_apart")) {
  add_domains(name, c("yes", "score"), "year")
  add_domains(name, c("yes", "score"), c("area", "year"))
}

# Answers that are missing are a domain of those who answered: the design keeps its strata and clusters.
for (name in c("clus2_fpc", "clus2")) {
  d <- designs[[name]]$made
  m <- svymean(~enroll, subset(d, !is.na(enroll)))
  add(paste0(name, "/mean/answered"), name, "mean", "enroll", list(list("enroll")), coef(m), vcov(m),
      degf(subset(d, !is.na(enroll))), domain = "enroll is not missing")
}

# A stratum with one PSU, under each rule that R knows but dropping it.
for (rule in c("adjust", "certainty", "average")) {
  options(survey.lonely.psu = rule)
  for (fpc in c(FALSE, TRUE)) {
    name <- paste0("small_", rule, if (fpc) "_fpc" else "")
    designs[[name]] <- design(
      svydesign(id = ~psu, strata = ~stratum, weights = ~w, fpc = if (fpc) ~psu_population else NULL,
                data = small),
      "small.csv", "w", list("stratum"), list("psu"), if (fpc) list("psu_population") else list(), rule)
    add_means(name, "score")
    add_totals(name, "score")
    add_domains(name, "score", "grp")
    d <- designs[[name]]$made
    m <- svymean(~yes, subset(d, !is.na(yes)))
    add(paste0(name, "/mean/answered"), name, "mean", "yes", list(list("yes")), coef(m), vcov(m),
        degf(subset(d, !is.na(yes))), domain = "yes is not missing")
  }
}
options(survey.lonely.psu = "fail")

# ---- writing ------------------------------------------------------------------------------------------------

# One result a line: the file can be read, and a change of one value is one line of a diff.
# jsonlite stops at 15 digits and a double needs 17, so numbers pass through it as marked text.
marked <- function(x) {
  if (is.list(x)) return(lapply(x, marked))
  if (is.numeric(x)) paste0("#", formatC(x, digits = 17, format = "g", width = 1)) else x
}
line <- function(x) gsub("\"#([^\"]+)\"", "\\1", toJSON(marked(x), auto_unbox = TRUE, null = "null"))
lines <- function(items) paste0("  ", items, c(rep(",", length(items) - 1), ""))
meta <- list(script = "tests/reference/api.R", r = R.version.string,
             survey = as.character(packageVersion("survey")), date = format(Sys.Date()))
told <- vapply(designs, function(d) line(d$told), "")
writeLines(c("{", paste0(" \"meta\": ", line(meta), ","),
             " \"designs\": {", lines(paste0("\"", names(told), "\": ", told)), " },",
             " \"results\": [", lines(vapply(results, line, "")), " ]", "}"),
           "reference.json", useBytes = TRUE)
cat(length(results), "results written\n")
