/** Lesson texts as modules: a React component, taken in by the site's build. */
declare module '*.mdx' {
  import type { ComponentType } from 'react';

  const Lesson: ComponentType;
  export default Lesson;
}
