import { dark, light } from '../charts/palette.ts';
import type { Palette } from '../charts/palette.ts';

const variables = (palette: Palette): string =>
  Object.entries(palette)
    .map(([name, colour]) => `--${name}: ${colour};`)
    .join(' ');

const screen = `
* { box-sizing: border-box; }
html { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
body { margin: 0 auto; padding: 1.25rem 1rem 3rem; max-width: 70rem; background: var(--ground); color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif; }
a { color: var(--link); }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
p { margin: .4rem 0; max-width: 46rem; overflow-wrap: anywhere; }
.faint, figcaption { color: var(--faint); font-size: .9rem; }
.conclusions { background: var(--raised); border-radius: .5rem; max-width: 50rem; padding: .6rem .6rem .6rem 1.8rem; margin: 1rem 0; }
.conclusions li { margin: .3rem 0; max-width: 46rem; }
.notes { background: var(--note); border-radius: .5rem; padding: .5rem .8rem; }
details { margin: .8rem 0; }
summary { cursor: pointer; color: var(--link); }
.scroll { overflow-x: auto; border: 1px solid var(--rule); border-radius: .5rem; }
table { border-collapse: separate; border-spacing: 0; font-size: .875rem; font-variant-numeric: tabular-nums; width: 100%; }
th, td { padding: .4rem .5rem; text-align: left; white-space: pre; border-bottom: 1px solid var(--rule); vertical-align: top; }
tr:last-child > * { border-bottom: 0; }
thead + tbody tr:first-child > * { border-top: 1px solid var(--rule); }
thead tr:last-child > * { border-bottom: 0; }
th { font-weight: 600; vertical-align: bottom; }
.number { text-align: right; }
tbody th { vertical-align: top; font-weight: 400; }
th:first-child { position: sticky; left: 0; background: var(--ground); white-space: pre-line; }
.range { display: block; color: var(--faint); font-size: .8rem; }
.settings td, .settings th { white-space: normal; overflow-wrap: anywhere; }
.settings th:first-child { font-weight: 600; min-width: 9rem; }
.downloads { font-size: .8rem; margin: .2rem 0 .6rem; }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1rem; padding: 0; margin: .5rem 0 1rem; list-style: none; font-size: .9rem; }
.legend li { display: flex; align-items: center; gap: .35rem; }
.legend svg { width: 34px; height: 14px; flex: none; margin: 0; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 27rem), 1fr)); gap: 1.5rem; align-items: start; }
figure { margin: 0; min-width: 0; }
figure h3 { font-size: 1rem; margin: 0; }
svg { display: block; width: 100%; height: auto; margin: .4rem 0 .6rem; overflow: visible; }
@media screen and (max-width: 40rem) {
  th:first-child { max-width: 9rem; }
  .settings td, .settings th { display: block; padding: .1rem .6rem; border: 0; position: static; max-width: none; }
  .settings thead { display: none; }
  .settings th { padding-top: .5rem; }
  .settings tr > :last-child { padding-bottom: .5rem; }
  .settings tbody tr + tr > :first-child { border-top: 1px solid var(--rule); }
}
`;

const print = `
@page { margin: 12mm; }
@media print {
  html { font-size: 10pt; }
  body { max-width: none; padding: 0; font-size: 1rem; }
  p, .conclusions, .conclusions li { max-width: none; }
  .scroll { overflow: visible; }
  table { font-size: 7.5pt; }
  th, td { white-space: pre-line; overflow-wrap: break-word; padding: .25rem .3rem; }
  .settings { font-size: 8pt; }
  .range { font-size: 6.5pt; }
  th:first-child { position: static; }
  thead { display: table-header-group; }
  tr, figure, .legend { break-inside: avoid; }
  h2, h3, .legend { break-after: avoid; }
  .charts { display: block; }
  .charts figure { display: inline-block; width: 48%; margin: 0 1% 1rem 0; vertical-align: top; }
  details::details-content { display: block; content-visibility: visible; block-size: auto; }
  .downloads { display: none; }
}
`;

/** The style of all pages: one column on a phone, two columns of charts on a desk, light or dark as the reader has it, and light on paper. */
export const style = `
:root { color-scheme: light dark; ${variables(light)} }
@media screen and (prefers-color-scheme: dark) { :root { ${variables(dark)} } }
@media print { :root { color-scheme: light; } }
${screen}${print}`;
