// @ts-check
/// <reference lib="dom" />
/* global document, FormData, location, URLSearchParams */
// What the page does: it loads the model that serve.js serves, and says the classes of the text that is in the field.

import { AutoModelForSequenceClassification, AutoTokenizer, env, softmax } from '@huggingface/transformers';

// Nothing is fetched from elsewhere: neither the model, nor the WebAssembly that it runs in.
env.allowRemoteModels = false;
env.allowLocalModels = true;
env.localModelPath = '/';
/** @type {{ wasm: { wasmPaths: string } }} */ (env.backends.onnx).wasm.wasmPaths = '/wasm/';

const form = /** @type {HTMLFormElement} */ (document.querySelector('form'));
const status = /** @type {HTMLElement} */ (document.querySelector('[role=status]'));
const table = /** @type {HTMLTableElement} */ (document.querySelector('table'));
const button = /** @type {HTMLButtonElement} */ (form.querySelector('button'));

/** @param {unknown} error */
const failed = (error) => {
  status.textContent = `It does not work: ${error instanceof Error ? error.message : String(error)}`;
};

try {
  const dtype = new URLSearchParams(location.search).get('dtype') === 'q8' ? 'q8' : 'fp32';
  const tokenizer = await AutoTokenizer.from_pretrained('model');
  const model = await AutoModelForSequenceClassification.from_pretrained('model', { dtype, device: 'wasm' });
  const names = /** @type {{ id2label: Record<string, string> }} */ (/** @type {unknown} */ (model.config)).id2label;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    classify(String(new FormData(form).get('text'))).catch(failed);
  });
  button.disabled = false;
  status.textContent = 'The model is ready.';

  /** @param {string} text */
  async function classify(text) {
    status.textContent = 'It thinks …';
    const inputs = tokenizer(text, { truncation: true });
    // transformers.js cuts off what ends a text with all else that is too much; the model was trained with it.
    const ids = inputs.input_ids.data;
    ids[ids.length - 1] = BigInt(tokenizer.sep_token_id);
    const { logits } = await model(inputs);
    /** @type {number[]} */
    const values = Array.from(logits.data);
    const probabilities = softmax(values);
    table.replaceChildren();
    for (const [place, logit] of values.entries()) {
      const row = table.insertRow();
      row.dataset['logit'] = String(logit);
      row.insertCell().textContent = names[place] ?? String(place);
      row.insertCell().textContent = `${(100 * (probabilities[place] ?? 0)).toFixed(1)} %`;
    }
    status.textContent = names[values.indexOf(Math.max(...values))] ?? '';
  }
} catch (error) {
  failed(error);
}
