import { basename } from 'node:path/posix';
import { Parser } from 'tar';

/** The contents of files within a tar archive (gzipped or not), found by their names without folders, in that order. */
export async function filesInTar(archive: Uint8Array, names: readonly string[]): Promise<Uint8Array[]> {
  const found = new Map<string, Uint8Array>();
  await new Promise<void>((resolve, reject) => {
    const parser = new Parser({
      strict: true,
      onReadEntry: (entry) => {
        const name = basename(entry.path);
        if (!names.includes(name)) {
          entry.resume();
          return;
        }
        const chunks: Uint8Array[] = [];
        entry.on('data', (chunk) => chunks.push(chunk));
        entry.on('end', () => found.set(name, Buffer.concat(chunks)));
      },
    });
    parser.on('end', resolve);
    parser.on('error', (error: unknown) => {
      reject(new Error(`The archive is damaged (${(error as Error).message}): get it again.`, { cause: error }));
    });
    parser.end(Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength));
  });
  return names.map((name) => {
    const content = found.get(name);
    if (!content) throw new Error(`The archive does not hold ${name}: get it again.`);
    return content;
  });
}
