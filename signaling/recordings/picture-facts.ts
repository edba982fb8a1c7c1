import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readManifest } from '../../recorder/manifest.ts';

/** What is known of the pictures in a segment, on its own clock. */
export interface PictureFacts {
  /** Where a player can begin. */
  readonly keys: readonly number[];
  readonly sizes: readonly { readonly at: number; readonly width: number; readonly height: number }[];
}

/** Reads what the recorder noted of a segment; nothing where it noted nothing. */
export async function readPictureFacts(folder: string, segmentId: string): Promise<PictureFacts> {
  const text = await readFile(path.join(folder, `${segmentId}.jsonl`), 'utf8').catch(() => '');
  const facts = readManifest(text);
  return {
    keys: facts.flatMap((fact) => (fact.type === 'key' ? [fact.at] : [])),
    sizes: facts.flatMap((fact) =>
      fact.type === 'size' ? [{ at: fact.at, width: fact.width, height: fact.height }] : [],
    ),
  };
}
