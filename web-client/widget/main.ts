import { createApp } from 'vue';
import '../ui/base.css';
import './widget.css';
import { callWords } from '../features/call/words.ts';
import { errorWordsReady } from '../i18n/error-words.ts';
import { welcomeVisitor } from './visitor.ts';
import WidgetApp from './WidgetApp.vue';
import { readParameters } from './widget-parameters.ts';
import { widgetWords } from './widget-words.ts';

const parameters = readParameters(location.search);
if (parameters.theme) document.documentElement.dataset['theme'] = parameters.theme;
// Asked for before anything is drawn: the socket waits for the answer.
const visitor = welcomeVisitor(parameters.shop, parameters.language);
visitor.catch(() => undefined); // WidgetApp tells the buyer.
// Not awaited at the top: the words are modules that import from this one's file, and would wait for it.
void Promise.all([widgetWords.ready, callWords.ready, errorWordsReady]).then(() =>
  createApp(WidgetApp, { parameters, visitor }).mount('#app'),
);
