import { AppError } from '#protocol/app-error';
import type {
  FileToImport,
  Intake,
  Recorder,
  RecorderFact,
  RecorderPorts,
  RtpOfTrack,
  SegmentSummary,
  TrackToRecord,
} from './recorder.ts';
import { RecorderProcess } from './recorder-process.ts';
import { recoverSegment } from './recover-segment.ts';

/** A process that dies again and again is started ever more slowly. */
const [FIRST_PAUSE_MS, LONGEST_PAUSE_MS, STABLE_MS] = [50, 5000, 30_000];
/** Hours of recordings may have come at once. */
const IMPORT_WITHIN_MS = 600_000;

/** Starts the recorder's process, and again whenever it dies. `new SupervisedRecorder` starts it when it is needed.
 *  @param intake what it has to run beside itself, where packets do not come by themselves. */
export async function createRecorder(intake?: Intake): Promise<SupervisedRecorder> {
  const recorder = new SupervisedRecorder(intake);
  await recorder.ready;
  return recorder;
}

/** The recorder as its server sees it, whichever process it is just now. */
export class SupervisedRecorder implements Recorder {
  readonly #listeners = new Set<(fact: RecorderFact) => void>();
  /** Folders of segments by id: those the process holds, and those that died with one. */
  readonly #open = new Map<string, string>();
  readonly #broken = new Map<string, string>();
  readonly #intake: Intake | undefined;
  /** None until it is needed for the first time: most servers of a shop that does not record never start one. */
  #process: RecorderProcess | undefined;
  #pause = FIRST_PAUSE_MS;
  #closed: Promise<void> | undefined;
  #restart: NodeJS.Timeout | undefined;

  /** Starts nothing yet. */
  constructor(intake?: Intake) {
    this.#intake = intake;
  }

  /** The process is there; rejects when it died at once. */
  get ready(): Promise<void> {
    return this.#running().ready;
  }

  /** Of the process that records now, for those who measure it. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  prepare(): void {
    if (!this.#closed) this.#running();
  }

  async open(track: TrackToRecord): Promise<RecorderPorts> {
    const process = this.#running();
    const answer = await process.ask({ ask: 'open', track });
    if (answer.say !== 'opened' || process !== this.#process) throw new AppError('unavailable');
    this.#open.set(track.segmentId, track.folder);
    return answer.ports;
  }

  async begin(segmentId: string, rtp: RtpOfTrack): Promise<void> {
    await this.#running().ask({ ask: 'begin', segmentId, rtp });
  }

  async end(segmentId: string): Promise<SegmentSummary | undefined> {
    const left = this.#broken.get(segmentId);
    if (left !== undefined) return recoverSegment(left, segmentId);
    const [folder, process] = [this.#open.get(segmentId), this.#process];
    if (!process) throw new AppError('not_found', segmentId);
    try {
      const answer = await process.ask({ ask: 'end', segmentId });
      this.#open.delete(segmentId);
      return answer.say === 'ended' ? answer.summary : undefined;
    } catch (error) {
      // It died while it was asked: what it had written is there.
      if (folder !== undefined && !process.alive) return recoverSegment(folder, segmentId);
      throw error;
    }
  }

  recover(segment: { readonly folder: string; readonly segmentId: string }) {
    return recoverSegment(segment.folder, segment.segmentId);
  }

  async import(track: TrackToRecord, file: FileToImport): Promise<SegmentSummary | undefined> {
    const answer = await this.#running().ask({ ask: 'import', track, file }, IMPORT_WITHIN_MS);
    return answer.say === 'ended' ? answer.summary : undefined;
  }

  onFact(listener: (fact: RecorderFact) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  close(): Promise<void> {
    return (this.#closed ??= this.#end());
  }

  async #end(): Promise<void> {
    clearTimeout(this.#restart);
    const process = this.#process;
    if (!process) return;
    await process.ask({ ask: 'close' }).catch(() => process.kill());
    await process.gone;
  }

  #running(): RecorderProcess {
    if (this.#closed) throw new AppError('unavailable', 'the recorder is closed');
    return (this.#process ??= this.#start());
  }

  #start(): RecorderProcess {
    const process = new RecorderProcess((fact) => this.#tell(fact), this.#intake);
    const startedAt = performance.now();
    void process.gone.then(() => this.#onGone(performance.now() - startedAt));
    return process;
  }

  #onGone(livedMs: number): void {
    if (this.#closed) return;
    const lost = [...this.#open];
    this.#open.clear();
    for (const [segmentId, folder] of lost) this.#broken.set(segmentId, folder);
    for (const [segmentId] of lost) this.#tell({ type: 'segmentBroken', segmentId, reason: 'recorder_died' });
    this.#pause = livedMs > STABLE_MS ? FIRST_PAUSE_MS : Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
    this.#restart = setTimeout(() => {
      this.#process = this.#start();
      this.#process.ready.then(
        () => this.#tell({ type: 'recorderBack' }),
        () => {},
      );
    }, this.#pause);
  }

  #tell(fact: RecorderFact): void {
    for (const listener of [...this.#listeners]) listener(fact);
  }
}
