import type { Translation } from '../../i18n/messages.ts';
import type en from './messages.en.ts';

const zh: Translation<typeof en> = {
  ask: '这次通话怎么样？',
  stars: { other: '{count} 星' },
  words: '哪里满意，哪里还差一点（选填）',
  send: '提交评价',
  skip: '暂不评价',
  thanks: '谢谢，商家会看到您的评价。',
  failed: '没有提交成功，请重试。',
};
export default zh;
