import type { Translation } from '../../i18n/messages.ts';
import type en from './messages.en.ts';

const zh: Translation<typeof en> = {
  captions: '字幕',
  off: '关闭',
  spoken: '语音文字',
  noneYet: '还没有字幕',
  text: '把通话中说的话变成文字：显示在画面下方，可以搜索，也可以放进导出的视频。',
  fromFile: '{language}，来自文件',
  fromSpeech: '{language}，由语音服务转写',
  remove: '删除',
  removeNamed: '删除{language}字幕',
  fileTitle: '上传文件',
  fileText: 'WebVTT 或 SRT 文件，UTF-8 编码。会替换同一语言的字幕。',
  language: '语言',
  chooseFile: '选择文件',
  taken: '字幕已添加。',
  removed: '字幕已删除。',
  speechTitle: '自动转写',
  speechText: '每个人的声音会分别发送到本系统配置的语音服务，因此能区分是谁说的。',
  anyLanguage: '由服务识别',
  start: '开始转写',
  working: '转写中…',
  share: '已转写 {percent}',
  away: '语音服务没有响应，稍后会自动重试。',
  failed: '语音服务拒绝了请求。请联系管理员查看日志后重试。',
  stop: '停止',
  close: '关闭',
  unknown: '未知语言',
};
export default zh;
