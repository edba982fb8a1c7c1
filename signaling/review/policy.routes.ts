import { id, listAudit, saveAudit, setRecordingRights, setRecordingSettings } from '#protocol';
import { type AnyHttpRoute, httpRoute } from '../transport/http-adapter.ts';
import { parse } from '../transport/parse.ts';
import type { ReviewRoom } from './review-room.service.ts';

const SETTINGS = '/api/recording-settings';
const RIGHTS = '/api/recordings/:recordingId/rights';

/** The API of what an owner decides about recordings, and of the log of what was done with them. */
export function policyRoutes({ policy, auditReading }: ReviewRoom): AnyHttpRoute[] {
  return [
    httpRoute({
      method: 'get',
      path: SETTINGS,
      allow: 'member',
      handle: ({ actor }) => policy.settings(actor),
    }),
    httpRoute({
      method: 'put',
      path: SETTINGS,
      allow: 'member',
      input: setRecordingSettings.input,
      handle: ({ actor }, settings) => policy.setSettings(actor, settings),
    }),
    httpRoute({
      method: 'get',
      path: RIGHTS,
      allow: 'member',
      handle: ({ actor, params }) => policy.rights(actor, parse(id, params['recordingId'])),
    }),
    httpRoute({
      method: 'put',
      path: RIGHTS,
      allow: 'member',
      input: setRecordingRights.input,
      handle: ({ actor, params }, { own }) => policy.setRights(actor, parse(id, params['recordingId']), own),
    }),
    httpRoute({
      method: 'get',
      path: '/api/audit',
      allow: 'member',
      handle: ({ actor, request }) => auditReading.page(actor, parse(listAudit.query, request.query)),
    }),
    httpRoute({
      method: 'get',
      path: '/api/audit/file',
      allow: 'member',
      async handle({ actor, request, response }) {
        const file = await auditReading.file(actor, parse(saveAudit.query, request.query));
        response.set({ 'content-type': file.contentType, 'cache-control': 'no-store' });
        response.attachment(file.name).send(file.text);
      },
    }),
  ];
}
