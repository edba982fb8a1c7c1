import type { ErrorCode } from './errors.ts';

/** What went wrong and what to do, in English. */
export default {
  invalid_input: 'Something in this request is missing or wrong. Reload the page and try again.',
  unauthenticated: 'You are not signed in. Sign in and try again.',
  wrong_credentials: 'The login name or the password is wrong. Check both and try again.',
  forbidden: 'You may not do this.',
  not_found: 'This does not exist, or is not yours to see.',
  method_not_allowed: 'This address does not answer that kind of request.',
  conflict: 'This has changed in the meantime. Look at it again, then decide.',
  already_in_call: 'You are in a call already. Hang up first.',
  call_over: 'This call is over.',
  too_large: 'This is too large.',
  unsupported_picture: 'This file is not a picture we can show. Send a JPEG, PNG, WebP, GIF or AVIF.',
  protocol_mismatch: 'This page is older than the service. Reload it.',
  too_many_requests: 'That was a lot at once. Wait a moment and try again.',
  locked: 'Too many wrong passwords. Wait a few minutes and try again.',
  camera_did_not_answer: 'The camera on the other side did not answer. Try again.',
  export_tool_missing:
    'Exporting needs ffmpeg on the server. Install it (for example: apt install ffmpeg) or set FFMPEG_PATH.',
  unreadable_captions: 'This is not a caption file we can read. Send WebVTT or SubRip (SRT) as UTF-8 text.',
  speech_service_missing: 'Writing down what was said needs a speech service. Set SPEECH_URL on the server.',
  on_hold: 'This recording is on legal hold: nothing of it is changed or deleted. Take the hold away first.',
  internal: 'Something went wrong on our side. Try again in a moment.',
  unavailable: 'The service cannot do this right now. Try again in a moment.',
} as const satisfies Record<ErrorCode, string>;
