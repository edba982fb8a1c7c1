import { LEVEL_MS } from '#protocol/measures';
import type { RecordedTrack, SharedRecording, TimelineEvent } from '#protocol';
import type { ClipPart } from './clip-plan.ts';

/** A span with its parts as the store keeps them. */
export interface CutSpan {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly parts: readonly ClipPart[];
}

/** A clip as a recording of its own: its tracks, and what happened in its time, on its own clock from 0 on.
 *  @param urlOf the address of the clip's file for a segment */
export function clipView(
  recording: SharedRecording,
  clip: CutSpan,
  urlOf: (segmentId: string) => string,
): SharedRecording {
  const { fromMs, untilMs } = clip;
  const durationMs = untilMs - fromMs;
  const isWithin = (at: number) => at >= fromMs && at <= untilMs;
  const moved = (at: number) => Math.max(0, Math.round(at - fromMs));
  return {
    summary: {
      ...recording.summary,
      // A frame of somewhere else in the recording.
      poster: null,
      startedAt: recording.summary.startedAt + fromMs,
      durationMs,
      waveform: '',
      markers: recording.summary.markers
        .filter(({ at }) => isWithin(at))
        .map((marker) => ({ ...marker, at: moved(marker.at) })),
    },
    tracks: recording.tracks.flatMap((track) => cutTrack(track, clip, urlOf)),
    events: recording.events.flatMap((event): TimelineEvent[] => {
      const until = 'until' in event ? (event.until ?? untilMs) : event.at;
      if (until < fromMs || event.at > untilMs) return [];
      const at = moved(event.at);
      const end = Math.min(durationMs, moved(until));
      // A stretch that only touches the clip is not in it.
      if ('until' in event && end <= at) return [];
      if (event.type === 'chapter') return [{ ...event, at, until: end, marker: { ...event.marker, at } }];
      if ('until' in event) return [{ ...event, at, until: end }];
      if (event.type === 'marker') return [{ ...event, at, marker: { ...event.marker, at } }];
      return [{ ...event, at }];
    }),
    captions: recording.captions.map((captions) => ({
      ...captions,
      cues: captions.cues
        .filter(({ from, until }) => until > fromMs && from < untilMs)
        .map((cue) => ({ ...cue, from: moved(cue.from), until: Math.min(durationMs, moved(cue.until)) })),
    })),
  };
}

function cutTrack(
  track: RecordedTrack,
  { fromMs, untilMs, parts }: CutSpan,
  urlOf: (segmentId: string) => string,
): RecordedTrack[] {
  const segments = track.segments.flatMap((segment) => {
    const part = parts.find(({ segmentId }) => segmentId === segment.segmentId);
    if (!part) return [];
    const levels = Buffer.from(segment.levels, 'base64');
    const first = Math.floor((part.startMs - segment.startMs) / LEVEL_MS);
    const own = levels.subarray(first, first + Math.ceil(part.durationMs / LEVEL_MS));
    return [
      {
        ...segment,
        url: urlOf(segment.segmentId),
        startMs: Math.max(0, part.startMs - fromMs),
        durationMs: part.durationMs,
        live: false,
        levels: own.toString('base64'),
      },
    ];
  });
  if (segments.length === 0) return [];
  const speech = track.speech.flatMap(([from, until]): [number, number][] =>
    until <= fromMs || from >= untilMs
      ? []
      : [[Math.max(0, from - fromMs), Math.min(untilMs, until) - fromMs]],
  );
  return [{ ...track, segments, speech }];
}
