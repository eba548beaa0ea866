"""The look of the HTML report, on screen and on paper."""

from __future__ import annotations

CSS = """
:root { color-scheme: light dark; --ink: #1f2428; --soft: #55606a; --line: #d5dade; --pale: #f3f5f6;
  --accent: #12507b; --paper: #fff; }
@media screen and (prefers-color-scheme: dark) {
  :root { --ink: #e8eaec; --soft: #b3bcc4; --line: #454d55; --pale: #262c32; --accent: #8cc4ee;
    --paper: #16191c; }
  .drawing { background: #fff; padding: .5rem; }
  .drawing .download a { color: #12507b; }
}
* { box-sizing: border-box; }
html { font-size: 100%; }
body { margin: 0; color: var(--ink); background: var(--paper); font: 1rem/1.55 system-ui, "Segoe UI", Roboto,
  "Helvetica Neue", Arial, sans-serif; }
.sheet { max-width: 58rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
.banner { padding: .5rem 1.25rem; text-align: center; font-weight: 600;
  font-size: .9rem; color: #fff; background: #6b3a00; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: .5rem; top: .5rem; z-index: 9; padding: .5rem 1rem; background: var(--paper);
  color: var(--accent); outline: 3px solid var(--accent); }
a { color: var(--accent); }
a:focus-visible, summary:focus-visible, .scroll:focus-visible, .drawing:focus-visible {
  outline: 3px solid #e08a00; outline-offset: 2px; }
header { border-bottom: 3px solid var(--accent); margin-bottom: 1.5rem; }
h1 { font-size: 2.1rem; line-height: 1.2; margin: 1.5rem 0 .25rem; }
h2 { font-size: 1.5rem; line-height: 1.25; margin: 3rem 0 .75rem; padding-top: .5rem;
  border-top: 1px solid var(--line); }
h3 { font-size: 1.2rem; line-height: 1.3; margin: 2.5rem 0 .5rem; }
h4 { font-size: 1rem; line-height: 1.3; margin: 1.25rem 0 .25rem; }
main:focus { outline: none; }
blockquote { margin: 1rem 0; padding: .25rem 0 .25rem 1rem; border-left: 3px solid var(--accent); }
.subtitle { color: var(--soft); margin: 0 0 1rem; }
p, li { max-width: 44rem; }
.contents { background: var(--pale); padding: .75rem 1.25rem; }
.contents summary { font-weight: 700; cursor: pointer; }
.contents > ul { columns: 2 15rem; }
.contents ul { margin: .25rem 0; padding-left: 1.1rem; }
.contents > ul > li { break-inside: avoid; }
.points { padding-left: 1.1rem; }
.points li { margin-bottom: .5rem; }
.area { border-left: 3px solid var(--line); padding-left: .9rem; }
.badge { display: inline-block; padding: .05rem .5rem; border: 1px solid; border-radius: .3rem;
  font-size: .85rem; line-height: 1.4; }
.badge.open { border-style: dashed; }
figure { margin: 1.75rem 0; }
figcaption { text-align: left; font-weight: 700; font-size: .95rem; padding-bottom: .4rem; }
.drawing, .scroll { overflow-x: auto; }
.drawing svg { font-family: "DejaVu Sans", Verdana, sans-serif; display: block; width: 100%;
  min-width: 34rem; height: auto; }
.table { margin: 1.75rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .85rem; line-height: 1.35;
  font-variant-numeric: tabular-nums; }
th, td { padding: .35rem .5rem; border-bottom: 1px solid var(--line); vertical-align: top; text-align: left;
  font-weight: 400; }
thead th { font-weight: 700; border-bottom: 2px solid var(--soft); vertical-align: bottom; }
tbody th { min-width: 7rem; }
td.text { min-width: 7.5rem; }
th.number, td.number { text-align: right; }
td.number { white-space: nowrap; }
th.number:last-child { white-space: nowrap; }
.group th { font-weight: 700; background: var(--pale); }
.total th, .total td { font-weight: 700; border-top: 1px solid var(--soft); }
.detail { display: block; color: var(--soft); font-size: .78rem; font-weight: 400; }
.note, .download { color: var(--soft); font-size: .8rem; margin: .4rem 0 0; }
h1, h2, h3, h4, p, li, figcaption, .badge { overflow-wrap: break-word; }
@media (max-width: 40rem) {
  h1 { font-size: 1.6rem; }
  h2 { font-size: 1.3rem; }
  .sheet { padding: 1rem .9rem 3rem; }
}
@page { size: A4; margin: 14mm 16mm 16mm; @bottom-right { content: counter(page) " / " counter(pages);
  font: 8pt sans-serif; color: #55606a; } }
@media print {
  html { font-size: 72%; }
  th, td { padding: .2rem .35rem; }
  .page { display: table; width: 100%; }
  .banner { position: static; display: table-header-group; break-inside: avoid;
    color: #6b3a00; background: none; text-align: left; }
  .sheet { display: table-row-group; max-width: none; padding: 0; }
  .skip, .contents, .download { display: none; }
  p, li { max-width: none; }
  a { color: inherit; text-decoration: none; }
  h2, h3, h4, figcaption, thead, .group { break-after: avoid; }
  figure:not(.table), tr, .whole, .area, li, header { break-inside: avoid; }
  main > section > section + section { break-before: page; }
  .drawing, .scroll { overflow: visible; }
  .drawing svg { min-width: 0; }
  .badge, .group th { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""
