/**
 * How Next builds the site: lessons in MDX (plug-ins by name, because Turbopack passes only plain data to loaders), the
 * simulator as a workspace package, and headers that every answer carries. The Content-Security-Policy, and what depends on
 * SITE_URL, is in proxy.ts: it differs per page and per site.
 */
import createMDX from '@next/mdx';
import { codeTheme } from './scripts/lib/code-theme.mjs';

const withMDX = createMDX({
  options: {
    remarkPlugins: [['remark-gfm']],
    rehypePlugins: [
      ['rehype-slug'],
      [
        '@shikijs/rehype',
        {
          theme: codeTheme,
          langs: ['c', 'asm', 'shellscript', 'makefile', 'diff', 'python', 'json'],
          langAlias: { console: 'shellscript' },
          fallbackLanguage: 'text',
          addLanguageClass: true,
        },
      ],
    ],
  },
});

const securityHeaders = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'strict-origin-when-cross-origin' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
  {
    key: 'Permissions-Policy',
    value:
      'camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), bluetooth=(), browsing-topics=(), publickey-credentials-get=(self), publickey-credentials-create=(self)',
  },
];

/** Answers that are no pages are shown in no frame, and run nothing. (What may frame a page: proxy.ts.) */
const apiHeaders = [{ key: 'X-Frame-Options', value: 'DENY' }];

/** Content-hashed names: kept for ever. */
const forEver = [{ key: 'Cache-Control', value: 'public, max-age=31536000, immutable' }];

/** The build's name, given by scripts/lib/prepare.mjs: a hash of what it is made from, so that all servers of a site agree. */
const build = process.env.RINGZERO_BUILD ?? '';

/** @type {import('next').NextConfig} */
const config = {
  ...(build && { generateBuildId: () => build }),
  env: { RINGZERO_BUILD: build },
  pageExtensions: ['ts', 'tsx', 'mdx'],
  transpilePackages: ['@ringzero/kernel-sim'],
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm test` type-checks the whole house; a person who only starts the site does not wait for it.
  typescript: { ignoreBuildErrors: true },
  headers: async () => [
    { source: '/:path*', headers: securityHeaders },
    { source: '/api/:path*', headers: apiHeaders },
    // The service worker keeps a page only under its own build (app/_offline).
    ...(build ? [{ source: '/:lang(ja|en)/:path*', headers: [{ key: 'X-Ringzero-Build', value: build }] }] : []),
    { source: '/sim/:name(.+-[0-9a-f]{12}\\..+)', headers: forEver },
  ],
};

export default withMDX(config);
