import { createApp } from 'vue';
import '../ui/base.css';
import { errorWordsReady } from '../i18n/error-words.ts';
import { useTheme } from '../ui/useTheme.ts';
import { chatWordsReady } from '../features/chat/chat-words.ts';
import { callWords } from '../features/call/words.ts';
import { signInWords } from '../features/sign-in/words.ts';
import { recordingWords } from '../features/recording/words.ts';
import ConsoleApp from './ConsoleApp.vue';
import { consoleWordsReady } from './console-words.ts';

useTheme();
await Promise.all([
  consoleWordsReady,
  chatWordsReady,
  callWords.ready,
  recordingWords.ready,
  signInWords.ready,
  errorWordsReady,
]);
createApp(ConsoleApp).mount('#app');
