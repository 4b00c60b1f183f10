/** What the site asks of a platform and tells it: people in pages, grades that arrive once and in order, content that is chosen, a registration. */
import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { POST as answerQuestion } from '@/app/api/lti/class/route';
import { GET as status, POST as wish } from '@/app/api/lti/classes/[id]/route';
import { POST as deepLink } from '@/app/api/lti/deep-link/route';
import { GET as keys } from '@/app/api/lti/keys/route';
import { POST as launchRoute } from '@/app/api/lti/launch/route';
import { PUT as changeRoute, DELETE as removeRoute } from '@/app/api/lti/platforms/[id]/route';
import { POST as addRoute, GET as platforms } from '@/app/api/lti/platforms/route';
import { GET as registerRoute } from '@/app/api/lti/register/route';
import { POST as ticket } from '@/app/api/lti/ticket/route';
import { exercisesOf } from '../assignments/targets';
import { db } from '../db/client';
import { openTestSite } from '../testing/site';
import { EXERCISE, LESSON, OTHER_EXERCISE } from '../testing/things';
import { keySet, signingKey } from './keys';
import { addPlatform } from './platforms';
import { noteScore, sweepGraded } from './scores';
import { pauseAfter, scoresUrl, sendScores } from './send';
import { forgetTokens } from './service';
import { CLIENT, DEPLOYMENT, FakePlatform, INSTRUCTOR, LEARNER } from './testing/platform';
import { LtiBrowser, SITE } from './testing/tool';

const LTI = 'https://purl.imsglobal.org/spec/lti/claim';
const DL = 'https://purl.imsglobal.org/spec/lti-dl/claim';
const DAY = 24 * 60 * 60 * 1000;

let site: Awaited<ReturnType<typeof openTestSite>>;
let platform: FakePlatform;
beforeAll(async () => {
  site = await openTestSite();
  platform = await FakePlatform.open();
  platform.toolKeys = () => keySet(db());
  await addPlatform(db(), platform.registration);
});
afterAll(async () => {
  await platform.close();
  await site.close();
});
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  platform.failures = [];
  platform.scores = [];
  platform.refuseTokens = false;
});
// Nothing of one test is sent in the next.
afterEach(() => db().ltiScore.updateMany({ data: { sentAt: new Date(), nextTryAt: null } }));

let n = 0;
/** A course with a teacher, two learners and a link to an exercise. */
async function courseWithLink(over: Record<string, unknown> = {}) {
  n += 1;
  const context = { [`${LTI}/context`]: { id: `course-${n}`, title: `Course ${n}` } };
  const link = {
    [`${LTI}/resource_link`]: { id: `link-${n}` },
    [`${LTI}/custom`]: { ringzero: `exercise:${EXERCISE}` },
  };
  const person = (sub: string, role: string) => ({
    sub: `${sub}-${n}`,
    name: sub,
    email: `${sub}-${n}@school.example`,
    [`${LTI}/roles`]: [role],
    ...context,
    ...link,
    ...over,
  });
  const teacher = new LtiBrowser();
  await teacher.launch(platform, person('teacher', INSTRUCTOR));
  await new LtiBrowser().launch(platform, person('ada', LEARNER));
  await new LtiBrowser().launch(platform, person('bob', LEARNER));
  const row = await db().ltiContext.findFirstOrThrow({ where: { contextId: `course-${n}` }, include: { links: true } });
  const userOf = async (sub: string) => (await db().ltiUser.findFirstOrThrow({ where: { sub: `${sub}-${n}` } })).userId;
  return {
    n,
    teacher,
    classId: row.classId,
    linkId: row.links[0].id,
    ada: await userOf('ada'),
    bob: await userOf('bob'),
  };
}

let clock = 0;
async function graded(
  userId: string,
  exerciseId: string,
  verdict: 'verified' | 'mismatch' | 'pending' = 'verified',
  clientPassed = true,
) {
  clock += 1;
  const at = new Date(Date.now() + clock);
  return db().attempt.create({
    data: {
      userId,
      exerciseId,
      clientId: crypto.randomUUID(),
      exerciseHash: 'e',
      simHash: 's',
      toolHash: 't',
      record: '{}',
      digest: 'd',
      clientPassed,
      checks: '[]',
      outcome: '{}',
      endedAt: at,
      serverVerdict: verdict,
      gradedAt: verdict === 'pending' ? null : at,
    },
  });
}
const scoreRow = (linkId: string, userId: string) =>
  db().ltiScore.findUnique({ where: { linkId_userId: { linkId, userId } } });

describe('grades', () => {
  it('only confirmed work becomes a score; it arrives once, in a column of its own', async () => {
    const { linkId, ada, bob } = await courseWithLink();
    await graded(ada, EXERCISE, 'mismatch');
    await graded(bob, EXERCISE, 'pending');
    await sweepGraded(db());
    expect(await db().ltiScore.count({ where: { linkId } })).toBe(0);
    await graded(ada, EXERCISE);
    expect(await sweepGraded(db())).toBe(1);
    expect(await sweepGraded(db())).toBe(0);
    expect(await sendScores(db())).toBe(1);
    expect(await sendScores(db())).toBe(0);
    expect(platform.scores).toMatchObject([
      {
        userId: `ada-${n}`,
        scoreGiven: 100,
        scoreMaximum: 100,
        activityProgress: 'Completed',
        gradingProgress: 'FullyGraded',
      },
    ]);
    const made = platform.lineItems.filter((one) => one.resourceLinkId === `link-${n}`);
    expect(made).toMatchObject([{ scoreMaximum: 100, id: platform.scores[0].lineItem }]);
    await graded(bob, EXERCISE);
    await sweepGraded(db());
    await sendScores(db());
    expect(platform.lineItems.filter((one) => one.resourceLinkId === `link-${n}`)).toHaveLength(1);
    expect(platform.scores).toHaveLength(2);
  });

  it('goes to the column that the platform names, its query kept', async () => {
    const { ada } = await courseWithLink({
      'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint': {
        scope: ['https://purl.imsglobal.org/spec/lti-ags/scope/score'],
        lineitem: `${platform.origin}/lineitems/77?type_id=5`,
      },
    });
    await graded(ada, EXERCISE);
    await sweepGraded(db());
    await sendScores(db());
    expect(platform.scores[0].lineItem).toBe(`${platform.origin}/lineitems/77?type_id=5`);
    expect(scoresUrl('https://lms.example/mod/1/lineitem?type_id=5')).toBe(
      'https://lms.example/mod/1/lineitem/scores?type_id=5',
    );
  });

  it('is tried again with growing pauses, as late as the platform wishes, and given up when it says never', async () => {
    const { linkId, ada } = await courseWithLink();
    await graded(ada, EXERCISE);
    await noteScore(db(), linkId, ada);
    const begin = Date.now() + 1_000;
    platform.failures = [500, 503, 429];
    expect(await sendScores(db(), begin)).toBe(0);
    const first = await scoreRow(linkId, ada);
    expect(first).toMatchObject({ tries: 1, sentAt: null, error: 'service-refused: 500' });
    expect(first?.nextTryAt?.getTime()).toBe(begin + pauseAfter(1));
    // Not before its time.
    expect(await sendScores(db(), begin + 1_000)).toBe(0);
    expect(platform.failures).toEqual([503, 429]);
    await sendScores(db(), begin + 40_000);
    const second = await scoreRow(linkId, ada);
    expect(second?.nextTryAt?.getTime()).toBe(begin + 40_000 + pauseAfter(2));
    expect(pauseAfter(2)).toBeGreaterThan(pauseAfter(1));
    await sendScores(db(), begin + 200_000);
    // The platform said 120 seconds, which is what the third pause is.
    expect((await scoreRow(linkId, ada))?.nextTryAt?.getTime()).toBe(
      begin + 200_000 + Math.max(120_000, pauseAfter(3)),
    );
    expect(await sendScores(db(), begin + 900_000)).toBe(1);
    expect(await scoreRow(linkId, ada)).toMatchObject({ nextTryAt: null, error: null });

    await db().ltiScore.updateMany({
      where: { linkId },
      data: { sentAt: null, nextTryAt: new Date(), scoredAt: new Date() },
    });
    platform.failures = [404];
    await sendScores(db(), Date.now() + 1);
    expect(await scoreRow(linkId, ada)).toMatchObject({ sentAt: null, nextTryAt: null, error: 'service-refused: 404' });
  });

  it('while no token is given nothing is lost; a token that is no longer known is renewed', async () => {
    const { linkId, ada } = await courseWithLink();
    await graded(ada, EXERCISE);
    await noteScore(db(), linkId, ada);
    forgetTokens();
    platform.refuseTokens = true;
    expect(await sendScores(db(), Date.now() + 1)).toBe(0);
    platform.refuseTokens = false;
    expect(await sendScores(db(), Date.now() + 60_000)).toBe(1);
    await db().ltiScore.updateMany({
      where: { linkId },
      data: { sentAt: null, nextTryAt: new Date(), scoredAt: new Date(Date.now() + 5) },
    });
    platform.forgetTokens();
    expect(await sendScores(db(), Date.now() + 60_000)).toBe(1);
  });

  it('never an older score over a newer: what changes while it is sent goes again, with a later time', async () => {
    const { linkId, ada } = await courseWithLink({ [`${LTI}/custom`]: { ringzero: `lesson:${LESSON}` } });
    const [one, two] = exercisesOf('lesson', LESSON);
    await graded(ada, one);
    await noteScore(db(), linkId, ada);
    const before = await scoreRow(linkId, ada);
    // A second result while the first is on its way: the first one's arrival does not mark the second as sent.
    const sending = sendScores(db(), Date.now() + 1);
    await graded(ada, two);
    await noteScore(db(), linkId, ada);
    await sending;
    await sendScores(db(), Date.now() + 120_000);
    const after = await scoreRow(linkId, ada);
    expect(after?.scoredAt.getTime()).toBeGreaterThan(before?.scoredAt.getTime() ?? 0);
    expect(after?.sentAt).not.toBe(null);
    const given = platform.scores.map((score) => score.scoreGiven);
    expect(given.at(-1)).toBe(after?.given);
    expect([...given].sort((a, b) => a - b)).toEqual(given);
    // The platform has a newer one already: ours is over.
    await db().ltiScore.updateMany({
      where: { linkId },
      data: { sentAt: null, nextTryAt: new Date(), scoredAt: new Date(0) },
    });
    await sendScores(db(), Date.now() + 200_000);
    expect(await scoreRow(linkId, ada)).toMatchObject({ nextTryAt: null, error: null });
    expect(platform.scores.map((score) => score.scoreGiven)).toEqual(given);
  });

  it('a regrade that takes a pass away lowers the grade over there', async () => {
    const { linkId, ada } = await courseWithLink();
    const attempt = await graded(ada, EXERCISE);
    await noteScore(db(), linkId, ada);
    await sendScores(db(), Date.now() + 1);
    await db().attempt.update({ where: { id: attempt.id }, data: { serverVerdict: 'mismatch' } });
    expect(await noteScore(db(), linkId, ada)).toBe(true);
    await sendScores(db(), Date.now() + 1_000);
    expect(platform.scores.map((score) => score.scoreGiven)).toEqual([100, 0]);
  });

  it('follows the assignment: its points, its due date, an extension', async () => {
    const { linkId, classId, ada, bob } = await courseWithLink();
    const dueAt = new Date(Date.now() - 2 * DAY + 60_000);
    const made = await db().assignment.create({
      data: { classId, kind: 'exercise', targetId: EXERCISE, points: 20, latePolicy: 'penalty', latePerDay: 25, dueAt },
    });
    await db().ltiLink.update({ where: { id: linkId }, data: { assignmentId: made.id } });
    await db().extension.create({ data: { assignmentId: made.id, userId: bob, dueAt: new Date(Date.now() + DAY) } });
    for (const userId of [ada, bob]) {
      await graded(userId, EXERCISE);
      await noteScore(db(), linkId, userId);
    }
    expect(await scoreRow(linkId, ada)).toMatchObject({ given: 10, maximum: 20 });
    expect(await scoreRow(linkId, bob)).toMatchObject({ given: 20, maximum: 20 });
  });

  it('two workers at once: each score arrives once', async () => {
    const { linkId, ada, bob } = await courseWithLink();
    for (const userId of [ada, bob]) {
      await graded(userId, EXERCISE);
      await noteScore(db(), linkId, userId);
    }
    const later = Date.now() + 1_000;
    const arrived = await Promise.all([sendScores(db(), later), sendScores(db(), later), sendScores(db(), later)]);
    expect(arrived.reduce((a, b) => a + b)).toBe(2);
    expect(platform.scores).toHaveLength(2);
  });

  it('work done before the first launch counts', async () => {
    const { ada } = await courseWithLink();
    await graded(ada, OTHER_EXERCISE);
    const over = {
      sub: `ada-${n}`,
      [`${LTI}/roles`]: [LEARNER],
      [`${LTI}/context`]: { id: `course-${n}` },
      [`${LTI}/resource_link`]: { id: 'later' },
      [`${LTI}/custom`]: { ringzero: `exercise:${OTHER_EXERCISE}` },
    };
    await new LtiBrowser().launch(platform, over);
    await sendScores(db(), Date.now() + 1_000);
    expect(platform.scores).toMatchObject([{ userId: `ada-${n}`, scoreGiven: 100 }]);
  });
});

describe('names and roles', () => {
  it('page by page into the list; who has launched is a member, who is inactive is left', async () => {
    const { teacher, classId } = await courseWithLink();
    platform.members = [
      { user_id: `ada-${n}`, roles: [LEARNER], name: 'Ada', email: `ada-${n}@school.example` },
      { user_id: 'new-1', roles: ['Learner'], name: 'New', email: 'New@School.example' },
      { user_id: 'new-2', roles: [LEARNER], name: 'No address' },
      { user_id: 'gone', roles: [LEARNER], status: 'Inactive', email: 'gone@school.example' },
      { user_id: 'parent', roles: ['Mentor'], email: 'parent@school.example' },
      { user_id: 'new-3', roles: [INSTRUCTOR], name: 'Second teacher', email: 'second@school.example' },
    ];
    const call = () =>
      teacher.call(wish, 'POST', `/api/lti/classes/${classId}`, { json: { do: 'names' }, params: { id: classId } });
    const first = await call();
    expect(first.body).toEqual({ taken: { members: 1, expected: 2, withoutAddress: 1, left: 2 } });
    expect((await call()).body).toEqual(first.body);
    const entries = await db().rosterEntry.findMany({ where: { classId }, orderBy: { email: 'asc' } });
    expect(entries.map(({ email, role, externalId, userId }) => [email, role, externalId, userId !== null])).toEqual([
      [`ada-${n}@school.example`, 'student', `ada-${n}`, true],
      ['new@school.example', 'student', 'new-1', false],
      ['second@school.example', 'teacher', 'new-3', false],
    ]);
    const audit = await db().auditEntry.findMany({ where: { classId, action: 'lti.roster' } });
    expect(audit).toHaveLength(2);
    // Whoever launches afterwards is the line of the list.
    await new LtiBrowser().launch(platform, {
      sub: 'new-1',
      [`${LTI}/roles`]: [LEARNER],
      [`${LTI}/context`]: { id: `course-${n}` },
    });
    expect((await db().rosterEntry.findFirstOrThrow({ where: { classId, externalId: 'new-1' } })).userId).not.toBe(
      null,
    );
  });

  it('only for teachers of the class; without the service it says so', async () => {
    const { classId } = await courseWithLink({
      'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice': undefined,
    });
    const other = await courseWithLink();
    const params = { id: classId };
    const asked = await other.teacher.call(wish, 'POST', `/api/lti/classes/${classId}`, {
      json: { do: 'names' },
      params,
    });
    expect(asked.status).toBe(404);
    expect((await other.teacher.call(status, 'GET', `/api/lti/classes/${classId}`, { params })).status).toBe(404);
    const own = { id: other.classId };
    expect(
      (await other.teacher.call(status, 'GET', `/api/lti/classes/${other.classId}`, { params: own })).body,
    ).toMatchObject({
      courses: [{ platform: 'Fake', names: true, grades: true }],
      links: [{ kind: 'exercise', targetId: EXERCISE, sent: 0, waiting: 0 }],
    });
  });
});

describe('which class a course is', () => {
  it('a teacher of other classes is asked, and may tie it to one of them; only one who was asked may answer', async () => {
    const { teacher, classId } = await courseWithLink();
    const second = { sub: `teacher-${n}`, [`${LTI}/context`]: { id: `second-${n}`, title: 'Second' } };
    const answer = await teacher.launch(platform, second);
    const request = new URL(answer.location ?? '', SITE).searchParams.get('request');
    expect(answer.location).toMatch(/^\/en\/lti\/class\?request=/);
    const { teacher: other } = await courseWithLink();
    const say = (browser: LtiBrowser, id: string | null) =>
      browser.call(answerQuestion, 'POST', '/api/lti/class', { json: { request, classId: id } });
    expect((await say(other, null)).status).toBe(404);
    expect((await say(teacher, 'not-mine')).status).toBe(404);
    expect((await say(teacher, classId)).body).toMatchObject({ classId });
    expect((await say(teacher, classId)).status).toBe(404);
    expect(await db().ltiContext.count({ where: { classId } })).toBe(2);
  });
});

describe('deep linking', () => {
  const settings = (over: object = {}) => ({
    [`${LTI}/message_type`]: 'LtiDeepLinkingRequest',
    [`${DL}/deep_linking_settings`]: {
      deep_link_return_url: `${platform.origin}/back?a=1&b="`,
      accept_types: ['link', 'ltiResourceLink'],
      accept_presentation_document_targets: ['iframe', 'window'],
      accept_multiple: true,
      data: 'opaque',
      ...over,
    },
  });

  it('what a teacher chooses goes back signed, with a column of grades; once', async () => {
    const { teacher, classId } = await courseWithLink();
    const made = await db().assignment.create({ data: { classId, kind: 'lesson', targetId: LESSON, points: 15 } });
    const answer = await teacher.launch(platform, {
      sub: `teacher-${n}`,
      [`${LTI}/context`]: { id: `course-${n}` },
      ...settings(),
    });
    const request = new URL(answer.location ?? '', SITE).searchParams.get('request') ?? '';
    const post = (browser: LtiBrowser, content: string[]) =>
      browser.ask((one) => deepLink(one, { params: Promise.resolve({}) }), '/api/lti/deep-link', {
        form: [['request', request], ...content.map((one) => ['content', one])] as unknown as Record<string, string>,
        headers: { origin: SITE, 'sec-fetch-site': 'same-origin' },
      });
    const { teacher: other } = await courseWithLink();
    expect((await post(other, [`exercise:${EXERCISE}`])).text).toContain('unknown-state');
    const page = await post(teacher, [`exercise:${EXERCISE}`, `assignment:${made.id}`]);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain(`form-action ${platform.origin}`);
    expect(page.text).toContain(`action="${`${platform.origin}/back?a=1&amp;b=%22`.replace('%22', '&quot;')}"`);
    const jwt = /name="JWT" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const { payload, protectedHeader } = await jwtVerify(jwt, createLocalJWKSet(await keySet(db())), {
      issuer: CLIENT,
      audience: platform.origin,
    });
    expect(protectedHeader.alg).toBe('RS256');
    expect(payload).toMatchObject({
      [`${LTI}/message_type`]: 'LtiDeepLinkingResponse',
      [`${LTI}/version`]: '1.3.0',
      [`${LTI}/deployment_id`]: DEPLOYMENT,
      [`${DL}/data`]: 'opaque',
      [`${DL}/content_items`]: [
        {
          type: 'ltiResourceLink',
          url: `${SITE}/api/lti/launch`,
          custom: { ringzero: `exercise:${EXERCISE}` },
          lineItem: { scoreMaximum: 100 },
        },
        { type: 'ltiResourceLink', custom: { ringzero: `assignment:${made.id}` }, lineItem: { scoreMaximum: 15 } },
      ],
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBeLessThanOrEqual(300);
    expect((await post(teacher, [])).text).toContain('unknown-state');
  });

  it('not for learners; and not without links of our kind', async () => {
    await courseWithLink();
    const context = { [`${LTI}/context`]: { id: `course-${n}` } };
    const learner = await new LtiBrowser().launch(platform, {
      sub: `ada-${n}`,
      [`${LTI}/roles`]: [LEARNER],
      ...context,
      ...settings(),
    });
    expect(learner.text).toContain('not-teacher');
    const files = await new LtiBrowser().launch(platform, {
      sub: `teacher-${n}`,
      ...context,
      ...settings({ accept_types: ['file'] }),
    });
    expect(files.text).toContain('wrong-claims');
  });
});

describe('keys', () => {
  it('are published without their secret, and one that signs was published a day before', async () => {
    const set = await keySet(db());
    expect(
      set.keys.every((key) => key.kty === 'RSA' && key.alg === 'RS256' && key.use === 'sig' && !('d' in key)),
    ).toBe(true);
    const answer = await keys();
    expect(answer.headers.get('cache-control')).toContain('max-age');
    const [stored] = await db().ltiKey.findMany();
    expect(stored.privateKey).toMatch(/^eyJ[\w-]*\.\./);
    const start = Date.now();
    const first = await signingKey(db(), start);
    const renewed = start + 91 * DAY;
    expect((await keySet(db(), renewed)).keys).toHaveLength(2);
    expect((await signingKey(db(), renewed)).kid).toBe(first.kid);
    const second = await signingKey(db(), renewed + 2 * DAY);
    expect(second.kid).not.toBe(first.kid);
    const later = await keySet(db(), start + 185 * DAY);
    expect(later.keys.map(({ kid }) => kid)).not.toContain(first.kid);
    await db().ltiKey.deleteMany({ where: { kid: { not: first.kid } } });
  });
});

describe('registration', () => {
  const admin = async () => {
    const { teacher } = await courseWithLink();
    const { userId } = await db().ltiUser.findFirstOrThrow({ where: { sub: `teacher-${n}` } });
    await db().user.update({ where: { id: userId }, data: { role: 'admin' } });
    return teacher;
  };

  it('by hand: admins only, safe addresses only, once', async () => {
    const { teacher } = await courseWithLink();
    const json = { ...platform.registration, clientId: 'another', jwksUrl: 'https://lms.example/keys' };
    expect((await teacher.call(addRoute, 'POST', '/api/lti/platforms', { json })).status).toBe(404);
    expect((await teacher.call(platforms, 'GET', '/api/lti/platforms')).status).toBe(404);
    const chief = await admin();
    for (const bad of ['http://lms.example/keys', 'file:///etc/passwd', 'https://user:pw@lms.example/', 'nonsense']) {
      const answer = await chief.call(addRoute, 'POST', '/api/lti/platforms', { json: { ...json, jwksUrl: bad } });
      expect(answer.body).toMatchObject({ error: { code: 'bad-request', field: 'jwksUrl' } });
    }
    const made = await chief.call(addRoute, 'POST', '/api/lti/platforms', { json });
    expect(made.status).toBe(201);
    expect((await chief.call(addRoute, 'POST', '/api/lti/platforms', { json })).body.error.field).toBe(
      'lti:registered-already',
    );
    const params = { id: made.body.id as string };
    const changed = { ...json, name: 'Renamed', deployments: ['a', 'b', 'a'] };
    expect((await chief.call(changeRoute, 'PUT', '/api/lti/platforms/x', { json: changed, params })).status).toBe(200);
    const { body } = await chief.call(platforms, 'GET', '/api/lti/platforms');
    expect(body.platforms).toContainEqual(
      expect.objectContaining({ name: 'Renamed', deployments: ['a', 'b'], clientId: 'another' }),
    );
    expect((await chief.call(removeRoute, 'DELETE', '/api/lti/platforms/x', { params })).status).toBe(200);
    expect((await chief.call(removeRoute, 'DELETE', '/api/lti/platforms/x', { params })).status).toBe(404);
  });

  it('by the platform itself, with a ticket that is good once; then its launches are good', async () => {
    const chief = await admin();
    const { url } = (await chief.call(ticket, 'POST', '/api/lti/ticket')).body;
    const path = (address: string, over: Record<string, string> = {}) => {
      const query = {
        openid_configuration: `${platform.origin}/.well-known/openid-configuration`,
        registration_token: 'registration-token',
        ...over,
      };
      return `${address.replace(SITE, '')}&${new URLSearchParams(query)}`;
    };
    const browser = new LtiBrowser();
    const bad = await browser.ask(registerRoute, path(url, { openid_configuration: 'http://169.254.169.254/latest' }));
    expect(bad.text).toContain('bad-configuration');
    const done = await browser.ask(registerRoute, path(url));
    expect(done.status).toBe(200);
    expect(done.text).toContain('org.imsglobal.lti.close');
    expect(platform.registrations[0]).toMatchObject({
      initiate_login_uri: `${SITE}/api/lti/login`,
      redirect_uris: [`${SITE}/api/lti/launch`],
      jwks_uri: `${SITE}/api/lti/keys`,
      token_endpoint_auth_method: 'private_key_jwt',
    });
    expect((await browser.ask(registerRoute, path(url))).text).toContain('bad-ticket');
    const { state, nonce } = await browser.begin(platform, {
      client_id: 'registered-tool',
      lti_deployment_id: 'registered-1',
    });
    const claims = platform.claims({ nonce, aud: 'registered-tool', [`${LTI}/deployment_id`]: 'registered-1' });
    const form = { state, id_token: await platform.sign(claims) };
    expect((await browser.ask(launchRoute, '/api/lti/launch', { form })).status).toBe(303);
  });
});
