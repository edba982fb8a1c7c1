import path from 'node:path';
import { type EgressInfo, EgressStatus } from 'livekit-server-sdk';
import type { ExportEnd, ExportFailure } from '../../media-engine.ts';

/** How far an egress is. */
export type EgressState =
  | { readonly status: 'starting' }
  | { readonly status: 'writing'; readonly startedAt: number }
  | { readonly status: 'ending' }
  | { readonly status: 'ended'; readonly end: ExportEnd };

/** An egress goes through these in this order and never back, whatever order its news comes in. */
export const RANK: Readonly<Record<EgressState['status'], number>> = {
  starting: 0,
  writing: 1,
  ending: 2,
  ended: 3,
};

/** Kinds of files that a track egress makes. */
const ENDINGS: readonly string[] = ['.webm', '.mp4', '.ogg'];

/** The name that a track egress was asked for with: the file's, without what Egress puts behind it. */
export function nameOf({ request }: EgressInfo): string | undefined {
  if (request.case !== 'track' || request.value.output.case !== 'file') return undefined;
  return path.posix.basename(request.value.output.value.filepath);
}

/** What the service's word on one of ours means.
 *  @param folder where its files come to lie, as we see it */
export function stateOf(info: EgressInfo, name: string, folder: string): EgressState {
  const ended = (failure?: ExportFailure): EgressState => ({
    status: 'ended',
    end: { file: fileOf(info, name, folder), failure },
  });
  const details = info.error || info.details;
  switch (info.status) {
    case EgressStatus.EGRESS_STARTING:
      return { status: 'starting' };
    case EgressStatus.EGRESS_ACTIVE:
      return { status: 'writing', startedAt: startOf(info) };
    case EgressStatus.EGRESS_ENDING:
      return { status: 'ending' };
    case EgressStatus.EGRESS_COMPLETE:
      return ended();
    case EgressStatus.EGRESS_FAILED:
      return ended({ reason: 'failed', details });
    case EgressStatus.EGRESS_ABORTED:
      return ended({ reason: 'aborted', details });
    case EgressStatus.EGRESS_LIMIT_REACHED:
      return ended({ reason: 'limit_reached', details });
    default:
      // A status of a later version: one that we can only wait out.
      return { status: 'starting' };
  }
}

/** What was written; a name that is not of our making is not looked at. */
function fileOf(info: EgressInfo, name: string, folder: string): ExportEnd['file'] {
  const [result] = info.fileResults;
  if (!result || result.size === 0n) return undefined;
  const file = path.posix.basename(result.location || result.filename);
  const isOurs = ENDINGS.some((ending) => file === `${name}${ending}`);
  return isOurs ? { path: path.join(folder, file), startedAt: startOf(info) } : undefined;
}

/** Egress counts in nanoseconds; before the first frame it knows only when it was asked. */
function startOf({ fileResults: [file], startedAt }: EgressInfo): number {
  return Number(file?.startedAt || startedAt) / 1e6;
}
