import { SingleBar } from 'cli-progress';
import { formatBytes } from './cache.ts';
import { printable } from './printable.ts';

/** Who is told what a long operation does. */
export interface Reporter {
  /**
   * One line about what happens.
   *
   * @param line one line, without its end.
   */
  note(line: string): void;
  /**
   * Starts a piece of work of `bytes` bytes; `advance` says how many more are done (fewer, if negative).
   *
   * @param what what is done, in a few words.
   * @param bytes how many there are in all.
   */
  begin(what: string, bytes: number): Progress;
}

/** A piece of work under way. */
export interface Progress {
  /**
   * So many bytes more are done; fewer, if negative.
   *
   * @param bytes how many.
   */
  advance(bytes: number): void;
  /** It is done, or given up. */
  end(): void;
}

/** A reporter that says nothing. */
export const silentReporter: Reporter = {
  note: () => undefined,
  begin: () => ({ advance: () => undefined, end: () => undefined }),
};

/**
 * A reporter that writes to `stream` (default: standard error): a bar on a terminal, a line every 10 % elsewhere.
 *
 * @param stream where it writes.
 */
export function terminalReporter(stream: NodeJS.WriteStream = process.stderr): Reporter {
  let bars = 0;
  return {
    note(text) {
      const line = printable(text);
      // A bar redraws its line on its next tick, so a note takes that line over.
      stream.write(bars > 0 && stream.isTTY ? `\r\u001b[K${line}\n` : `${line}\n`);
    },
    begin(what, bytes) {
      const name = printable(what);
      const progress = stream.isTTY ? drawBar(name, bytes, stream) : writeTenths(name, bytes, stream);
      bars += 1;
      let ended = false;
      return {
        advance: (more) => {
          if (!ended) progress.advance(more);
        },
        end() {
          if (ended) return;
          ended = true;
          bars -= 1;
          progress.end();
        },
      };
    },
  };
}

function drawBar(what: string, bytes: number, stream: NodeJS.WriteStream): Progress {
  const bar = new SingleBar({
    stream,
    // Its signal handlers would swallow Ctrl-C.
    gracefulExit: false,
    format: `${what}  [{bar}]  {percentage} %  {done} of ${formatBytes(bytes)}  {eta_formatted} left`,
    barsize: 24,
    etaBuffer: 50,
    fps: 5,
  });
  let done = 0;
  bar.start(bytes, 0, { done: formatBytes(0) });
  return {
    advance(more) {
      done += more;
      bar.update(done, { done: formatBytes(done) });
    },
    end: () => {
      bar.stop();
    },
  };
}

function writeTenths(what: string, bytes: number, stream: NodeJS.WriteStream): Progress {
  let done = 0;
  let said = 0;
  return {
    advance(more) {
      done += more;
      const tenths = bytes > 0 ? Math.floor((10 * done) / bytes) : 10;
      if (tenths > said) stream.write(`${what}: ${String(tenths * 10)} % of ${formatBytes(bytes)}\n`);
      said = Math.max(said, tenths);
    },
    end: () => undefined,
  };
}
