import { openAsBlob } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { SpeechConfig } from './create-speech-service.ts';
import { type HeardFile, type SpeechFile, type SpeechService, SpeechServiceAway } from './speech-service.ts';

/** An hour of speech takes a slow machine its time. */
const LONGEST_MS = 30 * 60_000;
/** Answers that say "later". */
const LATER = new Set([408, 409, 425, 429, 500, 502, 503, 504]);

/** What the interface answers as `verbose_json`; times in seconds. */
const answerSchema = z.object({
  language: z.string().optional(),
  segments: z.array(z.object({ start: z.number(), end: z.number(), text: z.string() })),
});

/** Languages that services name by their English word. */
const NAMES: Readonly<Record<string, string>> = {
  english: 'en',
  chinese: 'zh',
  mandarin: 'zh',
  cantonese: 'yue',
};

/** A service that speaks the HTTP interface of OpenAI, `POST …/audio/transcriptions`: its own, whisper.cpp's server,
 *  faster-whisper-server, LocalAI and others. */
export class HttpSpeechService implements SpeechService {
  readonly #config: SpeechConfig;

  constructor(config: SpeechConfig) {
    this.#config = config;
  }

  async transcribe(
    { path: file, contentType, language }: SpeechFile,
    signal: AbortSignal,
  ): Promise<HeardFile> {
    const form = new FormData();
    form.set('file', await openAsBlob(file, { type: contentType }), path.basename(file));
    form.set('model', this.#config.model);
    form.set('response_format', 'verbose_json');
    form.set('timestamp_granularities[]', 'segment');
    // The interface knows languages without their scripts and regions.
    if (language !== undefined) form.set('language', language.split('-')[0] ?? language);
    const text = await this.#post(form, AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]));
    const { language: heardLanguage, segments } = answerSchema.parse(JSON.parse(text));
    return {
      language: language ?? codeOf(heardLanguage),
      heard: segments
        .map(({ start, end, text }) => ({
          from: Math.max(0, Math.round(start * 1000)),
          until: Math.round(end * 1000),
          text: text.trim(),
        }))
        .filter(({ from, until, text }) => text !== '' && until > from),
    };
  }

  async #post(body: FormData, signal: AbortSignal): Promise<string> {
    const { url, key } = this.#config;
    const headers: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` };
    let response: Response;
    let said: string;
    try {
      response = await fetch(`${url}/audio/transcriptions`, { method: 'POST', headers, body, signal });
      // Its connection may be lost as well while the answer is on its way.
      said = await response.text();
    } catch (error) {
      throw new SpeechServiceAway('The speech service does not answer', undefined, { cause: error });
    }
    if (response.ok) return said;
    const sentence = `The speech service answered ${response.status}: ${said.slice(0, 500)}`;
    if (LATER.has(response.status)) throw new SpeechServiceAway(sentence, retryAfter(response));
    throw new Error(sentence);
  }
}

function retryAfter(response: Response): number | undefined {
  const seconds = response.headers.get('retry-after');
  return seconds !== null && /^\d{1,5}$/.test(seconds) ? Number(seconds) * 1000 : undefined;
}

function codeOf(language: string | undefined): string {
  const word = language?.trim().toLowerCase() ?? '';
  return NAMES[word] ?? (/^[a-z]{2,3}$/.test(word) ? word : 'und');
}
