import type { Translation } from '../../i18n/messages.ts';
import type en from './messages.en.ts';

const zh: Translation<typeof en> = {
  clips: '片段',
  clip: '片段',
  close: '关闭',
  cancel: '取消',
  save: '保存片段',
  span: '{from} – {until}',
  chosen: '选中的一段',
  saveAsClip: '存为片段',
  title: '这段里看什么',
  cut: '片段“{title}”已保存。',
  cutEarlier: '片段“{title}”已保存，从画面起点开始，提前了 {length}。',
  none: '还没有片段',
  noneText: '用“从这里循环”和“循环到这里”选一段，再点“存为片段”。',
  byName: '{name} 截取',
  open: '打开',
  download: '下载',
  share: '分享：{title}',
  remove: '删除：{title}',
  removed: '片段“{title}”已删除。',
  link: '片段链接，仅显示这一次，7 天内有效',
  copy: '复制链接',
  copied: '链接已复制。',
  wholeRecording: '完整录像',
  loading: '加载中…',
  gone: '该片段已不存在，或您无权查看。',
};
export default zh;
