# Reference values from the other data sets that R's survey package ships, and measures that api.R leaves out.
#
# Debian or Ubuntu:  apt-get install r-base-core r-cran-survey r-cran-jsonlite
# elsewhere, in R:   install.packages(c("survey", "jsonlite"))
# then, here:        Rscript more.R            (api.R first: its CSV files are read)
#
# Writes the CSV files of the data sets and more.json beside this script; README.md says what is in them.

suppressPackageStartupMessages({library(survey); library(jsonlite)})
options(survey.lonely.psu = "fail")

# ---- data ---------------------------------------------------------------------------------------------------

# As few digits as give the same number back.
shortest <- function(x) {
  text <- formatC(x, digits = 15, format = "g", width = 1)
  ifelse(suppressWarnings(as.numeric(text)) == x, text, formatC(x, digits = 17, format = "g", width = 1))
}
write_data <- function(frame, file) {
  number <- vapply(frame, is.double, logical(1))
  frame[number] <- lapply(frame[number], function(x) ifelse(is.na(x), NA, shortest(x)))
  write.csv(frame, file, row.names = FALSE, quote = FALSE, na = "", fileEncoding = "UTF-8", eol = "\n")
}

data(nhanes); data(scd); data(mu284); data(hospital); data(yrbs); data(election); data(fpc); data(crowd)

nhanes$agecat <- as.character(unclass(nhanes$agecat))
mu284 <- mu284[order(mu284$id1, mu284$id2), c("id1", "n1", "id2", "y1", "n2")]
# The weight that two stages of simple random sampling give.
mu284$w <- mu284$n1 / length(unique(mu284$id1)) * mu284$n2 / as.vector(table(mu284$id1)[as.character(mu284$id1)])
scd$w <- 1
election_pps <- election_pps[c("Bush", "Kerry", "Nader", "votes", "wt")]
hospital <- hospital[c("hospno", "oblevel", "weighta", "tothosp", "births")]
strat <- read.csv("apistrat.csv")
clus1 <- read.csv("apiclus1.csv")
clus2 <- read.csv("apiclus2.csv")

write_data(nhanes, "nhanes.csv")
write_data(scd, "scd.csv")
write_data(mu284, "mu284.csv")
write_data(hospital, "hospital.csv")
write_data(yrbs, "yrbs.csv")
write_data(election_pps, "election_pps.csv")
write_data(as.data.frame(lapply(fpc, as.numeric)), "fpc.csv")
write_data(crowd, "crowd.csv")

# ---- designs ------------------------------------------------------------------------------------------------

design <- function(made, data, weights, strata = list(), stages = list(), population = list()) {
  list(made = made,
       told = list(data = data, weights = weights, strata = strata, psu = stages, population = population))
}
designs <- list(
  nhanes = design(svydesign(id = ~SDMVPSU, strata = ~SDMVSTRA, weights = ~WTMEC2YR, nest = TRUE, data = nhanes),
                  "nhanes.csv", "WTMEC2YR", list("SDMVSTRA"), list("SDMVPSU")),
  scd = design(svydesign(id = ~ambulance, strata = ~ESA, weights = ~w, nest = TRUE, data = scd),
               "scd.csv", "w", list("ESA"), list("ambulance")),
  mu284 = design(svydesign(id = ~id1 + id2, fpc = ~n1 + n2, data = mu284),
                 "mu284.csv", "w", stages = list("id1", "id2"), population = list("n1", "n2")),
  hospital = design(svydesign(id = ~hospno, strata = ~oblevel, weights = ~weighta, fpc = ~tothosp, data = hospital),
                    "hospital.csv", "weighta", list("oblevel"), list("hospno"), list("tothosp")),
  yrbs = design(svydesign(id = ~psu, strata = ~stratum, weights = ~weight, nest = TRUE, data = yrbs),
                "yrbs.csv", "weight", list("stratum"), list("psu")),
  election = design(svydesign(id = ~1, weights = ~wt, data = election_pps), "election_pps.csv", "wt"),
  fpc = design(svydesign(id = ~psuid, strata = ~stratid, weights = ~weight, fpc = ~Nh, nest = TRUE, data = fpc),
               "fpc.csv", "weight", list("stratid"), list("psuid"), list("Nh")),
  crowd = design(svydesign(id = ~cluster, strata = ~stratum, weights = ~weight, nest = TRUE, data = crowd),
                 "crowd.csv", "weight", list("stratum"), list("cluster")),
  strat_fpc = design(svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = strat),
                     "apistrat.csv", "pw", list("stype"), population = list("fpc")),
  clus1_fpc = design(svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = clus1),
                     "apiclus1.csv", "pw", stages = list("dnum"), population = list("fpc")),
  clus2_fpc = design(svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, weights = ~w, data = clus2),
                     "apiclus2.csv", "w", stages = list("dnum", "snum"), population = list("fpc1", "fpc2")),
  clus2 = design(svydesign(id = ~dnum, weights = ~w, data = clus2), "apiclus2.csv", "w", stages = list("dnum"))
)

# ---- what R says --------------------------------------------------------------------------------------------

results <- list()
plain <- function(x) as.list(unname(as.vector(x)))

add <- function(id, design, statistic, variables, ...) {
  results[[length(results) + 1]] <<- c(
    list(id = id, design = design, statistic = statistic, variables = as.list(variables)), list(...))
}
with_vcov <- function(value, vcov) {
  vcov <- unname(as.matrix(vcov))
  stopifnot(!anyNA(vcov), nrow(vcov) == length(value))
  list(value = plain(value), se = plain(sqrt(diag(vcov))),
       vcov = lapply(seq_len(nrow(vcov)), function(i) plain(vcov[i, ])))
}
formula_of <- function(variables) as.formula(paste("~", paste(variables, collapse = "+")))
# The part of a design that answered and satisfies a condition in R's spelling.
part <- function(name, variables, domain = NULL) {
  d <- designs[[name]]$made
  keep <- complete.cases(d$variables[variables])
  if (!is.null(domain)) keep <- keep & eval(str2lang(domain), d$variables)
  d[which(keep), ]
}

add_means <- function(name, variables, domain = NULL) {
  d <- part(name, variables, domain)
  for (statistic in c("mean", "total")) {
    fun <- if (statistic == "mean") svymean else svytotal
    without <- fun(formula_of(variables), d, deff = TRUE)
    again <- fun(formula_of(variables), d, deff = "replace")
    do.call(add, c(list(paste(c(name, statistic, variables, domain), collapse = "/"), name, statistic, variables),
                   with_vcov(coef(without), vcov(without)),
                   list(df = degf(d), domain = domain, deff_srswor = plain(deff(without)),
                        deff = plain(deff(again)))))
  }
}

add_ratio <- function(name, top, bottom) {
  d <- part(name, c(top, bottom))
  m <- svyratio(formula_of(top), formula_of(bottom), d)
  do.call(add, c(list(paste(name, "ratio", top, bottom, sep = "/"), name, "ratio", c(top, bottom)),
                 with_vcov(coef(m), vcov(m)), list(df = degf(d))))
}

# Every domain of one column at once, with the covariance of all rows.
add_domains <- function(name, variable, by) {
  d <- part(name, c(variable, by))
  s <- svyby(formula_of(variable), formula_of(by), d, svymean, covmat = TRUE, keep.names = FALSE)
  kept <- lapply(s[[by]], function(v) d[which(d$variables[[by]] == v), ])
  do.call(add, c(list(paste(name, "mean", variable, "by", by, sep = "/"), name, "mean", variable),
                 with_vcov(s[[variable]], vcov(s)),
                 list(by = list(by), labels = lapply(s[[by]], as.character),
                      df = as.list(vapply(kept, degf, numeric(1))))))
}

METHODS <- c(logit = "xlogit", beta = "beta", wald = "mean")
add_share <- function(name, variable, condition, domain = NULL, level = 0.95) {
  d <- part(name, variable, domain)
  f <- as.formula(paste("~ I(as.numeric(", condition, "))"))
  intervals <- lapply(METHODS, function(m) plain(confint(svyciprop(f, d, method = m, level = level))))
  m <- svymean(f, d)
  do.call(add, c(list(paste(c(name, "share", condition, domain, level), collapse = "/"), name, "share", condition),
                 with_vcov(coef(m), vcov(m)),
                 list(answered = variable, domain = domain, level = level, df = degf(d), n = nrow(d$variables),
                      intervals = intervals)))
}

# Quantiles by the inverse of the distribution function (qrule "math") with Woodruff's symmetric interval.
add_quantile <- function(name, variable, p, domain = NULL, level = 0.95) {
  d <- part(name, variable, domain)
  q <- svyquantile(formula_of(variable), d, p, alpha = 1 - level, interval.type = "mean", qrule = "math")[[1]]
  q95 <- svyquantile(formula_of(variable), d, p, interval.type = "mean", qrule = "math")[[1]]
  add(paste(c(name, "quantile", variable, p, domain, level), collapse = "/"), name, "quantile", variable,
      p = p, domain = domain, level = level, df = degf(d), value = q[1, 1], interval = plain(q[1, 2:3]),
      se = q95[1, 4])
}

add_table <- function(name, rows, columns, domain = NULL) {
  d <- part(name, c(rows, columns), domain)
  f <- as.formula(paste("~", rows, "+", columns))
  second <- svychisq(f, d, statistic = "F")
  first <- svychisq(f, d, statistic = "Chisq")
  add(paste(c(name, "table", rows, columns, domain), collapse = "/"), name, "table", c(rows, columns),
      domain = domain, f = unname(second$statistic), ndf = unname(second$parameter[1]),
      ddf = unname(second$parameter[2]), p = unname(second$p.value), x2 = unname(first$statistic),
      df = unname(first$parameter[1]), p_first = unname(first$p.value))
}

add_means("nhanes", "HI_CHOL")
add_means("nhanes", "HI_CHOL", "agecat == '2'")
add_means("scd", c("arrests", "alive"))
add_means("mu284", "y1")
add_means("hospital", "births")
add_means("election", c("Bush", "Kerry", "Nader"))
add_means("fpc", "x")
add_means("crowd", "rooms")
add_means("clus2_fpc", c("api00", "meals"))
add_means("strat_fpc", "api00", "sch_wide == 'Yes'")
add_ratio("scd", "alive", "arrests")
add_ratio("mu284", "y1", "n2")
add_ratio("hospital", "births", "tothosp")
add_ratio("election", "Bush", "votes")
add_ratio("election", "Kerry", "Nader")   # some have nothing below the line
add_ratio("crowd", "person", "rooms")
for (by in c("race", "agecat", "RIAGENDR")) add_domains("nhanes", "HI_CHOL", by)
add_domains("yrbs", "qn8", "stratum")
add_domains("hospital", "births", "oblevel")
add_domains("fpc", "x", "stratid")
for (level in c(0.95, 0.8)) {
  add_share("nhanes", "HI_CHOL", "HI_CHOL == 1", level = level)
  add_share("nhanes", "HI_CHOL", "HI_CHOL == 1", "race == 3 & agecat == '1'", level)
  add_share("yrbs", "qn8", "qn8 == 1", level = level)
  add_share("yrbs", "qn8", "qn8 == 1", "stratum < 200", level)
  add_share("hospital", "births", "births > 1000", level = level)
  add_share("election", "Bush", "Bush > Kerry", level = level)
  add_share("mu284", "y1", "y1 > 40", level = level)
}
for (p in c(0.5, 0.25, 0.9)) {
  for (name in c("strat_fpc", "clus1_fpc", "clus2_fpc", "clus2")) {
    add_quantile(name, "api00", p)
    add_quantile(name, "meals", p, "sch_wide == 'Yes'")
    add_quantile(name, "api99", p, level = 0.9)
  }
  add_quantile("election", "votes", p)
  add_quantile("yrbs", "qn8", p)
}
# Not fpc: where a limit is below the first answer's own share, this version of R takes the second answer.
for (name in c("mu284", "hospital", "scd")) {
  variable <- c(mu284 = "y1", hospital = "births", scd = "arrests")[[name]]
  add_quantile(name, variable, 0.5)
}
for (name in c("strat_fpc", "clus1_fpc", "clus2_fpc", "clus2")) {
  add_table(name, "sch_wide", "stype")
  add_table(name, "awards", "comp_imp")
  add_table(name, "stype", "comp_imp", "api00 > 600")
}
add_table("nhanes", "race", "HI_CHOL")
add_table("nhanes", "agecat", "HI_CHOL")
add_table("nhanes", "race", "agecat", "RIAGENDR == 1")

# ---- writing ------------------------------------------------------------------------------------------------

# jsonlite stops at 15 digits and a double needs 17, so numbers pass through it as marked text.
marked <- function(x) {
  if (is.list(x)) return(lapply(x, marked))
  if (!is.numeric(x)) return(x)
  if (is.finite(x)) paste0("#", formatC(x, digits = 17, format = "g", width = 1)) else NA
}
line <- function(x) gsub("\"#([^\"]+)\"", "\\1", toJSON(marked(x), auto_unbox = TRUE, null = "null"))
lines <- function(items) paste0("  ", items, c(rep(",", length(items) - 1), ""))
meta <- list(script = "tests/reference/more.R", r = R.version.string,
             survey = as.character(packageVersion("survey")), date = format(Sys.Date()))
told <- vapply(designs, function(d) line(d$told), "")
writeLines(c("{", paste0(" \"meta\": ", line(meta), ","),
             " \"designs\": {", lines(paste0("\"", names(told), "\": ", told)), " },",
             " \"results\": [", lines(vapply(results, line, "")), " ]", "}"),
           "more.json", useBytes = TRUE)
cat(length(results), "results written\n")
