import { defineMessages } from '../../i18n/messages.ts';

/** What a recording says to those who are in the call. */
export default defineMessages({
  record: 'Record',
  mark: 'Mark this moment',
  marked: 'This moment is marked.',
  pause: 'Pause recording',
  resume: 'Resume recording',
  stop: 'Stop recording',

  askedBy: '{name} would like to record this call',
  askedOfAgent: 'You are asked as well: may you be recorded?',
  reasonOfBuyer:
    'The shop keeps the recording to look again at what was said and shown. Choose what of you may be recorded.',
  reasonOfAgent: '{name} is asked the same. Choose what of you may be recorded.',
  promise: 'Nothing else of you is kept. You can change this at any time during the call.',
  choices: 'What of you may be recorded',
  voice: 'Voice',
  voiceHint: 'What you say',
  picture: 'Picture',
  pictureHint: 'What your camera shows',
  screen: 'Screen',
  screenHint: 'What you show while you share your screen',
  allow: 'Allow recording',
  notNow: 'Not now',
  save: 'Save my choice',
  nothingOfMe: 'Record nothing of me',
  close: 'Close',

  stateAsking: 'Asking about a recording',
  stateNothing: 'Nothing is recorded',
  stateRecording: 'Recording',
  statePaused: 'Recording paused',
  whoOwn: 'you: {kinds}',
  whoOther: '{name}: {kinds}',
  kindVoice: 'voice',
  kindPicture: 'picture',
  kindScreen: 'screen',
  kindNone: 'nothing',
  change: 'Change what of you is recorded',
  diskFull: 'The disk is full: nothing more is written',
  interrupted: 'Interrupted: it goes on by itself',
});
