import type { Moment } from '../loop.ts';
import { distances, type Measured } from '../training/attack.ts';
import { ways } from '../training/settings.ts';
import { drawChart, type ChartOptions, type Point } from './chart.ts';
import { byId, element, percent } from './element.ts';

type Quantity = Exclude<keyof Measured, 'along'>;
const shares = { xLabel: 'steps', yFormat: '.0%', yDomain: [0, 1] } as const;
const losses = { xLabel: 'steps', yFormat: '.1f' } as const;

const charts: readonly (ChartOptions & { readonly of: Quantity })[] = [
  { id: 'loss', of: 'loss', label: 'Loss on held-out sentences by steps', ...losses },
  { id: 'attacked-loss', of: 'attackedLoss', label: 'Loss under attack by steps', ...losses },
  { id: 'accuracy', of: 'accuracy', label: 'Accuracy on held-out sentences by steps', ...shares },
  { id: 'attacked-accuracy', of: 'attackedAccuracy', label: 'Accuracy under attack by steps', ...shares },
];

/** Draws what was measured so far, and the losses along the attack as they are now. */
export function drawCurves(moments: readonly Moment[]): void {
  const last = moments.at(-1);
  if (!last) return;
  for (const chart of charts) {
    const points = moments.flatMap(({ step, measured }) =>
      measured.map((each, at): Point => ({ way: ways[at]!.name, x: step, y: each[chart.of] })),
    );
    drawChart(points, { ...chart, xDomain: [0, Math.max(last.step, 50)] });
  }
  drawAlong(last.measured);
  drawTable(last.measured);
}

function drawAlong(measured: readonly Measured[]): void {
  const points = measured.flatMap(({ along }, at) =>
    along.map((loss, place): Point => ({ way: ways[at]!.name, x: distances[place]!, y: loss })),
  );
  drawChart(points, {
    id: 'along',
    label: 'Loss by the distance that the attack has gone',
    xLabel: '‖δ‖ / ε',
    yFormat: '.1f',
    rule: { x: 1, text: 'the edge of the ball' },
  });
}

/** The newest numbers, a row for each of the three. */
function drawTable(measured: readonly Measured[]): void {
  const rows = measured.map((each, at) => {
    const { name, title } = ways[at]!;
    const numbers = [
      each.loss.toFixed(2),
      each.attackedLoss.toFixed(2),
      percent(each.accuracy),
      percent(each.attackedAccuracy),
    ];
    const cells = numbers.map((number) => element('td', '', number));
    const head = element('th', '', element('span', `key ${name}`), title);
    head.setAttribute('scope', 'row');
    return element('tr', '', head, ...cells);
  });
  byId('scores').replaceChildren(...rows);
}
