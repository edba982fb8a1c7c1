import type { TrackFormat } from '../codecs/codecs.ts';
import { opusDuration, opusHead } from '../codecs/opus.ts';
import type { Picture, PictureSize } from '../codecs/picture.ts';
import type { Frame } from '../files/media-file.ts';
import type { SegmentFact } from '../messages.ts';
import type { RtpOfTrack, SegmentSummary, TrackToRecord } from '../recorder.ts';
import { extensionByte, type RtpPacket } from '../rtp/packet.ts';
import type { SenderReport } from '../rtp/sender-report.ts';
import { PacketSource, type PacketSink } from './packet-source.ts';
import { PictureAssembler } from './picture-assembler.ts';
import { reasonOf, Segment } from './segment.ts';
import { levelFromExtension, levelFromSize, SpeechLevels, type Levels } from './speech-levels.ts';
import { Timeline } from './timeline.ts';

/** Longer than the gaps that DTX leaves in speech (RFC 6716: a packet at least every 400 ms). */
const SILENCE_MS = 500;
const CLOCK_POINT_MS = 10_000;
/** A key frame that was asked for may have got lost. */
const ASK_AGAIN_MS = 1000;
/** A player that jumps decodes all pictures from the key frame before: it is their number that takes time. The next one
 *  is asked for after so many of them and so long, and in any case after so much longer. */
const KEY_FRAME_AFTER = { pictures: 30, ms: 2000, longestMs: 10_000 } as const;
const USUAL_PICTURE_MS = 33;

/** One segment while it is being recorded: packets in, a file and facts out. */
export class TrackRecording implements PacketSink {
  readonly #track: TrackToRecord;
  readonly #format: TrackFormat;
  readonly #audioLevelExtension: number | undefined;
  readonly #tell: (fact: SegmentFact) => void;
  readonly #source: PacketSource;
  readonly #timeline: Timeline;
  readonly #pictures: PictureAssembler | undefined;
  readonly #levels = new SpeechLevels();
  #segment: Segment | undefined;
  #summary: Promise<SegmentSummary | undefined> | undefined;
  /** Timestamp 0 of the file on the line of time. */
  #zero = 0;
  /** End of the newest frame in the file, and its beginning. */
  #end = 0;
  #time = -1;
  #lostFrames = 0;
  #lostNow = 0;
  #size: PictureSize | undefined;
  #askedAt = -Infinity;
  #flowing = false;
  #keyAt = 0;
  #sinceKey = 0;
  #clockPointAt = 0;

  constructor(track: TrackToRecord, format: TrackFormat, rtp: RtpOfTrack, tell: (fact: SegmentFact) => void) {
    this.#track = track;
    this.#format = format;
    this.#audioLevelExtension = rtp.audioLevelExtension;
    this.#tell = tell;
    this.#source = new PacketSource(rtp, this);
    this.#timeline = new Timeline(track.clockRate, () =>
      this.#segment?.note({ type: 'restart', at: this.#end }),
    );
    if (format.kind === 'video') {
      this.#pictures = new PictureAssembler(format.createCodec(), {
        onPicture: (picture, first) => this.#onPicture(picture, first),
        onLost: () => this.#onLost(1),
      });
    }
  }

  receive(datagram: Buffer, now: number): void {
    if (!this.#summary) this.#source.receive(datagram, now);
  }

  /** To be called a few times a second. */
  tick(now: number): void {
    if (this.#summary) return;
    this.#source.tick(now);
    this.#askForKeyFrame(now);
    this.#noteLoss();
    if (this.#segment && now - this.#clockPointAt > CLOCK_POINT_MS) this.#noteClock(now);
    this.#segment?.tick(now);
  }

  /** Ends the file; undefined when nothing had arrived. */
  end(): Promise<SegmentSummary | undefined> {
    return (this.#summary ??= this.#finish());
  }

  onPacket(packet: RtpPacket): void {
    this.#flowing = true;
    if (this.#pictures) this.#pictures.push(packet);
    else if (packet.payload.length > 0) this.#onSound(packet);
  }

  onLoss(packets: number): void {
    if (this.#pictures) this.#pictures.lose();
    else if (this.#segment) this.#onLost(packets);
  }

  onReport(report: SenderReport): void {
    this.#timeline.reported(report.timestamp, report.wall);
  }

  onNewSource(): void {
    this.#timeline.restart();
    this.#pictures?.lose();
  }

  #onSound(packet: RtpPacket): void {
    const { payload } = packet;
    const line = this.#timeline.place(packet.timestamp, packet.arrivedAt);
    const segment = this.#segment ?? this.#start(line, packet.arrivedAt, { setup: opusHead() });
    if (!segment) return;
    const time = Math.max(Math.round(line - this.#zero), this.#time + 1);
    if (time - this.#end > SILENCE_MS) segment.note({ type: 'silence', from: this.#end, to: time });
    const duration = opusDuration(payload);
    this.#write(segment, { time, keyFrame: true, parts: [payload] }, duration);
    const said = this.#audioLevelExtension && extensionByte(packet, this.#audioLevelExtension);
    const level = said === undefined ? levelFromSize(payload.length, duration) : levelFromExtension(said);
    this.#tellLevels(this.#levels.add(time, level));
  }

  #onPicture(picture: Picture, first: RtpPacket): void {
    const line = this.#timeline.place(first.timestamp, first.arrivedAt);
    const segment =
      this.#segment ?? this.#start(line, first.arrivedAt, { size: picture.size, setup: picture.setup });
    if (!segment) return;
    const time = Math.max(Math.round(line - this.#zero), this.#time + 1);
    if (time - this.#end > SILENCE_MS) segment.note({ type: 'silence', from: this.#end, to: time });
    this.#write(segment, { time, keyFrame: picture.keyFrame, parts: picture.parts }, USUAL_PICTURE_MS);
    this.#sinceKey += 1;
    if (!picture.keyFrame) return;
    this.#keyAt = first.arrivedAt;
    this.#sinceKey = 0;
    segment.note({ type: 'key', at: time, byte: segment.position });
    const { size } = picture;
    if (size && (size.width !== this.#size?.width || size.height !== this.#size.height)) {
      this.#size = size;
      segment.note({ type: 'size', at: time, width: size.width, height: size.height });
    }
  }

  #write(segment: Segment, frame: Frame, duration: number): void {
    segment.write(frame, duration);
    this.#time = frame.time;
    this.#end = frame.time + duration;
  }

  /** The first frame is there: the file is made. */
  #start(
    line: number,
    now: number,
    head: { size?: PictureSize | undefined; setup?: Buffer | undefined },
  ): Segment | undefined {
    const { segmentId } = this.#track;
    const startedAt = this.#timeline.wallAt(line);
    try {
      this.#segment = new Segment(this.#track, this.#format, { startedAt, ...head }, (reason) =>
        this.#break(reason),
      );
    } catch (error) {
      this.#break(reasonOf(error as NodeJS.ErrnoException));
      return undefined;
    }
    this.#zero = line;
    this.#clockPointAt = now;
    this.#keyAt = now;
    this.#tell({ type: 'segmentStarted', segmentId, startedAt });
    return this.#segment;
  }

  #break(reason: 'disk_full' | 'write_failed'): void {
    if (this.#summary) return;
    this.#tell({ type: 'segmentBroken', segmentId: this.#track.segmentId, reason });
    void this.end();
  }

  #onLost(frames: number): void {
    this.#lostFrames += frames;
    this.#lostNow += frames;
  }

  #noteLoss(): void {
    if (this.#lostNow === 0) return;
    this.#segment?.note({ type: 'lost', at: this.#end, frames: this.#lostNow });
    this.#lostNow = 0;
  }

  #askForKeyFrame(now: number): void {
    if (!this.#pictures) return;
    // Nothing comes of a track that is held: its next picture is asked for when packets come again.
    if (!this.#flowing) return;
    const { pictures, ms, longestMs } = KEY_FRAME_AFTER;
    const age = now - this.#keyAt;
    const isOld = (this.#sinceKey >= pictures && age >= ms) || age > longestMs;
    const due = this.#pictures.waitsForKeyFrame || isOld;
    if (!due || now - this.#askedAt < ASK_AGAIN_MS) return;
    this.#askedAt = now;
    this.#flowing = false;
    this.#tell({ type: 'keyFrameNeeded', segmentId: this.#track.segmentId });
  }

  #noteClock(now: number): void {
    this.#clockPointAt = now;
    this.#segment?.note({
      type: 'clock',
      at: this.#end,
      startedAt: this.#timeline.wallAt(this.#zero),
      drift: this.#timeline.drift,
    });
  }

  #tellLevels(levels: Levels | undefined): void {
    if (!levels) return;
    this.#segment?.note({ type: 'levels', ...levels });
    this.#tell({ type: 'levels', segmentId: this.#track.segmentId, ...levels });
  }

  async #finish(): Promise<SegmentSummary | undefined> {
    this.#source.drain();
    const segment = this.#segment;
    if (!segment) return undefined;
    this.#noteLoss();
    this.#tellLevels(this.#levels.take());
    return segment.finish(this.#timeline.wallAt(this.#zero), this.#lostFrames);
  }
}
