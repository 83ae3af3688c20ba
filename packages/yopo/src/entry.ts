import { absoluteBall, ballFor, ballOptions } from '@advtrain/attacks';
import { defineMethod, whole } from '@advtrain/core';
import { yopo, yopoUnits, type YOPOShape } from './yopo.ts';

/** What there is to know of {@link yopo}. */
export const yopoEntry = defineMethod({
  name: 'yopo',
  title: 'YOPO',
  package: '@advtrain/yopo',
  about: 'You Only Propagate Once; the first blocks as first layer',
  paper: {
    authors: 'Zhang et al.',
    year: 2019,
    title: 'You Only Propagate Once: Accelerating Adversarial Training via Maximal Principle',
    arxiv: '1905.00877',
  },
  options: {
    outer: whole({ min: 1, max: 200, default: 2, says: 'full passes (m)' }),
    inner: whole({
      min: 1,
      max: 200,
      default: 2,
      says: 'moves through the stem alone after each pass but the last (n), each of stepSize / n; for images of stepSize',
    }),
    depth: whole({ min: 0, default: 1, says: 'blocks that the stem spans' }),
    ...ballOptions,
  },
  cost: '3·outer + 2·(outer − 1)·inner·(share of the stem) units a batch',
  // Of texts stepSize is that of all inner moves of a pass together.
  moves: ({ outer }) => outer - 1,
  units: (options, { model }) => yopoUnits(shapeOf(options), model),
  plugins: (options, subject) => {
    const shape = shapeOf(options);
    const { stepSize, ...rest } = absoluteBall(subject, options);
    // The official image code adds the passes up, the official text code averages them. For texts stepSize is that of
    // all n inner moves together, whatever n.
    if (subject.kind === 'images')
      return [yopo({ ball: ballFor(subject, { ...rest, stepSize }), ...shape, reduce: 'sum' })];
    const ball = ballFor(subject, { ...rest, stepSize: stepSize / shape.inner });
    return [yopo({ ball, ...shape, reduce: 'mean' })];
  },
});

function shapeOf({ outer, inner, depth }: Pick<YOPOShape, 'outer' | 'inner' | 'depth'>): YOPOShape {
  return { outer, inner, depth, final: false, stemGradient: 'propagation' };
}
