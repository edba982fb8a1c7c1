/** Where an engine tells its operator what they must know, each in a plain sentence. */
export interface EngineLog {
  info(facts: object, sentence: string): void;
  warn(facts: object, sentence: string): void;
  error(facts: object, sentence: string): void;
}
