import { UsageError } from '@advtrain/compare';
import type { Freeze, LoRAOptions } from '@advtrain/models';

/** What of an encoder trains. Default: all of it. */
export interface TrainedPart {
  readonly freeze?: Freeze;
  readonly lora?: LoRAOptions;
}

/** What the settings `freeze` and `lora` say together. Throws a {@link UsageError} where they make no sense. */
export function trainedPart({ freeze, lora }: { readonly freeze?: string; readonly lora?: string }): TrainedPart {
  if (freeze !== undefined && lora !== undefined)
    throw new UsageError(
      'freeze and lora are both given, but LoRA freezes all that it does not train; give one of them.',
    );
  return {
    ...(freeze === undefined ? {} : { freeze: freezeOf(freeze) }),
    ...(lora === undefined ? {} : { lora: loraOf(lora) }),
  };
}

/** What does not train: `embeddings`, `blocks=6` or `all-but-head`. */
function freezeOf(text: string): Freeze {
  if (text === 'embeddings' || text === 'all-but-head') return text;
  const [, blocks] = /^blocks=([1-9]\d*)$/.exec(text) ?? [];
  if (blocks !== undefined) return { blocks: Number(blocks) };
  throw new UsageError(
    `freeze is "${text}", but must be embeddings, blocks=… with how many of the first (the embeddings with them), or all-but-head.`,
  );
}

/** How each part of `r=8,alpha=16,dropout=0.05,target=query+value` is read; names are joined by +. */
const parts: Readonly<Record<string, (value: string) => Partial<LoRAOptions> | undefined>> = {
  r: (value) => (/^[1-9]\d*$/.test(value) ? { r: Number(value) } : undefined),
  alpha: (value) => (Number(value) > 0 && Number.isFinite(Number(value)) ? { alpha: Number(value) } : undefined),
  dropout: (value) => (isRate(value) ? { dropout: Number(value) } : undefined),
  target: (value) => (value === 'all-linear' ? { target: value } : { target: value.split('+') }),
  whole: (value) => ({ trainWhole: value === 'none' ? [] : value.split('+') }),
  scaling: (value) => (['r', 'sqrt-r'].includes(value) ? { rankStabilised: value === 'sqrt-r' } : undefined),
};

const rules: Readonly<Record<string, string>> = {
  r: 'a whole number of at least 1',
  alpha: 'a number above 0',
  dropout: 'a number in [0, 1)',
  scaling: 'r or sqrt-r',
};

function loraOf(text: string): LoRAOptions {
  const found: Partial<LoRAOptions> = {};
  const seen = new Set<string>();
  for (const assignment of text.split(',')) {
    const [, name = '', value = ''] = /^\s*([a-z]+)=([^\s=]+)\s*$/.exec(assignment) ?? [];
    const part = Object.hasOwn(parts, name) ? parts[name] : undefined;
    if (!part)
      throw new UsageError(
        `lora is "${text}", but must look like r=8,alpha=16,dropout=0.05,target=query+value; there are ${Object.keys(parts).join(', ')}.`,
      );
    if (seen.has(name)) throw new UsageError(`lora names ${name} twice; name it once.`);
    seen.add(name);
    const read = part(value);
    if (!read) throw new UsageError(`lora's ${name} is ${value}, but must be ${rules[name] ?? ''}.`);
    Object.assign(found, read);
  }
  return { r: 8, ...found };
}

function isRate(value: string): boolean {
  return /^\d*\.?\d+$/.test(value) && Number(value) < 1;
}
