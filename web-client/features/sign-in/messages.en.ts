import { defineMessages } from '../../i18n/messages.ts';

/** What stands on the page where members sign in. */
export default defineMessages({
  signInTitle: 'Sign in to your shop',
  loginName: 'Login name',
  loginHint: 'Shop and member, for example demo:lan',
  password: 'Password',
  signIn: 'Sign in',
  fillBoth: 'Enter your login name and your password.',
  signInAgain: 'You were signed out. Sign in again to go on.',
  demoPassword: 'The demo password stands in the terminal where the service was started.',
  tryAgain: 'Try again',
  language: 'Language',
});
