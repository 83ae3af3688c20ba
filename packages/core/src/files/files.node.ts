import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { checkRegular } from '@advtrain/engine/fetch';
import { readSafetensors, type TensorFile } from './safetensors.ts';
import { temporaryName } from './temporary.node.ts';

/** The most that one read call of Node can return is just below 2 GiB. */
const largestRead = 1 << 30;

/**
 * Reads a safetensors file from disk. Throws one sentence where it is missing, unreadable or damaged.
 *
 * @param path the `.safetensors` file.
 */
export async function readTensorFile(path: string): Promise<TensorFile> {
  return readSafetensors(await readWhole(path), path);
}

/**
 * Writes a file so that it appears whole or not at all: under a temporary name beside it, then synced and renamed.
 * Folders are made as needed. Whatever goes wrong, the file that was there stays, and the error is one sentence.
 *
 * @param path where the file is to stand.
 * @param chunks its contents in order; texts are written as UTF-8.
 */
export async function writeFileAtomically(path: string, chunks: Iterable<Uint8Array | string>): Promise<void> {
  const temporary = temporaryName(path);
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, 'wx');
    try {
      for (const chunk of chunks) await file.writeFile(chunk);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    // What stopped the writing may stop this as well, and is the one to be told of.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw notWritten(path, error);
  }
}

/**
 * {@link writeFileAtomically} for small texts, at once.
 *
 * @param path where the file is to stand.
 * @param text its contents, written as UTF-8.
 */
export function writeTextAtomically(path: string, text: string): void {
  const temporary = temporaryName(path);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, text, { flag: 'wx' });
    renameSync(temporary, path);
  } catch (error) {
    discard(temporary);
    throw notWritten(path, error);
  }
}

function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // What stopped the writing may stop this as well, and is the one to be told of.
  }
}

/**
 * Appends to a file, all or nothing. Whatever goes wrong, the error is one sentence.
 *
 * @param path the file; it is made where it is missing, in a folder that exists.
 * @param text what is added at its end, as UTF-8.
 */
export function appendText(path: string, text: string): void {
  try {
    const file = openSync(path, 'a');
    try {
      append(file, text);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw new Error(`${path} could not be written (${reasonOf(error)}).`, { cause: error });
  }
}

function append(file: number, text: string): void {
  const { size } = fstatSync(file);
  try {
    writeFileSync(file, text);
  } catch (error) {
    // A disk that is full may have taken the half of it.
    if (fstatSync(file).size > size) ftruncateSync(file, size);
    throw error;
  }
}

function notWritten(path: string, error: unknown): Error {
  const sentence = `${path} could not be written (${reasonOf(error)}); what was there before is unchanged.`;
  return new Error(sentence, { cause: error });
}

async function readWhole(path: string): Promise<Uint8Array> {
  try {
    checkRegular(path);
    const file = await open(path, 'r');
    try {
      const bytes = new Uint8Array((await file.stat()).size);
      for (let at = 0; at < bytes.length;) {
        const { bytesRead } = await file.read(bytes, at, Math.min(largestRead, bytes.length - at), at);
        if (bytesRead === 0) return bytes.subarray(0, at);
        at += bytesRead;
      }
      return bytes;
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new Error(`${path} could not be read (${reasonOf(error)}): check the path.`, { cause: error });
  }
}

/**
 * Why a file could not be read or written, in a few words.
 *
 * @param error what `node:fs` threw, whose code says why.
 */
export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EEXIST: 'a file is in its place',
    EISDIR: 'it is a folder',
    ENOTDIR: 'a part of its path is not a folder',
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EROFS: 'the disk is read-only',
    ENOSPC: 'the disk is full',
    EDQUOT: 'the quota of the disk is used up',
    EFBIG: 'it is larger than the system allows',
  };
  return reasons[code ?? ''] ?? (error as Error).message;
}
