import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * A fingerprint of files and folders: changes when a file is added, removed, renamed or has other content.
 * @param {string} root what the names are relative to
 * @param {string[]} names files and folders; those that do not exist count as absent
 * @returns {string} hexadecimal
 */
export function fingerprint(root, names) {
  const hash = createHash('sha256');
  for (const file of names.flatMap((name) => filesOf(root, name))) {
    const content = readFileSync(path.join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/**
 * @param {string} root
 * @param {string} name
 * @returns {string[]} sorted, relative to the root
 */
function filesOf(root, name) {
  const full = path.join(root, name);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [name];
  return readdirSync(full)
    .sort()
    .flatMap((entry) => filesOf(root, path.posix.join(name, entry)));
}
