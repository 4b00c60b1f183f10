/** The components that every MDX file of the course may use without importing them. `Exercise` is given by the lesson page. */
import type { MDXComponents } from 'mdx/types';
import { lessonComponents } from './app/_lesson/mdx/components';

export function useMDXComponents(): MDXComponents {
  return lessonComponents;
}
