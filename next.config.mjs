/**
 * How Next builds the site: lessons in MDX (plug-ins by name, because Turbopack passes only plain data to loaders), the
 * simulator as a workspace package, and headers that every answer carries. The Content-Security-Policy is in proxy.ts:
 * it differs per page.
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
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Referrer-Policy', value: 'strict-origin-when-cross-origin' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
  {
    key: 'Permissions-Policy',
    value: 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()',
  },
  ...(process.env.SITE_URL?.startsWith('https:')
    ? [{ key: 'Strict-Transport-Security', value: 'max-age=31536000; includeSubDomains' }]
    : []),
];

/** Content-hashed names: kept for ever. */
const forEver = [{ key: 'Cache-Control', value: 'public, max-age=31536000, immutable' }];

/** @type {import('next').NextConfig} */
const config = {
  pageExtensions: ['ts', 'tsx', 'mdx'],
  transpilePackages: ['@ringzero/kernel-sim'],
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm test` type-checks the whole house; a person who only starts the site does not wait for it.
  typescript: { ignoreBuildErrors: true },
  headers: async () => [
    { source: '/:path*', headers: securityHeaders },
    { source: '/sim/:name(.+-[0-9a-f]{12}\\..+)', headers: forEver },
  ],
};

export default withMDX(config);
