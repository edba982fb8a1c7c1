import type { RecordingSummary } from '#protocol';
import { language } from '../i18n/language.ts';
import { t } from './review-words.ts';

/** What a recording is called: the product, else who is in it. */
export function titleOf({ product, buyer }: RecordingSummary): string {
  return product ? product.name[language.value] : buyer.name;
}

/** Who is in it. */
export function peopleOf({ buyer, agent }: RecordingSummary): string {
  return agent ? t('withAgent', { buyer: buyer.name, agent: agent.name }) : buyer.name;
}
