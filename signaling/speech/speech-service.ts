/** A stretch of somebody's speech as it was heard, ms on the file's own clock. */
export interface Heard {
  readonly from: number;
  readonly until: number;
  readonly text: string;
}

/** What a service heard in a file. */
export interface HeardFile {
  /** BCP 47; `und` where the service does not say. */
  readonly language: string;
  readonly heard: readonly Heard[];
}

/** The sound of one person that is to be written down. */
export interface SpeechFile {
  readonly path: string;
  /** `audio/webm` or `audio/mp4`. */
  readonly contentType: string;
  /** What is spoken, BCP 47; undefined when nobody said. */
  readonly language: string | undefined;
}

/** Writes down what is said in a file.
 *  Rejects with SpeechServiceAway when asking again later can help, with any other error when it cannot. */
export interface SpeechService {
  transcribe(file: SpeechFile, signal: AbortSignal): Promise<HeardFile>;
}

/** The service did not answer, or said that it cannot now. */
export class SpeechServiceAway extends Error {
  override readonly name = 'SpeechServiceAway';
  /** When it wants to be asked again, if it said so. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, retryAfterMs?: number, options?: ErrorOptions) {
    super(message, options);
    this.retryAfterMs = retryAfterMs;
  }
}
