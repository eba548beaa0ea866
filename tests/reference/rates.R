# Reference values for rates of a full count, from R itself (package stats): no other package is needed.
#
# Run here: Rscript rates.R        Writes rates.json beside this script; README.md says what is in it.

exact <- function(events) as.vector(poisson.test(events)$conf.int)
wilson <- function(x, n) as.vector(prop.test(x, n, correct = FALSE)$conf.int)

# Dobson, Kuulasmaa, Eberle & Scherer 1991, around the exact limits of the number of events.
dobson <- function(events, births, standard) {
  share <- standard / sum(standard)
  rate <- sum(share * events / births)
  variance <- sum(share^2 * events / births^2)
  total <- sum(events)
  c(rate, rate + sqrt(variance / total) * (exact(total) - total))
}

counts <- c(0:12, 27, 65, 100, 740)
# Newcombe 1998 (Statistics in Medicine 17, table I) has these four.
shares <- list(c(81, 263), c(15, 148), c(0, 20), c(1, 29))
# Down's syndrome by mother's age, fifth child or later, Michigan 1950-1964, and all births as the standard:
# Stark & Mantell 1966, as printed in Fleiss 1981 (table 14.4) and Fay & Feuer 1997.
events <- c(0, 8, 63, 112, 262, 295)
births <- c(327, 30666, 123419, 149919, 104088, 34392)
standard <- c(319933, 931318, 786511, 488235, 237863, 61313)

number <- function(x) formatC(x, digits = 17, format = "g", width = 1)
vector_of <- function(x) paste0("[", paste(number(x), collapse = ", "), "]")
rows <- function(items) paste0("[\n  ", paste(items, collapse = ",\n  "), "\n ]")
writeLines(c(
  "{",
  sprintf(" \"meta\": {\"script\": \"tests/reference/rates.R\", \"r\": \"%s\", \"date\": \"%s\"},",
          R.version.string, Sys.Date()),
  sprintf(" \"exact\": %s,", rows(vapply(counts, function(k) vector_of(c(k, exact(k))), ""))),
  sprintf(" \"wilson\": %s,", rows(vapply(shares, function(s) vector_of(c(s, wilson(s[1], s[2]))), ""))),
  sprintf(" \"dobson\": {\"events\": %s, \"births\": %s, \"standard\": %s, \"rate_low_high\": %s}",
          vector_of(events), vector_of(births), vector_of(standard),
          vector_of(1e5 * dobson(events, births, standard))),
  "}"), "rates.json", useBytes = TRUE)
