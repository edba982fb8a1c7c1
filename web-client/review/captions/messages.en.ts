import { defineMessages } from '../../i18n/messages.ts';

/** What the review says about captions. */
export default defineMessages({
  captions: 'Captions',
  off: 'Off',
  spoken: 'Spoken',
  noneYet: 'No captions yet',
  text: 'What was said as words: shown below the picture, found by the search, and put into exports.',
  fromFile: '{language}, from a file',
  fromSpeech: '{language}, written down by the speech service',
  remove: 'Delete',
  removeNamed: 'Delete the captions in {language}',
  fileTitle: 'Bring a file',
  fileText: 'WebVTT or SubRip (SRT), in UTF-8. It takes the place of captions in the same language.',
  language: 'Language',
  chooseFile: 'Choose a file',
  taken: 'The captions are there.',
  removed: 'The captions are deleted.',
  speechTitle: 'Have it written down',
  speechText:
    'Each voice is sent to the speech service of this installation, so that it is known who says what.',
  anyLanguage: 'The service finds out',
  start: 'Write it down',
  working: 'Writing down…',
  share: '{percent} written down',
  away: 'The speech service does not answer. It is asked again by itself.',
  failed: 'The speech service refused. Ask whoever runs this service to look into its log, then try again.',
  stop: 'Stop',
  close: 'Close',
  unknown: 'Unknown language',
});
