import { z } from 'zod';
import { bilingual } from './basics.ts';

/** Which recordings a role sees: all of the shop, those of their own calls, or none. */
export const recordingSight = z.enum(['all', 'own', 'none']);
export type RecordingSight = z.infer<typeof recordingSight>;

/** What the members of a role may do; the owner may do everything. */
export const roleRights = z.strictObject({
  see: recordingSight,
  share: z.boolean(),
  export: z.boolean(),
  delete: z.boolean(),
});
export type RoleRights = z.infer<typeof roleRights>;

/** Who may do what with recordings, by role. */
export const recordingRights = z.strictObject({ supervisor: roleRights, agent: roleRights });
export type RecordingRights = z.infer<typeof recordingRights>;

const reasonIn = bilingual.shape.en.trim().min(1).max(400);

/** How a shop records. */
export const recordingSettings = z.strictObject({
  /** Every answered call is to be recorded; everybody is asked all the same. */
  automatic: z.boolean(),
  /** Days after its end at which a recording is deleted; 0 keeps it for good. */
  retentionDays: z.int().min(0).max(3650),
  /** Why the shop records, in its own words: shown with the question in place of the usual sentence. */
  reason: z.strictObject({ en: reasonIn, zh: reasonIn }).nullable(),
  rights: recordingRights,
});
export type RecordingSettings = z.infer<typeof recordingSettings>;

/** `GET` and `PUT /api/recording-settings`, for the owner. */
export const getRecordingSettings = { output: z.strictObject({ settings: recordingSettings }) };
export const setRecordingSettings = { input: recordingSettings, output: getRecordingSettings.output };

/** `GET` and `PUT /api/recordings/:recordingId/rights`, for the owner: `own` is for this recording alone and stands in
 *  place of the shop's; null follows the shop. */
export const getRecordingRights = {
  output: z.strictObject({ own: recordingRights.nullable(), shop: recordingRights }),
};
export const setRecordingRights = {
  input: z.strictObject({ own: recordingRights.nullable() }),
  output: getRecordingRights.output,
};
