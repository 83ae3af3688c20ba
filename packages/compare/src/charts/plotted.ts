import { plot } from '@observablehq/plot';
import type { PlotOptions } from '@observablehq/plot';
import { DOMParser } from 'linkedom';
import { light } from './palette.ts';

/** What Plot gives, as far as it is used here. */
interface Drawn {
  setAttribute: (name: string, value: string) => void;
  getAttribute: (name: string) => string;
  querySelectorAll: (selector: string) => Iterable<Drawn>;
  remove: () => void;
  toString: () => string;
}

// Plot's types are of the browser's elements, which these sources have not.
const draw: (options: PlotOptions) => Drawn = plot;

/** Attributes that hold coordinates. */
const placed = ['d', 'transform', 'x', 'y', 'x1', 'x2', 'y1', 'y2', 'cx', 'cy', 'width', 'height', 'points'];

/**
 * A plot as SVG, the same characters for the same plot; hidden from screen readers where it has no label. It is well-formed XML, so that it may stand in a page and in a file. Its colours are variables
 * of the page.
 */
export function plotted(options: PlotOptions): string {
  const document = new DOMParser().parseFromString('<svg xmlns="http://www.w3.org/2000/svg"/>', 'image/svg+xml');
  const common = { document, style: { fontSize: '12px', color: 'var(--text)', fontFamily: 'system-ui, sans-serif' } };
  const drawn = draw({ ...common, ...options });
  drawn.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  if (options.ariaLabel === undefined) drawn.setAttribute('aria-hidden', 'true');
  else drawn.setAttribute('role', 'img');
  // The page and the file have styles of their own.
  for (const style of drawn.querySelectorAll('style')) style.remove();
  for (const name of placed) {
    for (const element of drawn.querySelectorAll(`[${name}]`))
      element.setAttribute(name, short(element.getAttribute(name)));
  }
  return drawn.toString();
}

/** Coordinates to a hundredth of a pixel. */
function short(text: string): string {
  return text.replaceAll(/-?\d+\.\d{3,}(?:e-?\d+)?/g, (number) => String(Number(Number(number).toFixed(2))));
}

/**
 * A chart of a page as a file of its own, in the colours of the light page.
 *
 * @param svg as `chart` gives it.
 */
export function chartFile(svg: string): string {
  const coloured = svg.replaceAll(/var\(--(\w+)\)/g, (variable, name: string) => light[name] ?? variable);
  const ground = `<rect width="100%" height="100%" fill="${light['ground'] ?? 'white'}" stroke="none"/>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${coloured.replace('>', `>${ground}`)}\n`;
}
