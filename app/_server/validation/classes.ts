/** zod shapes of what the pages of a class send (app/_shared/classes.ts). */
import { z } from 'zod';
import type {
  AddMemberRequest,
  AnnouncementRequest,
  AssignmentInput,
  AssignmentOrder,
  AssignmentPatch,
  ClassPatch,
  DeleteClassRequest,
  ExtensionRequest,
  GroupRequest,
  MemberPatch,
  MoveRequest,
  RosterRequest,
} from '@/app/_shared/classes';
import { LIMITS } from '@/app/_shared/limits';

/** Bytes of a body without long text. */
export const SMALL = 4_000;
/** Bytes of a list of people as a file; its base64 is a third longer. */
export const ROSTER_BYTES = 1_000_000;
const LONGEST_ANNOUNCEMENT = 5_000;
/** The year 2100: nothing is due later. */
const FAR = 4_102_444_800_000;

const id = z.string().min(1).max(64);
const name = z.string().trim().min(1).max(LIMITS.name);
const role = z.enum(['teacher', 'assistant', 'student']);
const time = z.number().int().min(0).max(FAR);
const moment = time.nullable();

export const className: z.ZodType<{ name: string }> = z.strictObject({ name });
export const classPatch: z.ZodType<ClassPatch> = z.strictObject({
  name: name.optional(),
  archived: z.boolean().optional(),
  joinEndsAt: moment.optional(),
});
export const deleteClass: z.ZodType<DeleteClassRequest> = z.strictObject({ name: z.string().max(LIMITS.name) });
export const joinClass = z.strictObject({ code: z.string().max(100) });
export const entryId = z.strictObject({ id });
export const nothing = z.strictObject({});

export const addMember: z.ZodType<AddMemberRequest> = z.strictObject({
  email: z.string().trim().max(254).pipe(z.email()),
  name: z.string().trim().max(LIMITS.name).optional(),
  role,
});
export const memberPatch: z.ZodType<MemberPatch> = z.strictObject({
  role: role.optional(),
  groupId: id.nullable().optional(),
});
export const group: z.ZodType<GroupRequest> = z.strictObject({ name });
export const move: z.ZodType<MoveRequest> = z.strictObject({
  groupId: id.nullable(),
  userIds: z.array(id).max(5_000),
  entryIds: z.array(id).max(5_000),
});
export const roster: z.ZodType<RosterRequest> = z.strictObject({
  file: z.base64().max(Math.ceil(ROSTER_BYTES / 3) * 4),
  store: z.boolean(),
});

const rules = {
  opensAt: moment,
  dueAt: moment,
  latePolicy: z.enum(['accept', 'penalty', 'refuse']),
  latePerDay: z.number().int().min(1).max(100),
  closesAt: moment,
  points: z.number().int().min(0).max(1_000),
};
export const assignment: z.ZodType<AssignmentInput> = z.strictObject({
  kind: z.enum(['lesson', 'exercise']),
  targetId: id,
  ...rules,
});
export const assignmentPatch: z.ZodType<AssignmentPatch> = z.strictObject(rules).partial();
export const assignmentOrder: z.ZodType<AssignmentOrder> = z.strictObject({ ids: z.array(id).max(1_000) });
export const extension: z.ZodType<ExtensionRequest> = z.strictObject({
  dueAt: time,
  reason: z.string().trim().max(500),
});

export const announcement: z.ZodType<AnnouncementRequest> = z.strictObject({
  text: z.string().trim().min(1).max(LONGEST_ANNOUNCEMENT),
});
/** Bytes of its body: every character may take four. */
export const ANNOUNCEMENT_BYTES = LONGEST_ANNOUNCEMENT * 4 + 1_000;
