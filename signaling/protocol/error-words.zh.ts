import type { ErrorCode } from './errors.ts';

/** What went wrong and what to do, in Chinese. */
export default {
  invalid_input: '请求内容有误，请刷新页面后重试。',
  unauthenticated: '您还没有登录，请登录后重试。',
  wrong_credentials: '登录名或密码不正确，请检查后重试。',
  forbidden: '您没有权限进行此操作。',
  not_found: '内容不存在，或您无权查看。',
  method_not_allowed: '该地址不支持此类请求。',
  conflict: '状态已经变化，请查看最新情况后再操作。',
  already_in_call: '您正在通话中，请先挂断。',
  call_over: '通话已经结束。',
  too_large: '内容过大。',
  unsupported_picture: '无法识别这张图片，请发送 JPEG、PNG、WebP、GIF 或 AVIF 格式。',
  protocol_mismatch: '页面版本过旧，请刷新页面。',
  too_many_requests: '操作太频繁，请稍后再试。',
  locked: '密码错误次数过多，请几分钟后再试。',
  camera_did_not_answer: '对方的摄像头没有响应，请重试。',
  export_tool_missing:
    '导出需要服务器上的 ffmpeg。请先安装（例如：apt install ffmpeg），或设置 FFMPEG_PATH。',
  unreadable_captions: '无法读取这个字幕文件，请使用 UTF-8 编码的 WebVTT 或 SRT 文件。',
  speech_service_missing: '转写语音需要语音服务，请在服务器上设置 SPEECH_URL。',
  on_hold: '该录像处于法律保留状态，不能更改或删除其中的任何内容，请先解除保留。',
  internal: '服务出了点问题，请稍后重试。',
  unavailable: '服务暂时不可用，请稍后重试。',
} as const satisfies Record<ErrorCode, string>;
