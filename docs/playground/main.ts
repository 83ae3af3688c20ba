import { startBackend } from './backend.ts';
import { listen, showStanding, type Shown } from './controls.ts';
import { heldOut, origin, training, vocabulary } from './data/corpus.ts';
import { drawCurves } from './drawing/curves.ts';
import { byId } from './drawing/element.ts';
import { drawSentence, type Seen } from './drawing/sentence.ts';
import { loopOf, type Loop, type Moment } from './loop.ts';
import { explain } from './training/explain.ts';
import { lastStep } from './training/race.ts';
import { defaults } from './training/settings.ts';

try {
  byId('origin').textContent = `${origin.source} (${origin.authors}: ${origin.title}); ${origin.copyright}.`;
  byId('counts').textContent = `${training.length} train, ${heldOut.length} others are held out.`;
  byId('backend').textContent = await startBackend();
  play();
} catch (error) {
  fail(error);
}

/** Shows the race, and lets the visitor drive it. */
function play(): void {
  let shown: Shown;
  let moments: readonly Moment[] = [];
  const draw = async (): Promise<void> => {
    const { runners, settings } = loop.race;
    const seen: Seen[] = [];
    for (const { way, model } of runners)
      seen.push({ way, explained: await explain(model, vocabulary, shown, settings.radius) });
    drawSentence(seen);
  };
  const loop: Loop = loopOf(defaults, {
    moved: () => showStanding({ isRunning: loop.isRunning, steps: loop.race.steps, lastStep }),
    async measured(now) {
      moments = now;
      drawCurves(now);
      await draw();
    },
    failed: fail,
  });
  shown = listen(defaults, {
    toggle: () => (loop.isRunning ? loop.pause() : loop.start()),
    reset: (settings) => loop.reset(settings),
    show(sentence) {
      shown = sentence;
      loop.between(draw);
    },
  });
  showStanding({ isRunning: false, steps: 0, lastStep });
  addEventListener('resize', () => drawCurves(moments));
}

/** Says on the page what went wrong, and what to try. */
function fail(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const place = byId('failure');
  place.textContent = `${message} Load the page again, or try it with ?backend=wasm or ?backend=cpu at the end of its address.`;
  place.hidden = false;
}
