/** What an error code means everywhere: its HTTP status, and whether trying again can help. Its sentence stands in
 *  `error-words.en.ts` and `error-words.zh.ts`, so that a page fetches that of its language alone. */
export interface ErrorEntry {
  readonly status: number;
  readonly retryable: boolean;
}

/** The one error table of the wire: every refusal a client can receive. */
export const ERRORS = {
  invalid_input: { status: 400, retryable: false },
  unauthenticated: { status: 401, retryable: false },
  wrong_credentials: { status: 401, retryable: false },
  forbidden: { status: 403, retryable: false },
  not_found: { status: 404, retryable: false },
  method_not_allowed: { status: 405, retryable: false },
  conflict: { status: 409, retryable: false },
  already_in_call: { status: 409, retryable: false },
  call_over: { status: 410, retryable: false },
  too_large: { status: 413, retryable: false },
  unsupported_picture: { status: 415, retryable: false },
  protocol_mismatch: { status: 426, retryable: false },
  too_many_requests: { status: 429, retryable: true },
  locked: { status: 429, retryable: true },
  camera_did_not_answer: { status: 504, retryable: true },
  export_tool_missing: { status: 501, retryable: false },
  unreadable_captions: { status: 400, retryable: false },
  speech_service_missing: { status: 501, retryable: false },
  on_hold: { status: 409, retryable: false },
  internal: { status: 500, retryable: true },
  unavailable: { status: 503, retryable: true },
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
