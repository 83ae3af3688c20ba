// A member of a rendezvous in a process of its own: it gets place and meeting as JSON, says when it begins, and prints what came of it.
import { rendezvous } from '../../src/index.ts';

const [place, meeting] = JSON.parse(process.argv[2]!);
process.stdout.write('begun\n');
const came = await rendezvous(place, meeting).catch((error: unknown) => (error as Error).message);
process.stdout.write(`${JSON.stringify(came)}\n`);
