"""The look of a result in a notebook, which lends its own colours and is light or dark."""

from __future__ import annotations

from social_balance.showing.markup import tone_rules

# The class stands twice, so that the rules go before those that a notebook has for every table. Text and
# lines take the colours of the page they stand on; only signs bring their own, ink and field together.
_WITHIN = ".sb-view.sb-view "
_RULES = """
{ color: inherit; font-size: .875rem; line-height: 1.4; max-width: 64rem; }
p { margin: .25rem 0; max-width: 50rem; }
.title { font-size: 1rem; font-weight: 700; }
.state { margin-left: .5rem; padding: .05rem .5rem; border: 2px solid currentColor; border-radius: .3rem;
  font-size: .8rem; font-weight: 700; }
.scroll { max-height: 30rem; overflow: auto; }
table { border-collapse: collapse; margin: .5rem 0; font-size: .8rem; table-layout: auto; color: inherit;
  font-variant-numeric: tabular-nums; }
caption { caption-side: top; text-align: left; color: inherit; padding: .25rem 0; }
tr { background: transparent; }
th, td { padding: .25rem .6rem; text-align: left; vertical-align: top; font-weight: 400; color: inherit;
  border: 0; border-bottom: 1px solid rgba(128, 128, 128, .4); max-width: 30rem; white-space: normal; }
th.number, td.number { text-align: right; white-space: nowrap; }
thead th, .group th, .total th, .total td { font-weight: 700; }
.detail { display: block; font-size: .75rem; white-space: nowrap; }
td.text .detail, th.text .detail { white-space: normal; }
.note, .next { font-size: .8rem; }
.badge { display: inline-block; padding: .05rem .5rem; border: 1px solid; border-radius: .3rem; }
.badge.open { border-style: dashed; }
"""


def screen_rules() -> str:
    """Return the style of one result, which touches nothing else on the page.

    Examples
    --------
    >>> screen_rules().splitlines()[0][:37]
    '.sb-view.sb-view { color: inherit; fo'
    """
    blocks = [block.strip() for block in _RULES.split("}") if block.strip()]
    return "\n".join(_within_view(block) for block in blocks) + "\n" + tone_rules(_WITHIN)


def _within_view(block: str) -> str:
    """Return a rule with each of its selectors inside the view."""
    selectors, _, declarations = block.partition("{")
    places = ", ".join((_WITHIN + selector.strip()).strip() for selector in selectors.split(","))
    return f"{places} {{{' '.join(declarations.split())[0:]}}}".replace("{", "{ ", 1).replace("}", " }")
