import { RecordingRoom } from '@advtrain/engine';
import { describeBatch } from '../contract/model.ts';
import { RecordedStep } from './recorded-step.ts';
import type { WorkRecorder } from './work-recorder.ts';
import type { Work } from './work.ts';
import type { Xla } from './xla.ts';

/** How much is known of a recording. */
type Standing =
  /** Recorded once. It is compared with a second recording when its work comes again. */
  | 'new'
  /** In the place of one that differed, or lost a tensor: what only a first step does. It may do neither again. */
  | 'second'
  /** Recording it again is known to give the same. */
  | 'trusted';

interface Kept {
  readonly signature: string;
  readonly recorded: RecordedStep;
  standing: Standing;
}

const lostTensor = 'it reads a tensor that another takes the place of: keep it in a Slot';
const varyingNumber = 'it computes with a number that varies from step to step other than through step.value';

/** The recordings of a run, one for every work and shape of batch, as far as there is room for them. */
export class RecordingCache {
  /** Which works have one. */
  readonly room = new RecordingRoom();
  readonly #recorder: WorkRecorder;
  readonly #xla: Xla;
  /** The works of which recording again has given the same: what varies does so whatever the shape of the batch. */
  readonly #trusted = new Set<string>();
  #kept: Kept[] = [];

  constructor(recorder: WorkRecorder, xla: Xla) {
    this.#recorder = recorder;
    this.#xla = xla;
  }

  /** The recordings. */
  get recordings(): readonly RecordedStep[] {
    return this.#kept.map(({ recorded }) => recorded);
  }

  /** The recording of a work; `undefined` where there is no room for one. Throws a reason where there can be none. */
  find(work: Work): RecordedStep | undefined {
    const signature = [work.name, work.key.path, describeBatch(work.batch)].join();
    if (!this.room.admits(signature)) return undefined;
    const known = this.#known(signature, work);
    if (known) return known.recorded;
    return this.#made(signature, work, this.#trusted.has(work.name) ? 'trusted' : 'new').recorded;
  }

  /** Frees the recordings. */
  dispose(): void {
    for (const { recorded } of this.#kept) recorded.dispose();
    this.#kept = [];
  }

  /**
   * The recording that there is already. A number that varies but was closed over gives another function each time; so one that
   * is not trusted is compared with what recording gives now.
   */
  #known(signature: string, work: Work): Kept | undefined {
    const alike = this.#kept.filter((kept) => kept.signature === signature);
    const lost = alike.find(({ recorded }) => !recorded.holds());
    if (lost) return this.#replaced(lost, work, lostTensor);
    const found = alike.find(({ recorded }) => recorded.fits());
    if (!found || found.standing === 'trusted') return found;
    const again = this.#recorder.fingerprint(work, found.recorded.way);
    if (again !== found.recorded.fingerprint) return this.#replaced(found, work, varyingNumber);
    found.standing = 'trusted';
    this.#trusted.add(work.name);
    return found;
  }

  /** A newer recording in the place of one, unless that one was in the place of another; then `why` is the reason. */
  #replaced(before: Kept, work: Work, why: string): Kept {
    if (before.standing === 'second') throw new Error(why);
    this.#kept = this.#kept.filter((other) => other !== before);
    before.recorded.dispose();
    return this.#made(before.signature, work, 'second');
  }

  #made(signature: string, work: Work, standing: Standing): Kept {
    const made: Kept = { signature, recorded: new RecordedStep(work, this.#recorder, this.#xla), standing };
    this.#kept.push(made);
    const dropped = new Set(this.room.weigh(signature, made.recorded.nodes));
    for (const { recorded } of this.#kept.filter((kept) => dropped.has(kept.signature))) recorded.dispose();
    this.#kept = this.#kept.filter((kept) => !dropped.has(kept.signature));
    return made;
  }
}
