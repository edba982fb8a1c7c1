import type { Translation } from '../../i18n/messages.ts';
import type en from './messages.en.ts';

const zh: Translation<typeof en> = {
  signInTitle: '登录店铺',
  loginName: '登录名',
  loginHint: '店铺名:成员名，例如 demo:lan',
  password: '密码',
  signIn: '登录',
  fillBoth: '请输入登录名和密码。',
  signInAgain: '您已退出登录，请重新登录后继续。',
  demoPassword: '演示密码显示在启动服务的终端里。',
  tryAgain: '重试',
  language: '语言',
};
export default zh;
