import { dot, line } from '@observablehq/plot';
import { paint } from '../charts/looks.ts';
import type { Look } from '../charts/looks.ts';
import { chartFile, plotted } from '../charts/plotted.ts';
import { download } from './download.ts';
import { escape } from './escape.ts';

/** A chart with what it says in words. */
export interface Figure {
  readonly title: string;
  readonly caption: string;
  /** The chart, as {@link chart} draws it; `''` where there is nothing to draw. */
  readonly svg: string;
}

/**
 * The chart as HTML, with a link that saves it; `''` where there is nothing to draw.
 *
 * @param figure the title, the caption, and the chart.
 */
export function figureHtml({ title, caption, svg }: Figure): string {
  if (svg === '') return '';
  const words = caption === '' ? '' : `<figcaption>${escape(caption)}</figcaption>`;
  return `<figure><h3>${escape(title)}</h3>${svg}${words}<p class="downloads">${download(title, 'svg', chartFile(svg))}</p></figure>`;
}

/**
 * What is drawn in which colour, with which dashes and which mark.
 *
 * @param items what is drawn, and how.
 */
export function legendHtml(items: readonly { readonly name: string; readonly look: Look }[]): string {
  return `<ul class="legend">${items.map(({ name, look }) => `<li>${swatch(look)}${escape(name)}</li>`).join('')}</ul>`;
}

function swatch(look: Look): string {
  const stroke = paint(look);
  return plotted({
    width: 34,
    height: 14,
    margin: 0,
    axis: null,
    x: { domain: [0, 1] },
    y: { domain: [0, 1] },
    marks: [
      line([0, 1], { x: Number, y: () => 0.5, stroke, strokeWidth: 1.6, strokeDasharray: look.dash }),
      dot([0.5], { x: Number, y: () => 0.5, r: 4.5, symbol: look.symbol, fill: stroke }),
    ],
  });
}
