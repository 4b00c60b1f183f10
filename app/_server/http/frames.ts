/**
 * Who may show our pages in a frame: nobody, unless FRAME_ANCESTORS names the learning platforms that do ("https://canvas.example.edu
 * https://moodle.example.edu"). Anything that is not an https origin is left out, and said once.
 */
const ORIGIN = /^https:\/\/[a-z0-9*]([a-z0-9.*-]*[a-z0-9])?(:\d+)?$/i;

let complained = false;

export function frameAncestors(env: NodeJS.ProcessEnv = process.env): readonly string[] {
  const named = (env.FRAME_ANCESTORS ?? '').split(/\s+/).filter(Boolean);
  const good = named.filter((origin) => ORIGIN.test(origin));
  if (good.length < named.length && !complained) {
    complained = true;
    console.error('FRAME_ANCESTORS: only origins like https://moodle.example.edu count; the others are left out.');
  }
  return good;
}

export function framed(): boolean {
  return frameAncestors().length > 0;
}
