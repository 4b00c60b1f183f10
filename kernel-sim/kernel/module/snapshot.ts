/** Modules as plain data for inspectors and checks. Nothing is said where there is none. */
import type { Module } from './module';
import type { ModuleSystem } from './system';
import { moduleTaintText } from './taint';
import type { ModuleSnapshot, OopsReport } from './types';

function moduleSnapshot(module: Module): ModuleSnapshot {
  return {
    name: module.name,
    state: module.state,
    base: module.core.base,
    size: module.core.size + module.init.size,
    refcount: module.refcount,
    usedBy: [...module.usedBy].map(({ name }) => name),
    uses: [...module.uses].map(({ name }) => name),
    taints: moduleTaintText(module.taints),
    license: module.license,
    parameters: module.params.map(({ name, perm }) => ({ name, perm })),
    exports: module.exports.map(({ name, address, gpl }) => ({ name, address, gpl })),
    sections: module.sections.map(({ name, address, size }) => ({ name, address, size })),
    relocations: module.relocations,
    imports: module.imports,
  };
}

export function moduleSnapshots({ modules, oopses }: ModuleSystem): {
  modules?: readonly ModuleSnapshot[];
  oopses?: readonly OopsReport[];
} {
  return {
    ...(modules.size > 0 ? { modules: [...modules.values()].map(moduleSnapshot) } : {}),
    ...(oopses.all.length > 0 ? { oopses: [...oopses.all] } : {}),
  };
}
