import { familiar } from './data/corpus.ts';
import { byId, element } from './drawing/element.ts';
import type { Settings } from './training/settings.ts';

/** What the visitor may do. */
export interface Wishes {
  /** The button that starts and pauses was pressed. */
  toggle(): void;
  /** The three are to go back to the start, at these settings. */
  reset(settings: Settings): void;
  /** Another sentence is to be shown. */
  show(sentence: Shown): void;
}

/** A sentence to show. Its label is not known where the visitor wrote it. */
export interface Shown {
  readonly text: string;
  readonly label?: number | undefined;
}

/** What is said of a press of a button. */
export interface Standing {
  readonly isRunning: boolean;
  readonly steps: number;
  readonly lastStep: number;
}

const offered = familiar.slice(0, 40);
const digits: Readonly<Record<keyof Settings, number>> = { steps: 0, radius: 2, stepSize: 2 };

/** Makes buttons, sliders and sentences do what they say; returns the sentence that is shown at first. */
export function listen(settings: Settings, wishes: Wishes): Shown {
  const sliders = (Object.keys(digits) as (keyof Settings)[]).map((name) => {
    const slider = byId(name) as HTMLInputElement;
    const say = (): void => void (byId(`${name}-value`).textContent = slider.valueAsNumber.toFixed(digits[name]));
    slider.value = String(settings[name]);
    slider.addEventListener('input', say);
    slider.addEventListener('change', reset);
    say();
    return { name, slider };
  });
  function reset(): void {
    const chosen = sliders.map(({ name, slider }) => [name, slider.valueAsNumber]);
    wishes.reset(Object.fromEntries(chosen) as Settings);
  }
  byId('toggle').addEventListener('click', () => wishes.toggle());
  byId('reset').addEventListener('click', reset);
  return listenForSentences(wishes);
}

/** Says what the buttons would do now. */
export function showStanding({ isRunning, steps, lastStep }: Standing): void {
  const toggle = byId('toggle') as HTMLButtonElement;
  toggle.textContent = isRunning ? 'Pause' : 'Start';
  toggle.disabled = steps >= lastStep;
  byId('reset').removeAttribute('disabled');
  byId('steps-taken').textContent = `Step ${steps} of ${lastStep}${steps >= lastStep ? ': done' : ''}`;
}

function listenForSentences(wishes: Wishes): Shown {
  const choice = byId('choice') as HTMLSelectElement;
  const own = byId('own') as HTMLInputElement;
  choice.append(...offered.map(({ text }) => element('option', '', text)));
  choice.addEventListener('change', () => {
    own.value = '';
    wishes.show(offered[choice.selectedIndex]!);
  });
  own.addEventListener('input', () => {
    const text = own.value.trim();
    wishes.show(text === '' ? offered[choice.selectedIndex]! : { text });
  });
  return offered[0]!;
}
