import path from 'node:path';
import type { ClipPart } from './clip-plan.ts';

const PREFIX = 'clip-';
const ID_LENGTH = 36;

/** The name of a clip in addresses: of the one file that is saved, or of its part for a segment. */
export function clipName(clipId: string, segmentId?: string): string {
  return segmentId === undefined ? `${PREFIX}${clipId}` : `${PREFIX}${clipId}-${segmentId}`;
}

/** The name in the folder of its recording. */
export function clipFile(clipId: string, { segmentId, file }: ClipPart): string {
  return `${clipName(clipId, segmentId)}${path.extname(file)}`;
}

export const isClipName = (name: string): boolean => name.startsWith(PREFIX);

/** What a name of an address leads to; undefined when it is no clip's. */
export function readClipName(name: string): { clipId: string; segmentId: string | undefined } | undefined {
  if (!isClipName(name)) return undefined;
  const ids = name.slice(PREFIX.length);
  return { clipId: ids.slice(0, ID_LENGTH), segmentId: ids.slice(ID_LENGTH + 1) || undefined };
}
