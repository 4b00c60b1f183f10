/**
 * Who wants to hear of changes to files: the one place through which the VFS tells inotify. Follows include/linux/fsnotify.h.
 * Nothing is done, and nothing allocated, while nobody watches.
 */
import type { Inode } from '../types';

export type NameChange = 'create' | 'delete' | 'moved-from' | 'moved-to';
export type FileChange =
  | 'access'
  | 'modify'
  | 'attrib'
  | 'open'
  | 'close-write'
  | 'close-nowrite'
  | 'delete-self'
  | 'move-self';

/** What a watch wants of an inode; set by inotify. */
export interface Watcher {
  name(change: NameChange, name: string, inode: Inode, cookie: number): void;
  file(change: FileChange, directory: boolean, name: string | null): void;
}

const watchers = new WeakMap<Inode, Set<Watcher>>();
let watched = 0;

export function addWatcher(inode: Inode, watcher: Watcher): void {
  let set = watchers.get(inode);
  if (set === undefined) {
    set = new Set();
    watchers.set(inode, set);
  }
  set.add(watcher);
  watched++;
}

export function removeWatcher(inode: Inode, watcher: Watcher): void {
  if (watchers.get(inode)?.delete(watcher) === true) watched--;
}

/** A name in `dir` changed. */
export function notifyName(change: NameChange, dir: Inode, name: string, inode: Inode, cookie = 0): void {
  if (watched === 0) return;
  for (const watcher of watchers.get(dir) ?? []) watcher.name(change, name, inode, cookie);
}

/** The file itself; its directory hears of it under its name. */
export function notifyFile(change: FileChange, inode: Inode, parent: Inode | null, name: string): void {
  if (watched === 0) return;
  const directory = (inode.mode & 0o170000) === 0o040000;
  if (parent !== null && change !== 'delete-self' && change !== 'move-self')
    for (const watcher of watchers.get(parent) ?? []) watcher.file(change, directory, name);
  for (const watcher of watchers.get(inode) ?? []) watcher.file(change, directory, null);
}
