/** What an error code means everywhere: its HTTP status, whether trying again can help, and its sentence. */
export interface ErrorEntry {
  readonly status: number;
  readonly retryable: boolean;
  readonly en: string;
  readonly zh: string;
}

/** The one error table of the wire: every refusal a client can receive. */
export const ERRORS = {
  invalid_input: {
    status: 400,
    retryable: false,
    en: 'Something in this request is missing or wrong. Reload the page and try again.',
    zh: '请求内容有误，请刷新页面后重试。',
  },
  unauthenticated: {
    status: 401,
    retryable: false,
    en: 'You are not signed in. Sign in and try again.',
    zh: '您还没有登录，请登录后重试。',
  },
  wrong_credentials: {
    status: 401,
    retryable: false,
    en: 'The login name or the password is wrong. Check both and try again.',
    zh: '登录名或密码不正确，请检查后重试。',
  },
  forbidden: {
    status: 403,
    retryable: false,
    en: 'You may not do this.',
    zh: '您没有权限进行此操作。',
  },
  not_found: {
    status: 404,
    retryable: false,
    en: 'This does not exist, or is not yours to see.',
    zh: '内容不存在，或您无权查看。',
  },
  method_not_allowed: {
    status: 405,
    retryable: false,
    en: 'This address does not answer that kind of request.',
    zh: '该地址不支持此类请求。',
  },
  conflict: {
    status: 409,
    retryable: false,
    en: 'This has changed in the meantime. Look at it again, then decide.',
    zh: '状态已经变化，请查看最新情况后再操作。',
  },
  already_in_call: {
    status: 409,
    retryable: false,
    en: 'You are in a call already. Hang up first.',
    zh: '您正在通话中，请先挂断。',
  },
  call_over: {
    status: 410,
    retryable: false,
    en: 'This call is over.',
    zh: '通话已经结束。',
  },
  too_large: {
    status: 413,
    retryable: false,
    en: 'This is too large.',
    zh: '内容过大。',
  },
  unsupported_picture: {
    status: 415,
    retryable: false,
    en: 'This file is not a picture we can show. Send a JPEG, PNG, WebP, GIF or AVIF.',
    zh: '无法识别这张图片，请发送 JPEG、PNG、WebP、GIF 或 AVIF 格式。',
  },
  protocol_mismatch: {
    status: 426,
    retryable: false,
    en: 'This page is older than the service. Reload it.',
    zh: '页面版本过旧，请刷新页面。',
  },
  too_many_requests: {
    status: 429,
    retryable: true,
    en: 'That was a lot at once. Wait a moment and try again.',
    zh: '操作太频繁，请稍后再试。',
  },
  locked: {
    status: 429,
    retryable: true,
    en: 'Too many wrong passwords. Wait a few minutes and try again.',
    zh: '密码错误次数过多，请几分钟后再试。',
  },
  camera_did_not_answer: {
    status: 504,
    retryable: true,
    en: 'The camera on the other side did not answer. Try again.',
    zh: '对方的摄像头没有响应，请重试。',
  },
  export_tool_missing: {
    status: 501,
    retryable: false,
    en: 'Exporting needs ffmpeg on the server. Install it (for example: apt install ffmpeg) or set FFMPEG_PATH.',
    zh: '导出需要服务器上的 ffmpeg。请先安装（例如：apt install ffmpeg），或设置 FFMPEG_PATH。',
  },
  unreadable_captions: {
    status: 400,
    retryable: false,
    en: 'This is not a caption file we can read. Send WebVTT or SubRip (SRT) as UTF-8 text.',
    zh: '无法读取这个字幕文件，请使用 UTF-8 编码的 WebVTT 或 SRT 文件。',
  },
  speech_service_missing: {
    status: 501,
    retryable: false,
    en: 'Writing down what was said needs a speech service. Set SPEECH_URL on the server.',
    zh: '转写语音需要语音服务，请在服务器上设置 SPEECH_URL。',
  },
  on_hold: {
    status: 409,
    retryable: false,
    en: 'This recording is on legal hold: nothing of it is changed or deleted. Take the hold away first.',
    zh: '该录像处于法律保留状态，不能更改或删除其中的任何内容，请先解除保留。',
  },
  internal: {
    status: 500,
    retryable: true,
    en: 'Something went wrong on our side. Try again in a moment.',
    zh: '服务出了点问题，请稍后重试。',
  },
  unavailable: {
    status: 503,
    retryable: true,
    en: 'The service cannot do this right now. Try again in a moment.',
    zh: '服务暂时不可用，请稍后重试。',
  },
} as const satisfies Record<string, ErrorEntry>;

/** A code of the error table. */
export type ErrorCode = keyof typeof ERRORS;

/** What a refused command answers; `details` names the field or the limit, in English, for developers. */
export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details?: string;
}

/** The one shape of an acknowledgement. */
export type Reply<T> =
  { readonly ok: true; readonly data: T } | { readonly ok: false; readonly error: WireError };
