import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { request } from 'node:https';
import { pipeline } from 'node:stream';

/** Where Kanhuo takes LiveKit's reports. */
export const reportPath = '/api/livekit/webhook';

/**
 * Where LiveKit reports to while Kanhuo speaks https with a certificate of its own making, which LiveKit would not
 * trust: a plain http port for this machine alone, which passes reports on as they are, and nothing else.
 * @param {number} kanhuoPort
 * @param {string} certificateFile of Kanhuo, which makes it at its start
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export async function startReportRelay(kanhuoPort, certificateFile) {
  const server = createServer((report, response) => {
    const fail = () => void (response.headersSent ? response.destroy() : response.writeHead(502).end());
    if (report.method !== 'POST' || report.url !== reportPath) {
      response.writeHead(404).end();
      return;
    }
    // Each time: it is made anew when the machine has got another address.
    readFile(certificateFile, 'utf8')
      .then((ca) => {
        const { authorization = '', 'content-type': type = '' } = report.headers;
        const to = { host: '127.0.0.1', port: kanhuoPort, path: reportPath, method: 'POST', ca };
        const passedOn = request({ ...to, headers: { authorization, 'content-type': type } }, (answer) => {
          response.writeHead(answer.statusCode ?? 502);
          pipeline(answer, response, () => {});
        });
        passedOn.on('error', fail);
        pipeline(report, passedOn, () => {});
      })
      .catch(fail);
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(undefined));
  });
  // Ends with its command.
  server.unref();
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}${reportPath}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
