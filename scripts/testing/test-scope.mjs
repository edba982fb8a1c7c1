/**
 * What the tests of some paths need besides the dependencies.
 * @param {string[]} paths as given to `npm test --`, relative to the project; none means everything
 * @returns {{ mediaWorker: boolean, webClient: boolean, livekitServer: boolean }}
 */
export function neededFor(paths) {
  const some = (/** @type {RegExp} */ pattern) =>
    paths.length === 0 || paths.some((path) => pattern.test(path));
  return {
    mediaWorker: some(/^(\.\/)?(sfu|scripts|tests)(\/|$)/) || paths.some((path) => !/[/\\]/.test(path)),
    webClient: some(/^(\.\/)?tests\/(browser|scenarios|bench|screenshots)(\/|$)/),
    livekitServer: some(/^(\.\/)?tests\/(contracts|scenarios|browser)(\/|$)|livekit/),
  };
}
