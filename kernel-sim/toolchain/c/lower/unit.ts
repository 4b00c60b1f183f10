/** A translation unit as an IR module: what is external or used is emitted, in the order of the source. */
import type { IrData, IrFunction, IrModule, ParamPiece } from '../../ir';
import { piecesOf } from '../abi';
import { alignOf, sizeOf } from '../layout';
import { positionOf, type Reporter } from '../report';
import { evaluate } from '../sema/constants';
import type { FunctionBody, FunctionSymbol, TranslationUnit, Variable } from '../tree';
import { isRecord, isVoid } from '../types';
import { FunctionBuilder, imm } from './builder';
import { storePiece } from './calls';
import { condition } from './conditions';
import { lowerData } from './data';
import { FunctionLowering, type Rules } from './function';
import { irTypeOf, isFloatType } from './ir-types';
import { ModuleLowering } from './module';
import { place, store } from './places';
import { record, recordInto } from './records';
import { statement } from './statements';
import { tidy } from './tidy';
import { warnUninitialised } from './uninitialised';
import { effect, value } from './values';

const RULES: Rules = { value, effect, condition, place, record, recordInto, statement };

export function lowerUnit(file: string, unit: TranslationUnit, report: Reporter): IrModule {
  const module = new ModuleLowering(report);
  const functions = new Map<FunctionSymbol, IrFunction>();
  const objects = new Map<Variable, IrData>();
  const defined = new Set(unit.variables.filter((variable) => variable.definition !== 'none'));
  for (const symbol of unit.functions) if (isRoot(symbol)) module.usedFunctions.add(symbol);
  for (const variable of defined)
    if (variable.global || variable.section || variable.unused) module.usedVariables.add(variable);
  keepAliasTargets(unit, module);
  // Sets are read in order of insertion: what is mentioned on the way is reached too.
  for (let before = -1; before !== functions.size + objects.size; ) {
    before = functions.size + objects.size;
    for (const symbol of module.usedFunctions) {
      if (symbol.body && !functions.has(symbol))
        functions.set(symbol, lowerFunction(module, symbol, symbol.body, unit));
    }
    for (const variable of module.usedVariables) {
      if (defined.has(variable) && !objects.has(variable)) objects.set(variable, lowerData(module, variable));
    }
  }
  return {
    file,
    functions: unit.functions.flatMap((symbol) => functions.get(symbol) ?? []),
    data: [...unit.variables.flatMap((variable) => objects.get(variable) ?? []), ...module.data],
    asm: unit.asm.map(({ text, at }) => ({ text, at: positionOf(at) })),
    aliases: [
      ...unit.functions.flatMap((symbol) => aliasOf(symbol)),
      ...unit.variables.flatMap((variable) => aliasOfVariable(variable)),
    ],
    weakReferences: [
      ...unit.functions.flatMap((f) => (f.attributes.weak && !f.body && !f.attributes.alias ? f.linkName : [])),
      ...unit.variables.flatMap((v) => (v.weak && v.definition === 'none' && !v.alias ? v.linkName : [])),
    ],
  };
}

/** Emitted even if nothing here mentions it. */
function isRoot(symbol: FunctionSymbol): boolean {
  const { attributes } = symbol;
  if (!symbol.body) return false;
  const kept = attributes.used || attributes.beforeMain || attributes.afterMain || attributes.section !== undefined;
  return kept || attributes.interrupt || !(symbol.static || symbol.inlineOnly);
}

function keepAliasTargets(unit: TranslationUnit, module: ModuleLowering): void {
  for (const { alias } of unit.variables) {
    const target = alias === undefined ? undefined : unit.variables.find((v) => v.linkName === alias);
    if (target) module.usedVariables.add(target);
  }
  for (const { attributes } of unit.functions) {
    if (attributes.alias === undefined) continue;
    const target = unit.functions.find((symbol) => symbol.linkName === attributes.alias);
    if (target) module.usedFunctions.add(target);
  }
}

function aliasOf(symbol: FunctionSymbol): IrModule['aliases'] {
  const { alias, weak } = symbol.attributes;
  if (alias === undefined || symbol.body) return [];
  return [{ name: symbol.linkName, target: alias, global: !symbol.static, weak: weak ?? false }];
}

function aliasOfVariable(variable: Variable): IrModule['aliases'] {
  const { alias, linkName, global, weak } = variable;
  return alias === undefined ? [] : [{ name: linkName, target: alias, global, weak: weak ?? false }];
}

function lowerFunction(
  module: ModuleLowering,
  symbol: FunctionSymbol,
  body: FunctionBody,
  unit: TranslationUnit,
): IrFunction {
  const b = new FunctionBuilder();
  const f = new FunctionLowering(module, symbol, b, RULES, body.returnsTwice);
  f.locate(symbol.at);
  const params = lowerParameters(f, body);
  fillLabelTables(f, body, unit);
  statement(f, body.body);
  f.locate(body.end);
  endFunction(f);
  const blocks = tidy(withIndirectTargets(b));
  const { attributes, type } = symbol;
  const lowered: IrFunction = {
    name: symbol.linkName,
    // An inline definition has no external one: a copy of our own serves the calls in this file (C11 6.7.4p7).
    global: !symbol.static && !symbol.inlineOnly,
    weak: attributes.weak,
    section: attributes.section,
    at: positionOf(symbol.at),
    params,
    variadic: type.variadic,
    vregs: b.vregs,
    vregNames: b.names,
    slots: b.slots,
    blocks,
    attributes: {
      naked: attributes.naked,
      noreturn: type.noreturn,
      interrupt: attributes.interrupt ? { hasErrorCode: type.params.length === 2 } : undefined,
      constructor: attributes.beforeMain ?? false,
      destructor: attributes.afterMain ?? false,
      noinline: attributes.noinline,
      alwaysInline: attributes.alwaysInline,
    },
  };
  warnUninitialised(lowered, module.report);
  return lowered;
}

/** A computed goto may go to every label whose address was taken. */
function withIndirectTargets(b: FunctionBuilder): FunctionBuilder {
  for (const block of b.blocks) {
    if (block.end.op === 'indirect') block.end.possible = [...b.addressed];
  }
  return b;
}

/** The end of the body: main returns 0 (C11 5.1.2.2.3); others that need a value return nothing sensible. */
function endFunction(f: FunctionLowering): void {
  const { result } = f.symbol.type;
  const { b } = f;
  if (!b.open) return;
  if (isVoid(result) || isRecord(result)) {
    const values = f.resultPointer === undefined ? [] : [{ vreg: f.resultPointer, type: 'i64' as const }];
    b.end({ op: 'return', values });
    return;
  }
  const type = irTypeOf(result);
  const vreg = isFloatType(type) ? b.float(type, 0) : b.register(type, imm(0));
  b.end({ op: 'return', values: [{ vreg, type }] });
}

function lowerParameters(f: FunctionLowering, body: FunctionBody): ParamPiece[] {
  const pieces: ParamPiece[] = [];
  const { result } = f.symbol.type;
  const stores: (() => void)[] = [];
  if (isRecord(result) && sizeOf(result) > 0 && !piecesOf(result)) {
    f.resultPointer = f.b.vreg('i64');
    pieces.push({ kind: 'int', type: 'i64', vreg: f.resultPointer });
  }
  body.params.forEach((param, group) => {
    pieces.push(
      ...(isRecord(param.type) ? recordParameter(f, param, group, stores) : [scalarParameter(f, param, stores)]),
    );
  });
  for (const step of stores) step();
  return pieces;
}

function scalarParameter(f: FunctionLowering, param: Variable, stores: (() => void)[]): ParamPiece {
  const type = irTypeOf(param.type);
  const home = f.home(param);
  const kind = isFloatType(type) ? 'sse' : 'int';
  if (home.kind === 'register') return { kind, type, vreg: home.vreg };
  const vreg = f.b.vreg(type);
  stores.push(() => {
    if (home.kind !== 'slot') return;
    store(f, { kind: 'memory', address: home.address, type: param.type, volatile: false, atomic: false }, vreg);
  });
  return { kind, type, vreg };
}

function recordParameter(f: FunctionLowering, param: Variable, group: number, stores: (() => void)[]): ParamPiece[] {
  const parts = piecesOf(param.type);
  const size = sizeOf(param.type);
  if (!parts) {
    if (size === 0) return [];
    // The caller's copy on the stack is the variable.
    const vreg = f.b.vreg('i64');
    f.homes.set(param, { kind: 'indirect', vreg });
    return [{ kind: 'memory', vreg, size, align: alignOf(param.type) }];
  }
  const home = f.home(param);
  return parts.map((part) => {
    const vreg = f.b.vreg(part.type);
    stores.push(() => {
      // The slot has whole eightbytes.
      if (home.kind === 'slot') storePiece(f, vreg, home.address, { ...part, size: 8 });
    });
    return { kind: part.kind, type: part.type, vreg, group };
  });
}

/**
 * Static tables of label addresses (GNU's labels as values): objects cannot refer to blocks, so the function fills them
 * when it is first entered. Nobody else can see them before, for labels mean nothing outside.
 */
function fillLabelTables(f: FunctionLowering, body: FunctionBody, unit: TranslationUnit): void {
  const labels = new Set([...body.labels.values()].filter((label) => label.addressTaken));
  if (labels.size === 0) return;
  for (const variable of unit.variables) {
    const entries = variable.initialiser?.entries ?? [];
    for (const entry of entries) {
      if (entry.bits || entry.type.kind === 'array' || variable.storage !== 'static') continue;
      const constant = evaluate(entry.value);
      if (constant?.kind !== 'label' || !labels.has(constant.label)) continue;
      const block = f.labelBlock(constant.label);
      f.b.addressed.add(block);
      const dst = f.b.vreg('i64');
      f.b.emit({ op: 'blockaddr', dst, block });
      f.b.store('i64', dst, { base: { symbol: f.module.variableSymbol(variable) }, offset: entry.offset });
    }
  }
}
