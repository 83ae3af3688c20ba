import type { WordAids, WordAttackSettings } from '@advtrain/compare';
import { silentReporter, terminalReporter } from '@advtrain/engine/fetch';
import { askedLikeness, openLikeness } from '../evaluate/attacks/likeness.ts';
import type { AskedLikeness } from '../evaluate/attacks/likeness.ts';
import { openMaskedModel } from '../evaluate/attacks/masked-model.ts';

/** How the models of attacks on words are opened. */
export interface AidOptions {
  /** Tokens of a text at most. */
  readonly maxLength: number;
  readonly dataFrom?: string | undefined;
  readonly quiet?: boolean | undefined;
  readonly signal: AbortSignal;
}

/** What attacks on words must keep to, checked before anything is read. */
export function likenessIn(wordAttack: Partial<WordAttackSettings> = {}): AskedLikeness | undefined {
  const { similarity, similarityPairs, falseAccept } = wordAttack;
  return askedLikeness({
    ...(similarity !== undefined && { similarity }),
    ...(similarityPairs !== undefined && { similarityPairs }),
    ...(falseAccept !== undefined && { falseAccept }),
  });
}

/** Opens the models that settings name for as long as something is done with them. */
export async function withAids<Done>(
  wordAttack: WordAttackSettings | undefined,
  { maxLength, dataFrom, quiet, signal }: AidOptions,
  act: (aids: WordAids) => Promise<Done>,
): Promise<Done> {
  const reporter = quiet ? silentReporter : terminalReporter(process.stderr);
  const pause = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
  };
  const asked = likenessIn(wordAttack);
  const likeness = asked && (await openLikeness(asked, { reporter, signal, dataFrom, pause }));
  try {
    const { maskedModel } = wordAttack ?? {};
    const filler =
      maskedModel === undefined
        ? undefined
        : await openMaskedModel(maskedModel, { reporter, signal, maxLength, pause });
    try {
      return await act({ ...(likeness && { likeness }), ...(filler && { filler }) });
    } finally {
      filler?.dispose();
    }
  } finally {
    likeness?.dispose();
  }
}
