/** A number that a model was measured to have. */
export interface CardMetric {
  /** Its identifier on the hub: `accuracy`, `f1`, `matthews_correlation`, `pearsonr`. */
  readonly type: string;
  /** For people: `Accuracy under PWWS`. */
  readonly name: string;
  readonly value: number;
  /** The same for people, with its interval: `86.4 % (95 %: 84.2–88.4)`. Default: the value. */
  readonly text?: string;
}

/** What a model was measured on, and to have. */
export interface CardResult {
  /** For people: `dev.csv`. */
  readonly dataset: string;
  /** The identifier of the data on the hub, or what kind of file they are. */
  readonly type: string;
  readonly metrics: readonly CardMetric[];
}

/** A part of a card under a title: paragraphs, or items of a list. */
export interface CardSection {
  readonly title: string;
  readonly paragraphs?: readonly string[];
  readonly items?: readonly string[];
}

/** What a model card says. What is not known stays unsaid. */
export interface ModelCard {
  readonly title: string;
  /** What the hub lists it under. Default: nothing. */
  readonly pipeline?: string;
  /** Default: none. */
  readonly library?: string;
  /** The model that it was trained from, as `owner/name` on the hub. Default: none is named. */
  readonly baseModel?: string | undefined;
  /** ISO 639-1. Default: none is named. */
  readonly language?: string | undefined;
  readonly tags: readonly string[];
  readonly results: readonly CardResult[];
  readonly sections: readonly CardSection[];
}

/**
 * A model card as Hugging Face has them, a folder's README.md: front matter in YAML with a model index, then Markdown. A metric that is
 * no number is left out. Whatever comes of data is written so that it is text in both.
 *
 * @param card what the card says.
 */
export function modelCard(card: ModelCard): string {
  const results = card.results.map(({ metrics, ...result }) => ({ ...result, metrics: metrics.filter(isNumber) }));
  return [
    '---',
    ...frontMatter({ ...card, results }),
    '---',
    '',
    `# ${plain(card.title)}`,
    '',
    ...(results.some(({ metrics }) => metrics.length > 0) ? tableOf(results) : []),
    ...card.sections.flatMap(sectionOf),
  ].join('\n');
}

function isNumber({ value }: CardMetric): boolean {
  return Number.isFinite(value);
}

function frontMatter({ title, pipeline, library, baseModel, language, tags, results }: ModelCard): readonly string[] {
  const measured = results.filter(({ metrics }) => metrics.length > 0);
  return [
    ...field('language', language),
    ...field('library_name', library),
    ...field('pipeline_tag', pipeline),
    ...field('base_model', baseModel),
    ...(tags.length > 0 ? ['tags:', ...tags.map((tag) => `- ${quoted(tag)}`)] : []),
    ...(measured.length > 0
      ? ['model-index:', `- name: ${quoted(title)}`, '  results:', ...measured.flatMap(resultOf(pipeline))]
      : []),
  ];
}

function field(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [`${name}: ${quoted(value)}`];
}

function resultOf(pipeline = 'other') {
  return ({ dataset, type, metrics }: CardResult): readonly string[] => [
    '  - task:',
    `      type: ${quoted(pipeline)}`,
    '    dataset:',
    `      name: ${quoted(dataset)}`,
    `      type: ${quoted(type)}`,
    '    metrics:',
    ...metrics.flatMap((metric) => [
      `    - type: ${quoted(metric.type)}`,
      `      value: ${metric.value}`,
      `      name: ${quoted(metric.name)}`,
    ]),
  ];
}

/** A text as YAML, of which JSON's strings are a part. */
function quoted(text: string): string {
  const escaped = (mark: string) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, escaped);
}

function tableOf(results: readonly CardResult[]): readonly string[] {
  const rows = results.flatMap(({ dataset, metrics }) =>
    metrics.map(({ name, value, text = String(value) }) => `| ${[name, text, dataset].map(plain).join(' | ')} |`),
  );
  return ['| metric | value | on |', '| --- | --- | --- |', ...rows, ''];
}

function sectionOf({ title, paragraphs = [], items = [] }: CardSection): readonly string[] {
  return [
    `## ${plain(title)}`,
    '',
    ...paragraphs.flatMap((paragraph) => [plain(paragraph), '']),
    ...items.map((item) => `- ${plain(item)}`),
    ...(items.length > 0 ? [''] : []),
  ];
}

/** A text that Markdown takes for nothing else, in one line. */
function plain(text: string): string {
  return text
    .replace(/\s+/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*_[\]|#]/g, (mark) => `\\${mark}`);
}
