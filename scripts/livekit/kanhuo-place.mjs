import path from 'node:path';
import { projectFolder } from '../setup/places.mjs';

const yes = ['1', 'true', 'yes', 'on'];

/**
 * @typedef {object} KanhuoPlace where Kanhuo listens, or will
 * @property {number} port
 * @property {string | undefined} certificateFile its own, where it speaks https
 */

/**
 * Reads from its settings and flags where a Kanhuo that is started with them listens.
 * @param {NodeJS.ProcessEnv} env
 * @param {readonly string[]} args
 * @returns {KanhuoPlace}
 */
export function kanhuoPlace(env, args) {
  const https = args.includes('--https') || yes.includes(env['HTTPS'] ?? '');
  const folder = path.resolve(projectFolder, env['DATA_DIR'] || 'data');
  return {
    port: Number(env['PORT'] || 8080),
    certificateFile: https ? path.join(folder, 'https', 'certificate.pem') : undefined,
  };
}
