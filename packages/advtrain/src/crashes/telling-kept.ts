import type { CompareEvent } from '@advtrain/compare';
import { tellKept } from './supervised.ts';

/** Passes events on, and tells a supervising process of those by which something can be gone on from. */
export function tellingKept(on: (event: CompareEvent) => void): (event: CompareEvent) => void {
  return (event) => {
    if (event.kind === 'checkpoint') tellKept(`step ${event.step} of ${event.title}, seed ${event.seed}`);
    if (event.kind === 'finished') tellKept(`all of ${event.title}, seed ${event.seed}`);
    on(event);
  };
}
