import type { Calibration, MethodOptions } from '@advtrain/compare';
import type { Config } from './config.ts';
import type { Settings } from './settings.ts';

/**
 * What was asked for, with the proposals for its methods, as one configuration: the later of those that were asked wins. Data and
 * model are those that were taken in the end.
 */
export function calibratedConfig(configs: readonly Config[], settings: Settings, { proposals }: Calibration): Config {
  const merged = configs.reduce<Config>((all, config) => ({ ...all, ...config, ...together(all, config) }), {});
  const { data, model, batchSize, learningRate, preset, methods } = settings;
  const options: Record<string, MethodOptions> = { ...merged.options };
  for (const { method, options: proposed } of proposals) options[method] = { ...options[method], ...proposed };
  return { ...merged, preset, data, model, batchSize, learningRate, methods, options };
}

/** What of two configurations is put together rather than replaced. */
function together(first: Config, second: Config): Config {
  const names = new Set([...Object.keys(first.options ?? {}), ...Object.keys(second.options ?? {})]);
  const options = [...names].map((name) => [name, { ...first.options?.[name], ...second.options?.[name] }] as const);
  return {
    ...(first.attack || second.attack ? { attack: { ...first.attack, ...second.attack } } : {}),
    ...(first.wordAttack || second.wordAttack ? { wordAttack: { ...first.wordAttack, ...second.wordAttack } } : {}),
    ...(names.size > 0 ? { options: Object.fromEntries(options) } : {}),
  };
}
