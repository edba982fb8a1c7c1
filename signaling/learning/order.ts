/** The list with `id` taken out and put in front of `before` (null: at the end); null when one of them is not in it. */
export function moved(ids: readonly string[], id: string, before: string | null): string[] | null {
  if (!ids.includes(id) || (before !== null && !ids.includes(before))) return null;
  if (before === id) return [...ids];
  const others = ids.filter((one) => one !== id);
  others.splice(before === null ? others.length : others.indexOf(before), 0, id);
  return others;
}
