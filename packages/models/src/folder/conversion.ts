/** Weights of torch in one file or several, which `transformers` reads. */
const pickles = /^pytorch_model(-\d{5}-of-\d{5})?\.bin$/;
/** What a training of `transformers` or `peft` leaves beside weights. */
const others = /^(optimizer|scheduler|scaler|rng_state|training_args|tokenizer)/;
/** Weights in the form of other programs, which Python's transformers saves as safetensors, or which nothing here does. */
const saveable = /^(tf_model.*\.h5|flax_model.*\.msgpack|model.*\.(ckpt|onnx))/;
const foreign = /^openvino_model\.|\.gguf$|^rust_model\.ot$/;

/** The file of torch's weights among those of a folder, if there is one. */
export function pickleAmong(files: readonly string[]): string | undefined {
  const loose = (file: string) => /\.(pt|pth|bin)$/.test(file) && !others.test(file) && !foreign.test(file);
  return files.find((file) => pickles.test(file)) ?? files.find(loose);
}

/**
 * What the files of a folder without model.safetensors and its index have in place of them, and the remedy; to be put behind the
 * folder. `undefined` where they have nothing like weights.
 */
export function otherWeights(files: readonly string[]): string | undefined {
  const shard = files.find((file) => /^model-\d{5}-of-\d{5}\.safetensors$/.test(file));
  if (shard !== undefined)
    return `has ${shard}, but no model.safetensors.index.json, which says what is in it: get that file as well.`;
  const renamed = files.find((file) => file.endsWith('.safetensors') && !others.test(file));
  if (renamed !== undefined) return `has its weights in ${renamed}: rename it to model.safetensors.`;
  const index = files.find((file) => file === 'pytorch_model.bin.index.json');
  if (index !== undefined) return `has ${index}, but none of the files that it names: get model.safetensors, or those.`;
  const found = files.find((file) => saveable.test(file)) ?? files.find((file) => foreign.test(file));
  if (found === undefined) return undefined;
  const remedy = foreign.test(found)
    ? 'get that one from where the model is from.'
    : "save it with Python's save_pretrained(…, safe_serialization=True).";
  return `has its weights in ${found} only, but model.safetensors is needed: ${remedy}`;
}

/**
 * The line for a shell that gives a folder safetensors weights where it has a pickle of torch's: by the class of `transformers` that saved
 * it, or of any other file as the dictionary of tensors that it has.
 */
export function conversionOf(folder: string, pickle: string, architectures: unknown): string {
  if (pickles.test(pickle)) return resavedAs(classOf(architectures), [folder, folder]);
  return tensorsOf(`${folder}/${pickle}`, `${folder}/model.safetensors`);
}

/** The line that puts a tokenizer.json into a folder that has its tokenizer in other files. */
export function tokenizerResaved(folder: string): string {
  const program =
    'import sys; from transformers import AutoTokenizer as T; T.from_pretrained(sys.argv[1]).save_pretrained(sys.argv[1])';
  return lineOf(program, [folder]);
}

/** The line that saves a model of the hub in a folder, with its tokenizer: by the class that its config names, or the encoder alone where it names none. */
export function savedFromHub(name: string): string {
  const folder = name.split('/').at(-1)!;
  const program =
    'import sys; from transformers import AutoConfig, AutoTokenizer; import transformers as t; n, to = sys.argv[1:]; ' +
    "a = AutoConfig.from_pretrained(n).architectures or ['AutoModel']; m = getattr(t, a[0]).from_pretrained(n); " +
    'm.save_pretrained(to, safe_serialization=True); ' +
    'AutoTokenizer.from_pretrained(n).save_pretrained(to)';
  return lineOf(program, [name, folder]);
}

/** The line that puts the tensors of a pickled dictionary, or of one within it, into a safetensors file. */
export function tensorsOf(pickle: string, safetensors: string): string {
  const program =
    "import sys, torch; from safetensors.torch import save_file; s = torch.load(sys.argv[1], map_location='cpu'); " +
    "save_file({k: v.clone().contiguous() for k, v in s.get('state_dict', s).items()}, sys.argv[2], {'format': 'pt'})";
  return lineOf(program, [pickle, safetensors]);
}

function resavedAs(name: string, [from, to]: readonly [string, string]): string {
  const program = `import sys; from transformers import ${name} as M; M.from_pretrained(sys.argv[1]).save_pretrained(sys.argv[2], safe_serialization=True)`;
  return lineOf(program, [from, to]);
}

function classOf(architectures: unknown): string {
  const [name] = Array.isArray(architectures) ? (architectures as unknown[]) : [];
  return typeof name === 'string' && /^[A-Za-z]\w*$/.test(name) ? name : 'AutoModel';
}

/** A program has none of the characters that a shell reads within double quotes. */
function lineOf(program: string, given: readonly string[]): string {
  return `python -c "${program}" ${given.map(quoted).join(' ')}`;
}

function quoted(text: string): string {
  return /^[\w./:@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
