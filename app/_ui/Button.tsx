/** Buttons. One `primary` at most on a view; `quiet` for tools. A link that looks like a button is `ButtonLink`. */
import Link from 'next/link';
import type { ComponentProps } from 'react';
import styles from './Button.module.css';

type Look = 'primary' | 'plain' | 'quiet';
interface Looks {
  look?: Look;
  size?: 's' | 'm';
}
const classes = ({ look = 'plain', size = 'm' }: Looks, extra?: string) =>
  [styles.button, styles[look], size === 's' && styles.small, extra].filter(Boolean).join(' ');

export function Button({ look, size, className, type = 'button', ...rest }: ComponentProps<'button'> & Looks) {
  return <button type={type} className={classes({ look, size }, className)} {...rest} />;
}

export function ButtonLink({ look, size, className, ...rest }: ComponentProps<typeof Link> & Looks) {
  return <Link className={classes({ look, size }, className)} {...rest} />;
}
