/** Scopes of identifiers and of tags (C11 6.2.1, 6.2.3). */
import type { Entity } from '../tree';
import type { EnumDeclaration, RecordDeclaration } from '../types';

export type Tag = { kind: 'record'; declaration: RecordDeclaration } | { kind: 'enum'; declaration: EnumDeclaration };

export class Scope {
  readonly symbols = new Map<string, Entity>();
  readonly tags = new Map<string, Tag>();

  constructor(readonly parent?: Scope) {}

  /** The innermost symbol of the name. */
  find(name: string): Entity | undefined {
    for (let scope: Scope | undefined = this; scope; scope = scope.parent) {
      const found = scope.symbols.get(name);
      if (found) return found;
    }
    return undefined;
  }

  findTag(name: string): Tag | undefined {
    for (let scope: Scope | undefined = this; scope; scope = scope.parent) {
      const found = scope.tags.get(name);
      if (found) return found;
    }
    return undefined;
  }

  /** All names that can be seen from here, for suggestions. */
  *visibleNames(): Iterable<string> {
    for (let scope: Scope | undefined = this; scope; scope = scope.parent) yield* scope.symbols.keys();
  }
}
