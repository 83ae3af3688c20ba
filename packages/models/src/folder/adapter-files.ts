/** What `peft` calls the files of an adapter. */
export const adapterSettingsFile = 'adapter_config.json';
export const adapterWeightsFile = 'adapter_model.safetensors';

/**
 * The config of the adapted model, which has its classes' names. In a folder with a config.json `transformers` would look for a whole
 * model.
 */
export const adaptedConfigFile = 'model_config.json';

/** The files that an adapter is in. */
export const adapterFiles: readonly string[] = [adapterSettingsFile, adapterWeightsFile, adaptedConfigFile];
