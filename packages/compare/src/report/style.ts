/** How many colours are chosen by hand. */
const chosen = 14;

/**
 * The style of a report of so many methods: one column on a phone, two columns of charts on a desk, light or dark as the
 * reader has it.
 */
export function style(methods: number): string {
  const further = Array.from({ length: Math.max(0, methods - chosen) }, (_, i) => furtherColour(chosen + i));
  const colours = Array.from({ length: Math.max(chosen, methods) }, (_, i) => `.c${i} { --here: var(--c${i}); }`);
  return `${base}${further.join('')}${colours.join('\n')}\n`;
}

/** A hue far from those of its neighbours, by the golden angle, of a lightness that light and dark pages bear. */
function furtherColour(index: number): string {
  return `:root { --c${index}: hsl(${Math.round(index * 137.508) % 360} 55% 48%); }\n`;
}

const base = `
:root {
  color-scheme: light dark;
  --ground: #ffffff; --text: #1c2024; --faint: #60666d; --rule: #e2e5e9; --raised: #f6f7f9; --note: #fff6e0;
  --c0: #6b7280; --c1: #111827; --c2: #d55e00; --c3: #0072b2; --c4: #a8478a; --c5: #00845f; --c6: #b58900; --c7: #5b4bd6;
  --c8: #8c510a; --c9: #0e8a9c; --c10: #c2185b; --c11: #5a7d0c; --c12: #3b4cc0; --c13: #a03c2c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171a; --text: #e7eaee; --faint: #9aa3ad; --rule: #2b3138; --raised: #1c2126; --note: #2e2814;
    --c0: #9aa3ad; --c1: #f3f4f6; --c2: #ff9248; --c3: #5db7f0; --c4: #e08cc8; --c5: #35c596; --c6: #e6c04a; --c7: #a99cff;
    --c8: #d9a066; --c9: #56d4e4; --c10: #ff7aa8; --c11: #a8cf4a; --c12: #8f9dff; --c13: #f08a78;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.25rem 1rem 3rem; max-width: 66rem; background: var(--ground); color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
p { margin: .4rem 0; max-width: 46rem; }
.faint, figcaption { color: var(--faint); font-size: .9rem; }
.conclusions { background: var(--raised); border-radius: .5rem; max-width: 50rem; padding: .6rem .6rem .6rem 1.8rem; margin: 1rem 0; }
.conclusions li { margin: .3rem 0; max-width: 46rem; }
.notes { background: var(--note); border-radius: .5rem; padding: .5rem .8rem; }
.scroll { overflow-x: auto; border: 1px solid var(--rule); border-radius: .5rem; }
table { border-collapse: separate; border-spacing: 0; font-size: .9rem; font-variant-numeric: tabular-nums; width: 100%; }
th, td { padding: .4rem .6rem; text-align: right; white-space: pre; border-bottom: 1px solid var(--rule); vertical-align: top; }
tr:last-child > * { border-bottom: 0; }
th { font-weight: 600; vertical-align: bottom; }
th:first-child, td:first-child { text-align: left; position: sticky; left: 0; background: var(--ground); white-space: pre-line; }
td .range { display: block; color: var(--faint); font-size: .8rem; }
.settings td, .settings th { text-align: left; vertical-align: top; white-space: normal; }
.legend { display: flex; flex-wrap: wrap; gap: .2rem .9rem; padding: 0; margin: .5rem 0; list-style: none; font-size: .9rem;
  position: sticky; top: 0; background: var(--ground); z-index: 1; }
.legend i { display: inline-block; width: .8rem; height: .8rem; border-radius: 50%; margin-right: .35rem; vertical-align: -.05rem;
  background: var(--here); }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1.25rem; }
figure { margin: 0; }
figure h3 { font-size: 1rem; margin: 0; }
svg { display: block; width: 100%; height: auto; margin: .4rem 0 .2rem; }
.grid { stroke: var(--rule); stroke-width: 1; }
.tick, .axis { fill: var(--faint); font-size: 11.5px; }
.line { fill: none; stroke: var(--here); stroke-width: 1.6; stroke-linejoin: round; opacity: .85; }
.frontier { fill: none; stroke: var(--faint); stroke-width: 1.2; stroke-dasharray: 5 4; }
.inner { stroke: var(--here); stroke-width: 4; opacity: .85; }
.outer { stroke: var(--here); stroke-width: 1.4; }
.zero { stroke: var(--faint); stroke-width: 1; stroke-dasharray: 3 3; }
.band { fill: var(--here); opacity: .15; }
circle { fill: var(--here); stroke: var(--ground); stroke-width: 1; }
@media (max-width: 40rem) {
  .tick, .axis { font-size: 14px; }
  .settings td, .settings th { display: block; padding: .1rem .6rem; border: 0; position: static; }
  .settings th { padding-top: .5rem; }
  .settings tr > :last-child { padding-bottom: .5rem; }
  .settings tr + tr > :first-child { border-top: 1px solid var(--rule); }
}
`;
