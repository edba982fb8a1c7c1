import type { CallRating, MessageBody } from '#protocol';
import { formatDuration } from '../../i18n/format.ts';
import { language } from '../../i18n/language.ts';
import { t } from './chat-words.ts';

type CallBody = Extract<MessageBody, { kind: 'call' }>;

const LOST = ['buyer_lost', 'agent_lost', 'media_failed', 'server_stopped'];

/** True when the two never came together: a call in which they did has a length. */
export function isMissed({ duration }: CallBody): boolean {
  return duration === 0;
}

/** The line that a call leaves in the conversation, as the one who reads it would say it. */
export function callLine(body: CallBody, side: 'buyer' | 'member'): string {
  if (isMissed(body)) {
    if (body.outcome === 'media_failed') return t('notConnected');
    if (side === 'member') return t('missedCall');
    return body.outcome === 'cancelled' ? t('cancelledCall') : t('noAnswer');
  }
  const length = formatDuration(body.duration);
  const line = body.callKind === 'video' ? t('videoCall', { length }) : t('voiceCall', { length });
  return LOST.includes(body.outcome) ? `${line} · ${t('connectionLost')}` : line;
}

/** What a buyer thought of a call, in one line. */
export function ratingLine({ stars, words }: CallRating): string {
  const line = `${'★'.repeat(stars)}${'☆'.repeat(5 - stars)}`;
  return words ? `${line} ${words}` : line;
}

/** A message in one line, for an inbox. */
export function messageLine(body: MessageBody, side: 'buyer' | 'member'): string {
  switch (body.kind) {
    case 'text':
      return body.text;
    case 'picture':
      return body.origin === 'capture' ? t('photoFromCall') : t('picture');
    case 'product':
      return body.product.name[language.value];
    case 'call':
      return callLine(body, side);
    case 'rating':
      return ratingLine(body);
  }
}
