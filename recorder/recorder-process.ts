import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { AppError } from '#protocol/app-error';
import {
  recorderReply,
  type RecorderQuestion,
  type RecorderReply,
  type RecorderRequest,
  type SegmentFact,
} from './messages.ts';
import type { Intake } from './recorder.ts';

/** Much longer than a busy disk takes to close a file. */
const PATIENCE_MS = 15_000;
const MAIN = path.join(import.meta.dirname, 'main.ts');

type Answer = Extract<RecorderReply, { id: number }>;
type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

interface Waiting {
  resolve(answer: Answer): void;
  reject(error: AppError): void;
  readonly timer: NodeJS.Timeout;
}

/** One life of the recorder's process, and the questions it has not answered yet. */
export class RecorderProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  readonly #onFact: (fact: SegmentFact) => void;
  readonly #intake: Intake | undefined;
  readonly ready: Promise<void>;
  /** Settles when the process is gone, whatever ended it. */
  readonly gone: Promise<void>;
  #id = 0;
  #heard: (message: unknown) => void = () => {};
  #alive = true;

  constructor(onFact: (fact: SegmentFact) => void, intake: Intake | undefined) {
    this.#onFact = onFact;
    this.#intake = intake;
    // The flags and loaders of whoever starts us are not the recorder's.
    this.#child = fork(MAIN, intake ? [intake.module.href] : [], {
      execArgv: [],
      // Under `node --watch` this one would have every module that is loaded reported over the channel.
      // oxlint-disable-next-line node/no-process-env -- handed on, not read
      env: { ...process.env, WATCH_REPORT_DEPENDENCIES: undefined },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const { promise: ready, resolve: isReady, reject: isNotReady } = Promise.withResolvers<void>();
    const { promise: gone, resolve: isGone } = Promise.withResolvers<void>();
    this.ready = ready;
    this.gone = gone;
    ready.catch(() => {});
    this.#child.on('message', (message) => {
      // What Node itself or a preloaded module says over the channel is none of ours.
      const reply = recorderReply.safeParse(message);
      if (reply.success) this.#take(reply.data, isReady);
      else this.#refuse(message, reply.error.message);
    });
    const leave = () => {
      this.#alive = false;
      const error = new AppError('unavailable', 'the recorder is gone');
      isNotReady(error);
      for (const { reject, timer } of this.#waiting.values()) {
        clearTimeout(timer);
        reject(error);
      }
      this.#waiting.clear();
      isGone();
    };
    const tooLong = setTimeout(() => this.kill(), PATIENCE_MS);
    ready.catch(() => {}).finally(() => clearTimeout(tooLong));
    this.#child.once('exit', leave);
    this.#child.once('error', leave);
  }

  get alive(): boolean {
    return this.#alive;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Asks, and waits for the answer; rejects with an AppError. */
  async ask(
    request: WithoutId<RecorderQuestion>,
    withinMs = PATIENCE_MS,
  ): Promise<Exclude<Answer, { say: 'refused' }>> {
    await this.ready;
    const id = (this.#id += 1);
    const answer = await new Promise<Answer>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(new AppError('unavailable', 'the recorder does not answer'));
      }, withinMs);
      this.#waiting.set(id, { resolve, reject, timer });
      this.#child.send({ ...request, id }, (error) => {
        if (error && this.#waiting.delete(id)) {
          clearTimeout(timer);
          reject(new AppError('unavailable', 'the recorder is gone'));
        }
      });
    });
    if (answer.say === 'refused') throw new AppError(answer.code, answer.details);
    return answer;
  }

  /** Ends a process that does not go by itself. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #take(reply: RecorderReply, isReady: () => void): void {
    switch (reply.say) {
      case 'ready':
        return isReady();
      case 'fact':
        return this.#onFact(reply.fact);
      case 'intakeStarted':
        this.#heard = this.#intake?.started((message) => this.#tellIntake(message)) ?? (() => {});
        return;
      case 'intake':
        return this.#heard(reply.message);
      default:
        return this.#settle(reply);
    }
  }

  /** An answer that is none: whoever asked is not left waiting. */
  #refuse(message: unknown, why: string): void {
    const id = typeof message === 'object' && message !== null && 'id' in message ? message.id : undefined;
    const waiting = typeof id === 'number' ? this.#waiting.get(id) : undefined;
    if (typeof id !== 'number' || !waiting) return;
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    waiting.reject(new AppError('internal', why));
  }

  /** A process that is gone needs not to know: the next one is told anew. */
  #tellIntake(message: unknown): void {
    const request: RecorderRequest = { ask: 'intake', message };
    if (this.#child.connected) this.#child.send(request, () => {});
  }

  #settle(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    if (!waiting) return;
    this.#waiting.delete(answer.id);
    clearTimeout(waiting.timer);
    waiting.resolve(answer);
  }
}
