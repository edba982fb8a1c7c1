import { createApp } from 'vue';
import '../ui/base.css';
import { chatWordsReady } from '../features/chat/chat-words.ts';
import { signInWords } from '../features/sign-in/words.ts';
import { errorWordsReady } from '../i18n/error-words.ts';
import { useTheme } from '../ui/useTheme.ts';
import ReviewApp from './ReviewApp.vue';
import { clipWordsReady } from './clips/words.ts';
import { learningWordsReady } from './learning/words.ts';
import { captionWordsReady } from './captions/words.ts';
import { policyWordsReady } from './policy/words.ts';
import { reviewWordsReady } from './review-words.ts';

useTheme();
await Promise.all([
  reviewWordsReady,
  policyWordsReady,
  captionWordsReady,
  learningWordsReady,
  clipWordsReady,
  signInWords.ready,
  chatWordsReady,
  errorWordsReady,
]);
createApp(ReviewApp).mount('#app');
