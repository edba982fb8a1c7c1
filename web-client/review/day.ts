/** Midnight of a day where the reader is, ms since 1970; NaN for what is no day.
 *  @param day as a date field has it, `2026-05-03`
 *  @param later so many days after it */
export function dayBegins(day: string, later = 0): number {
  const [year = Number.NaN, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + later).getTime();
}
