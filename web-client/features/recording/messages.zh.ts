import type { Translation } from '../../i18n/messages.ts';
import type en from './messages.en.ts';

const zh: Translation<typeof en> = {
  record: '录像',
  mark: '标记此刻',
  marked: '已标记这个时间点。',
  pause: '暂停录像',
  resume: '继续录像',
  stop: '停止录像',

  askedBy: '{name}想录制这次通话',
  askedOfAgent: '同样征求您的同意：可以录制您吗？',
  reasonOfBuyer: '店铺保存录像，用于回看通话中说过和展示过的内容。请选择您的哪些内容可以录制。',
  reasonOfAgent: '系统也在征求{name}的同意。请选择您的哪些内容可以录制。',
  promise: '未打开的内容不会保存。通话中您可以随时更改。',
  choices: '您的哪些内容可以录制',
  voice: '声音',
  voiceHint: '您说的话',
  picture: '画面',
  pictureHint: '您的摄像头画面',
  screen: '屏幕',
  screenHint: '您共享屏幕时展示的内容',
  allow: '同意录制',
  notNow: '暂不',
  save: '保存选择',
  nothingOfMe: '不要录制我',
  close: '关闭',

  stateAsking: '正在征求录制同意',
  stateNothing: '目前不录制',
  stateRecording: '录像中',
  statePaused: '录像已暂停',
  whoOwn: '您：{kinds}',
  whoOther: '{name}：{kinds}',
  kindVoice: '声音',
  kindPicture: '画面',
  kindScreen: '屏幕',
  kindNone: '不录制',
  change: '更改您的录制选择',
  diskFull: '磁盘已满，暂不能写入',
  interrupted: '录制中断，会自动恢复',
};
export default zh;
