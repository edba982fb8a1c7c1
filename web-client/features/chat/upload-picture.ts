import type { ErrorCode, PictureView, Reply } from '#protocol';

/** Brings a chosen picture to the server. Rejects with an `UploadError`, or an `AbortError` when cancelled. */
export type UploadPicture = (
  conversationId: string,
  file: File,
  options: {
    /** Told how much has left, 0 to 1. */
    onProgress: (share: number) => void;
    signal: AbortSignal;
  },
) => Promise<PictureView>;

/** The server refused a picture, or could not be reached (`unavailable`). */
export class UploadError extends Error {
  override readonly name = 'UploadError';
  readonly code: ErrorCode;
  constructor(code: ErrorCode) {
    super(code);
    this.code = code;
  }
}

/** Uploads with the page's cookie or, for a visitor, their token. XHR, because fetch tells no progress. */
export function createUpload(token?: () => string): UploadPicture {
  return (conversationId, file, { onProgress, signal }) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error);
      const request = new XMLHttpRequest();
      const abort = (): void => request.abort();
      request.open('POST', `/api/conversations/${encodeURIComponent(conversationId)}/pictures`);
      request.responseType = 'json';
      request.setRequestHeader('Content-Type', file.type);
      if (token) request.setRequestHeader('Authorization', `Bearer ${token()}`);
      request.upload.onprogress = (event) => {
        if (event.lengthComputable) onProgress(event.loaded / event.total);
      };
      request.onabort = () => reject(signal.reason as Error);
      request.onerror = () => reject(new UploadError('unavailable'));
      request.onloadend = () => signal.removeEventListener('abort', abort);
      request.onload = () => {
        const reply = request.response as Reply<{ picture: PictureView }> | null;
        if (reply?.ok) resolve(reply.data.picture);
        else reject(new UploadError(reply?.error.code ?? 'unavailable'));
      };
      signal.addEventListener('abort', abort);
      request.send(file);
    });
}
