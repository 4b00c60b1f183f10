/** Any address that no other page answers: the designed "not found" of this language. */
import { notFound } from 'next/navigation';

export default function Unknown() {
  notFound();
}
