import { HttpSpeechService } from './http-speech-service.ts';
import type { SpeechService } from './speech-service.ts';

/** Where a speech service is. */
export interface SpeechConfig {
  /** Up to and with its version, `https://speech.example.com/v1`. */
  readonly url: string;
  readonly key: string | undefined;
  readonly model: string;
}

/** Chooses the speech service; null where none is configured. */
export function createSpeechService(config: SpeechConfig | undefined): SpeechService | null {
  return config ? new HttpSpeechService(config) : null;
}
