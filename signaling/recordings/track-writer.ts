import type { RecorderFact, SegmentSummary, TrackToRecord } from '../../recorder/recorder.ts';
import type { MediaRoom } from '../../sfu/media-engine.ts';
import type { OpenTap } from './open-tap.ts';

/** What tracks are led out of. */
export type RecordedRoom = Pick<MediaRoom, 'tracks' | 'tap' | 'export'>;

/** A segment that ends, or has ended. */
export interface EndingSegment {
  readonly track: TrackToRecord;
  /** From when on it was not allowed any more (wall clock); undefined while it is. Asked when the end has come. */
  allowedUntil(): Promise<number | undefined>;
}

/** What a writer tells without being asked. */
export type WriterFact =
  | RecorderFact
  /** It is written now, in a place where nobody can follow it: the file comes when it has ended. */
  | { readonly type: 'segmentUnderWay'; readonly segmentId: string }
  /** It ended there without being asked to; what was written stays. */
  | {
      readonly type: 'segmentBroken';
      readonly segmentId: string;
      readonly reason: 'export_failed' | 'export_aborted' | 'export_limit_reached';
    };

/** How tracks of rooms come into files. Every method rejects with an AppError. */
export interface TrackWriter {
  /** There may soon be something to write. */
  prepare(): void;
  /** Begins to write a track, unless `open` is stopped meanwhile. */
  begin(track: TrackToRecord, open: OpenTap, room: RecordedRoom): Promise<void>;
  /** Ends the file; undefined when there is nothing in it. */
  end(segment: EndingSegment): Promise<SegmentSummary | undefined>;
  /** What a segment has become whose writer, or server, is gone; undefined when none of it can be played. */
  recover(segment: EndingSegment): Promise<SegmentSummary | undefined>;
  /** Registers a listener; the function it returns takes it away. */
  onFact(listener: (fact: WriterFact) => void): () => void;
}
