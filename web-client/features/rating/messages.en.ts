import { defineMessages } from '../../i18n/messages.ts';

/** What is asked after a call. */
export default defineMessages({
  ask: 'How was the call?',
  stars: { one: '{count} star', other: '{count} stars' },
  words: 'What was good, what was missing (optional)',
  send: 'Send rating',
  skip: 'Not now',
  thanks: 'Thank you. The shop sees your rating.',
  failed: 'It did not arrive. Try again.',
});
