/** Colours by their names, as CSS has them without the dashes. */
export type Palette = Readonly<Record<string, string>>;

/** The colours of a page in the light, and of every chart that leaves it. `c0` and `c1` are those of natural training. */
export const light: Palette = {
  ground: '#ffffff',
  text: '#1c2024',
  faint: '#60666d',
  rule: '#e2e5e9',
  raised: '#f6f7f9',
  note: '#fff6e0',
  link: '#0059b3',
  c0: '#6b7280',
  c1: '#111827',
  c2: '#d55e00',
  c3: '#0072b2',
  c4: '#a8478a',
  c5: '#00845f',
  c6: '#b58900',
  c7: '#5b4bd6',
  c8: '#8c510a',
  c9: '#0e8a9c',
  c10: '#c2185b',
  c11: '#5a7d0c',
  c12: '#3b4cc0',
  c13: '#a03c2c',
};

/** The same in the dark. */
export const dark: Palette = {
  ground: '#14171a',
  text: '#e7eaee',
  faint: '#9aa3ad',
  rule: '#2b3138',
  raised: '#1c2126',
  note: '#2e2814',
  link: '#7db8ff',
  c0: '#9aa3ad',
  c1: '#f3f4f6',
  c2: '#ff9248',
  c3: '#5db7f0',
  c4: '#e08cc8',
  c5: '#35c596',
  c6: '#e6c04a',
  c7: '#a99cff',
  c8: '#d9a066',
  c9: '#56d4e4',
  c10: '#ff7aa8',
  c11: '#a8cf4a',
  c12: '#8f9dff',
  c13: '#f08a78',
};
