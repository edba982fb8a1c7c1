import { WEAK_NETWORK } from '#protocol/measures';
import type { Consent } from '#protocol';
import { formatDuration } from '../../i18n/format.ts';
import { language } from '../../i18n/language.ts';
import { t } from '../review-words.ts';
import type { TalkEvent, TalkRow } from './talk-rows.ts';

const KINDS = { voice: 'kindVoice', picture: 'kindPicture', screen: 'kindScreen' } as const;
const KIND_ORDER = ['voice', 'picture', 'screen'] as const;

function consentLine(name: string, consent: Consent): string {
  const kinds = KIND_ORDER.filter((kind) => consent[kind]).map((kind) => t(KINDS[kind]));
  if (kinds.length === 0) return t('allowsNothing', { name });
  return t('allowed', { name, kinds: kinds.join(language.value === 'zh' ? '、' : ', ') });
}

/** What happened, as one line. */
export function eventLine(event: TalkEvent): string {
  switch (event.type) {
    case 'call':
      if (event.what === 'upgraded' || event.what === 'left' || event.what === 'returned')
        return t(event.what);
      return t('ended');
    case 'consent':
      return consentLine(event.person.name, event.consent);
    case 'paused':
      if (event.until === null) return t('paused');
      return t('pausedFor', { length: formatDuration(event.until - event.at) });
    case 'gap':
      return t('gap', {
        reason: t(event.reason === 'server_stopped' ? 'gap_server_stopped' : event.reason),
      });
    case 'hold':
      if (event.until === null) return t('onHold');
      return t('heldFor', { length: formatDuration(event.until - event.at) });
    case 'network':
      return t(event.score < WEAK_NETWORK ? 'weakNetwork' : 'goodNetwork', { name: event.person.name });
    case 'message': {
      const { body } = event.message;
      if (body.kind === 'text') return body.text;
      if (body.kind === 'picture') return t(body.origin === 'capture' ? 'photo' : 'picture');
      return body.kind === 'product' ? body.product.name[language.value] : t('ended');
    }
  }
}

/** A row as one line, for places without room. */
export function lineOf(row: TalkRow): string {
  if (row.kind === 'marker') return row.marker.label || t('marker');
  if (row.kind === 'chapter') return t('chapter', { title: row.marker.label || t('chapterUntitled') });
  return row.kind === 'comment' ? row.comment.text : eventLine(row.event);
}
