/** As SQLite counts its refusals. */
const SQLITE_FULL = 13;

/** Whether something failed because there is no room on the disk, of the files or of the store. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  return code === 'ENOSPC' || code === 'EDQUOT' || errcode === SQLITE_FULL;
}
