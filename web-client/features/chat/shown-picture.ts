import type { ChatEntry } from './chat-entry.ts';
import { t } from './chat-words.ts';

/** A picture opened large. */
export interface ShownPicture {
  readonly address: string;
  readonly width: number;
  readonly height: number;
  readonly alt: string;
}

/** What to open for a message with a picture; null for any other. */
export function shownPicture(entry: ChatEntry): ShownPicture | null {
  const name = entry.author.kind === 'system' ? '' : entry.author.person.name;
  const alt = t('pictureFrom', { name });
  if (entry.state !== 'stored')
    return entry.draft.body.kind === 'picture' ? { ...entry.draft.body.local, alt } : null;
  if (entry.body.kind !== 'picture') return null;
  const { full, width, height } = entry.body.picture;
  return { address: full, width, height, alt: entry.body.origin === 'capture' ? t('photoFromCall') : alt };
}
