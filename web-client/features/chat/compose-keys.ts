/** UTF-16 units of one text message; the wire's `LIMITS.textLength`. */
export const TEXT_LENGTH = 4000;

/** What is looked at in a pressed key. */
export interface PressedKey {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly isComposing: boolean;
  readonly keyCode: number;
}

/**
 * Whether this key sends the message. While Chinese is being composed, Enter takes the candidate; Safari ends the
 * composition before it tells the key, and only its code 229 says so (UI Events, 7.3.1).
 */
export function sendsOn({ key, shiftKey, isComposing, keyCode }: PressedKey): boolean {
  return key === 'Enter' && !shiftKey && !isComposing && keyCode !== 229;
}
