/** GET: the class as its members see it. PATCH: name, door, shelf. DELETE: its end (the name typed again). */
import { requirePerson } from '@/app/_server/auth/person';
import { findClass } from '@/app/_server/classes/classes';
import { changeClass, deleteClass } from '@/app/_server/classes/settings';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { jsonBody } from '@/app/_server/http/json-body';
import { classPatch, deleteClass as deleteShape, SMALL } from '@/app/_server/validation/classes';

type Params = { id: string };

export const GET = endpoint<Params>(async ({ person, params }) => findClass(db(), requirePerson(person), params.id));

export const PATCH = endpoint<Params>(async ({ request, person, params }) => {
  const teacher = requirePerson(person);
  return changeClass(db(), teacher, params.id, await jsonBody(request, classPatch, SMALL));
});

export const DELETE = endpoint<Params>(async ({ request, person, params }) => {
  const teacher = requirePerson(person);
  await deleteClass(db(), teacher, params.id, (await jsonBody(request, deleteShape, SMALL)).name);
  return new Response(null, { status: 204 });
});
