/** What a step of one process is, before any of it is shared. */
export interface Work {
  /** Seconds of its arithmetic, with the examples of one process. */
  readonly seconds: number;
  /** Bytes of its gradients. */
  readonly bytes: number;
  /** What share of them is there before the backward pass ends: all but those of the embeddings. */
  readonly early: number;
}

/** Processes and what is between them. */
export interface Machines {
  readonly processes: number;
  /** What each can send, in Gb/s. */
  readonly gigabits: number;
  /** How long the shortest message takes in one direction, in milliseconds. Default 0. */
  readonly milliseconds?: number;
  /** Whether a relay that makes the way long stands before each host, on the same processor. Default false. */
  readonly isRelayed?: boolean;
  /** How many processes share a processor. Default 1. */
  readonly perCore?: number;
}

/** What the model has to be told of a kind of machine, by measurements. */
export interface Constants {
  /** Seconds of processor for a byte that is sent, received and added. */
  readonly perByte: number;
  /** Seconds of processor for a byte that a relay hands on. */
  readonly perRelayedByte: number;
  /** Seconds that a byte takes on its way however fast the network is: a connection is not served all the time. */
  readonly stall: number;
  /** Seconds of processor for a message, however short. */
  readonly perMessage: number;
  /** Seconds that a message takes beside its way, however short. */
  readonly perHop: number;
  /** How well processors and network work at the same time: 1 is one after the other, ∞ is the longer alone. */
  readonly sharing: number;
  /** What part of early sums and arithmetic that could be at the same time is. */
  readonly overlap: number;
}

/** Bytes that go round at once, as `Ring` has them. */
const bucket = 4 << 20;

/** Bytes that each of n processes sends in a ring that sums so many. */
export function sentBytes(processes: number, bytes: number): number {
  return (hops(processes) / processes) * bytes;
}

/** Messages that each of n processes sends in it. */
export function messages(processes: number, bytes: number): number {
  return hops(processes) * Math.ceil(bytes / bucket);
}

/** How many messages of a ring come one after the other. */
export function hops(processes: number): number {
  return 2 * (processes - 1);
}

/**
 * Seconds of a step in which processes sum their gradients in rings. A process sends 2(n − 1)/n of its gradients, in 2(n − 1) messages a
 * bucket; that takes processors and the network, partly at once, and is partly hidden behind the arithmetic; what is left comes on top.
 */
export function stepSeconds({ seconds, bytes, early }: Work, machines: Machines, constants: Constants): number {
  const { processes, gigabits, milliseconds = 0, isRelayed = false, perCore = 1 } = machines;
  if (processes === 1) return seconds * perCore;
  const { stall, perMessage, perHop, sharing, overlap } = constants;
  const perByte = constants.perByte + (isRelayed ? constants.perRelayedByte : 0);
  const sent = sentBytes(processes, bytes);
  const arithmetic = perCore * seconds;
  const processor = perCore * (perByte * sent + perMessage * messages(processes, bytes));
  const network = (8 / (gigabits * 1e9) + stall) * sent;
  const sums = (processor ** sharing + network ** sharing) ** (1 / sharing);
  const hidden = (overlap * early * arithmetic * sums) / (arithmetic + sums);
  // Messages are asked for before they are there, and buckets wait at the same time.
  return arithmetic + sums - hidden + hops(processes) * (milliseconds / 1000 + perHop);
}

/** A step that was measured. */
export interface Observed {
  readonly work: Work;
  readonly machines: Machines;
  readonly seconds: number;
}

/** The constants that were measured by themselves. */
export type Known = Pick<Constants, 'perByte' | 'perRelayedByte' | 'perMessage' | 'perHop'>;

/** The constants that come nearest to steps that were measured, in relative terms. */
export function fitted(observed: readonly Observed[], known: Known): Constants {
  const error = (constants: Constants) =>
    observed.reduce((sum, each) => sum + relativeError(each, constants) ** 2, 0) / observed.length;
  let best: Constants = { ...known, stall: 1e-9, sharing: 1.5, overlap: 0.5 };
  let least = error(best);
  for (let step = 0.5; step > 1e-4; step /= 2) {
    for (let isBetter = true; isBetter;) {
      isBetter = false;
      for (const name of ['stall', 'sharing', 'overlap'] as const) {
        for (const factor of [1 + step, 1 / (1 + step)]) {
          const other = withinBounds({ ...best, [name]: best[name] * factor });
          const reached = error(other);
          if (reached >= least) continue;
          best = other;
          least = reached;
          isBetter = true;
        }
      }
    }
  }
  return best;
}

/** How far the model is from a measurement, as a share of it. */
export function relativeError({ work, machines, seconds }: Observed, constants: Constants): number {
  return stepSeconds(work, machines, constants) / seconds - 1;
}

function withinBounds(constants: Constants): Constants {
  return { ...constants, sharing: Math.max(1, constants.sharing), overlap: Math.min(2, constants.overlap) };
}
